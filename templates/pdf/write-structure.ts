import type { Layout, StructureElement } from '../layout/layout.js'
import { number } from './content-stream.js'
import { MARKS_ELEMENT, type TaggedPage } from './draw-body.js'
import { hexText } from './hex-text.js'

/** What of the file the structure points at, by object number. */
export interface StructureTargets {
  readonly pages: readonly number[]
  /** A link's annotation and the element it belongs to, in the order of their keys in the parent tree, which follow those of the pages. */
  readonly links: readonly { readonly annotation: number; readonly element: number; readonly page: number }[]
}

const FIXED = { root: 0, parentTree: 1, document: 2, count: 3 } as const

/** One element while the tree is collected. */
interface Branch {
  readonly element: StructureElement
  readonly index: number
  readonly kids: Branch[]
  /** Marked content and annotations as entries of /K, and pictures where they stand among them. */
  readonly content: (string | Branch)[]
  page: number
  object: number
}

const MARKS: StructureElement = { role: 'P', parent: null, detail: null }

/** Every element's branch, that of the marks first. */
type Branches = readonly Branch[]

function branchAt(branches: Branches, element: number): Branch | undefined {
  return branches[element - MARKS_ELEMENT]
}

/** Cells keep their column even when empty; everything else without content is left out. */
function isKept({ element: { role }, content, kids }: Branch): boolean {
  return role === 'TD' || role === 'TH' || content.length > 0 || kids.length > 0
}

/** The tree of what is shown, bottom up: an element's children stand after it. */
function growTree(branches: Branches): Branch[] {
  const roots: Branch[] = []
  for (const branch of branches.toReversed()) {
    branch.kids.reverse()
    if (!isKept(branch)) continue
    const { parent } = branch.element
    const siblings = parent === null ? roots : branchAt(branches, parent)?.kids
    siblings?.push(branch)
  }
  return roots.reverse()
}

/** Objects are numbered in reading order, so that the tree reads as the document does. */
function numberTree(roots: readonly Branch[], first: number): Branch[] {
  const ordered: Branch[] = []
  const visit = (branch: Branch): void => {
    branch.object = first + ordered.length
    ordered.push(branch)
    branch.kids.forEach(visit)
  }
  roots.forEach(visit)
  return ordered
}

function idOf(index: number): string {
  return `(e${String(index).padStart(6, '0')})`
}

/** What other elements may point at, and notes (ISO 14289-1, 7.9), have an identity. */
function hasId({ element: { role, detail } }: Branch, pointedAt: ReadonlySet<number>, index: number): boolean {
  return role === 'Note' || (detail?.type === 'cell' && pointedAt.has(index))
}

function attributes(branch: Branch, boxes: TaggedPage['boxes'] | undefined): string {
  const { detail } = branch.element
  if (detail === null) return ''
  switch (detail.type) {
    case 'list':
      return `/A<</O/List/ListNumbering/${detail.numbering}>>`
    case 'cell': {
      const scope = detail.scope === null ? '' : `/Scope/${detail.scope}`
      const span = detail.span === 1 ? '' : `/ColSpan ${detail.span}`
      const rowSpan = detail.rowSpan === 1 ? '' : `/RowSpan ${detail.rowSpan}`
      const headers = detail.headers.length === 0 ? '' : `/Headers[${detail.headers.map(idOf).join('')}]`
      return scope + span + rowSpan + headers === '' ? '' : `/A<</O/Table${scope}${span}${rowSpan}${headers}>>`
    }
    case 'figure': {
      const box = boxes?.get(branch.index)
      const corners = box === undefined ? [] : [box.xPt, box.yPt, box.xPt + box.widthPt, box.yPt + box.heightPt]
      return `/Alt ${hexText(detail.alt)}/A<</O/Layout/Placement/${detail.placement}/BBox[${corners.map(number).join(' ')}]>>`
    }
    default:
      throw new Error(detail satisfies never)
  }
}

