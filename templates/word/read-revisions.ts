import { SOURCE } from './settle-revisions.js'
import { elementsOf, textOf, type XmlElement } from './xml.js'

/** One tracked change: what it does to the words, and whom Word says it is by. */
export interface Revision {
  readonly type: 'inserted' | 'deleted' | 'set'
  readonly by: string
  /** The instant as Word wrote it (ISO 8601); null when it did not. */
  readonly at: string | null
}

/** A remark in the margin that somebody has left in the file. */
export interface Remark {
  readonly by: string
  readonly at: string | null
  readonly text: string
  /** The paragraph it hangs on, as `withSources` counted; null when the document does not say. */
  readonly ordinal: number | null
}

const TYPES: Readonly<Record<string, Revision['type']>> = {
  'w:ins': 'inserted', 'w:moveTo': 'inserted', 'w:cellIns': 'inserted', 'w:del': 'deleted', 'w:moveFrom': 'deleted', 'w:cellDel': 'deleted', 'w:pPrChange': 'set', 'w:numberingChange': 'set',
}

/** The tracked changes of each paragraph, by its number, once each by author, instant and type. `root` must have been through `withSources`. */
export function readRevisions(root: XmlElement): ReadonlyMap<number, readonly Revision[]> {
  const found = new Map<number, Revision[]>()
  const note = (ordinal: number, revision: Revision): void => {
    const known = found.get(ordinal) ?? []
    if (!known.some((one) => one.type === revision.type && one.by === revision.by && one.at === revision.at)) found.set(ordinal, [...known, revision])
  }
  const walk = (element: XmlElement, ordinal: number | null, around: readonly Revision[]): void => {
    const own = element.name === 'w:p' ? Number(element.attributes.get(SOURCE)) : ordinal
    const revision = revisionOf(element)
    // A row or cell says of itself, in its properties, what happens to every paragraph in it.
    const marks = ['w:tr', 'w:tc'].includes(element.name) ? elementsOf(element).filter(({ name }) => /^w:t[rc]Pr$/.test(name)).flatMap((properties) => elementsOf(properties).flatMap((mark) => revisionOf(mark) ?? [])) : []
    const inside = [...around, ...marks, ...(revision === null ? [] : [revision])]
    if (own !== null) for (const one of inside) note(own, one)
    for (const child of elementsOf(element)) walk(child, own, own === null ? inside : [])
  }
  walk(root, null, [])
  return found
}

function revisionOf({ name, attributes }: XmlElement): Revision | null {
  const type = TYPES[name]
  return type === undefined ? null : { type, by: attributes.get('w:author') ?? '', at: attributes.get('w:date') ?? null }
}

/** The remarks of `word/comments.xml` in order, with where they hang in the document. `root` must have been through `withSources`. */
export function readRemarks(comments: XmlElement | null, root: XmlElement): Remark[] {
  const places = new Map<string, number>()
  const walk = (element: XmlElement, ordinal: number | null): void => {
    const own = element.name === 'w:p' ? Number(element.attributes.get(SOURCE)) : ordinal
    const id = ['w:commentRangeStart', 'w:commentReference'].includes(element.name) ? element.attributes.get('w:id') : undefined
    if (id !== undefined && own !== null && !places.has(id)) places.set(id, own)
    for (const child of elementsOf(element)) walk(child, own)
  }
  walk(root, null)
  return (comments === null ? [] : elementsOf(comments)).filter(({ name }) => name === 'w:comment').map((comment) => ({
    by: comment.attributes.get('w:author') ?? '', at: comment.attributes.get('w:date') ?? null,
    text: elementsOf(comment).map(textOf).join(' ').trim(), ordinal: places.get(comment.attributes.get('w:id') ?? '') ?? null,
  }))
}
