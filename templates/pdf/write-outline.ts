import type { PDFContext, PDFRef } from 'pdf-lib'
import type { OutlineEntry } from '../layout/layout.js'
import { number } from './content-stream.js'
import { hexText, WrittenValue } from './written-value.js'

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

function writeLevel(context: PDFContext, list: readonly Branch[], parent: PDFRef, pages: readonly PDFRef[]): { first: PDFRef; last: PDFRef } | null {
  const refs = list.map(() => context.nextRef())
  for (const [index, { entry, children }] of list.entries()) {
    const ref = refs[index]
    const page = pages[entry.page - 1]
    if (ref === undefined || page === undefined) continue
    const [previous, next] = [refs[index - 1], refs[index + 1]]
    const inner = writeLevel(context, children, ref, pages)
    const beside = `${previous === undefined ? '' : `/Prev ${previous.tag}`}${next === undefined ? '' : `/Next ${next.tag}`}`
    const below = inner === null ? '' : `/First ${inner.first.tag}/Last ${inner.last.tag}/Count ${entry.level === 1 ? countOf(children) : -countOf(children)}`
    context.assign(ref, new WrittenValue(`<</Parent ${parent.tag}/Dest[${page.tag}/XYZ null ${number(entry.yPt + 6)} null]/Title${hexText(entry.text)}${beside}${below}>>`))
  }
  const [first, last] = [refs[0], refs.at(-1)]
  return first === undefined || last === undefined ? null : { first, last }
}

/** The document's outline of headings; null when it has none. */
export function writeOutline(context: PDFContext, entries: readonly OutlineEntry[], pages: readonly PDFRef[]): PDFRef | null {
  const roots = branches(entries)
  const ref = context.nextRef()
  const level = writeLevel(context, roots, ref, pages)
  if (level === null) return null
  context.assign(ref, context.obj({ Type: 'Outlines', First: level.first, Last: level.last, Count: roots.length }))
  return ref
}