/** Puts a picture into the text it stands in, between what stands before and after it. */
function placeInLine(shown: Branch, branches: Branches): void {
  const { parent, detail } = shown.element
  if (detail?.type === 'figure' && detail.placement === 'Inline' && parent !== null) branchAt(branches, parent)?.content.push(shown)
}

/** Collects what each element shows, page by page. */
function collect(layout: Layout, pages: readonly TaggedPage[], targets: StructureTargets): Branch[] {
  const branch = (element: StructureElement, index: number): Branch => ({ element, index, kids: [], content: [], page: 0, object: 0 })
  const branches = [branch(MARKS, MARKS_ELEMENT), ...layout.elements.map(branch)]
    for (const [at, { marked }] of pages.entries()) {
    const page = targets.pages[at] ?? 0
    for (let id = 0; id < marked.length; id++) {
      const shown = branchAt(branches, marked[id] ?? MARKS_ELEMENT)
      if (shown === undefined) continue
      if (shown.page === 0) {
        shown.page = page
        placeInLine(shown, branches)
      }
      shown.content.push(shown.page === page ? String(id) : `<</Type/MCR/Pg ${page} 0 R/MCID ${id}>>`)
    }
  }
  for (const { annotation, element, page } of targets.links) branchAt(branches, element)?.content.push(`<</Type/OBJR/Pg ${page} 0 R/Obj ${annotation} 0 R>>`)
  return branches
}

function parentTree(pages: readonly TaggedPage[], links: StructureTargets['links'], branches: Branches): string {
  const reference = (element: number): string => `${branchAt(branches, element)?.object ?? 0} 0 R`
  const ofPages = pages.map(({ marked }, page) => `${page}[${marked.map(reference).join(' ')}]`)
  const ofLinks = links.map(({ element }, index) => `${pages.length + index} ${reference(element)}`)
  return `<</Nums[${[...ofPages, ...ofLinks].join('\n')}]>>`
}

/** The structure tree with its parent tree (ISO 32000-1, 14.7) as objects of the file, numbered on from `first`, which is the root; elements that show nothing are left out. */
export function writeStructure(layout: Layout, pages: readonly TaggedPage[], targets: StructureTargets, first: number): string[] {
  const branches = collect(layout, pages, targets)
  const roots = growTree(branches)
  const ordered = numberTree(roots, first + FIXED.count)
  const boxes = new Map(pages.flatMap((page) => [...page.boxes]))
  const pointedAt = new Set(layout.elements.flatMap(({ detail }) => (detail?.type === 'cell' ? detail.headers : [])))
  const ids: string[] = []
  const document = first + FIXED.document
  const written = ordered.map((branch) => {
    const { element, index, kids, content, page, object } = branch
    let inner = ''
    let count = 0
    const show = (one: string | Branch): void => {
      inner += `${count === 0 ? '' : ' '}${typeof one === 'string' ? one : `${one.object} 0 R`}`
      count++
    }
    content.forEach(show)
    for (const kid of kids) if (!content.includes(kid)) show(kid)
    const parent = element.parent === null ? document : (branchAt(branches, element.parent)?.object ?? document)
    const id = hasId(branch, pointedAt, index) ? `/ID${idOf(index)}` : ''
    if (id !== '') ids.push(`${idOf(index)}${object} 0 R`)
    const shown = count === 1 ? ` ${inner}` : `[${inner}]`
    return `<</S/${element.role}/P ${parent} 0 R${page === 0 ? '' : `/Pg ${page} 0 R`}${count === 0 ? '' : `/K${shown}`}${id}${attributes(branch, boxes)}>>`
  })
  ids.sort()
  const limits = ids.length === 0 ? '' : `/IDTree<</Names[${ids.join('\n')}]>>`
  const root = `<</Type/StructTreeRoot/K ${document} 0 R/ParentTree ${first + FIXED.parentTree} 0 R/ParentTreeNextKey ${pages.length + targets.links.length}${limits}>>`
  const body = `<</S/Document/P ${first} 0 R/K[${roots.map(({ object }) => `${object} 0 R`).join(' ')}]>>`
  return [root, parentTree(pages, targets.links, branches), body, ...written]
}
