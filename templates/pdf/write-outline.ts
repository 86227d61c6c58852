import type { OutlineEntry } from '../layout/layout.js'
import { number } from './content-stream.js'
import { hexText } from './hex-text.js'
import { reference, type ObjectStore } from './object-store.js'

interface Branch {
  readonly entry: OutlineEntry
  readonly children: Branch[]
}

function branches(entries: readonly OutlineEntry[]): Branch[] {
  const roots: Branch[] = []
  const open: Branch[] = []
  for (const entry of entries) {
    const branch: Branch = { entry, children: [] }
    while ((open.at(-1)?.entry.level ?? 0) >= entry.level) open.pop()
    const parent = open.at(-1)
    if (parent === undefined) roots.push(branch)
    else parent.children.push(branch)
    open.push(branch)
  }
  return roots
}

/** How many entries a viewer shows when everything under them is open. */
function countOf(list: readonly Branch[]): number {
  return list.reduce((sum, branch) => sum + 1 + countOf(branch.children), 0)
}

/** Writes a level and what is under it; `parent` and `pages` are object numbers. */
function writeLevel(store: ObjectStore, list: readonly Branch[], parent: number, pages: readonly number[]): { first: number; last: number } | null {
  if (list.length === 0) return null
  const first = store.reserve(list.length)
  const last = first + list.length - 1
  for (const [index, { entry, children }] of list.entries()) {
    const object = first + index
    const page = pages[entry.page - 1]
    if (page === undefined) throw new Error(`a heading stands on page ${entry.page}, which is not there`)
    const inner = writeLevel(store, children, object, pages)
    const beside = `${object === first ? '' : `/Prev ${reference(object - 1)}`}${object === last ? '' : `/Next ${reference(object + 1)}`}`
    const below = inner === null ? '' : `/First ${reference(inner.first)}/Last ${reference(inner.last)}/Count ${entry.level === 1 ? countOf(children) : -countOf(children)}`
    store.put(object, `<</Parent ${reference(parent)}/Dest[${reference(page)}/XYZ null ${number(entry.yPt + 6)} null]/Title${hexText(entry.text)}${beside}${below}>>`)
  }
  return { first, last }
}

/** The document's outline of headings; null when it has none. */
export function writeOutline(store: ObjectStore, entries: readonly OutlineEntry[], pages: readonly number[]): number | null {
  const roots = branches(entries)
  if (roots.length === 0) return null
  const object = store.reserve(1)
  const level = writeLevel(store, roots, object, pages)
  if (level === null) return null
  store.put(object, `<</Type/Outlines/First ${reference(level.first)}/Last ${reference(level.last)}/Count ${roots.length}>>`)
  return object
}
