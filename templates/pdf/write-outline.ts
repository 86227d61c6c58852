import { PDFHexString, PDFName, type PDFContext, type PDFDict, type PDFRef } from 'pdf-lib'
import type { OutlineEntry } from '../layout/layout.js'
import { number } from './content-stream.js'

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
    const item: PDFDict = context.obj({ Parent: parent, Dest: [page, 'XYZ', null, Number(number(entry.yPt + 6)), null] })
    item.set(PDFName.of('Title'), PDFHexString.fromText(entry.text))
    const [previous, next] = [refs[index - 1], refs[index + 1]]
    if (previous !== undefined) item.set(PDFName.of('Prev'), previous)
    if (next !== undefined) item.set(PDFName.of('Next'), next)
    const inner = writeLevel(context, children, ref, pages)
    if (inner !== null) {
      item.set(PDFName.of('First'), inner.first)
      item.set(PDFName.of('Last'), inner.last)
      item.set(PDFName.of('Count'), context.obj(entry.level === 1 ? countOf(children) : -countOf(children)))
    }
    context.assign(ref, item)
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
