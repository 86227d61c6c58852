import { createHash } from 'node:crypto'
import { PDFArray, PDFContext, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFRef, type PDFObject, type PDFPage } from 'pdf-lib'
import { ContextStore } from './context-store.js'
import { Transplant, type SharedFonts } from './transplant.js'
import { writeCatalog, type FileStatement } from './write-trailer.js'

/** One finished PDF in a bound one. */
export interface BoundPart {
  readonly bytes: Uint8Array
  /** Its bookmark. */
  readonly title: string
  /** The parts that its own links lead to, link by link in reading order; its links stay as they are where this is empty. */
  readonly leadsTo: readonly number[]
}

/** What of the file all parts share. */
interface Binding {
  readonly context: PDFContext
  readonly tree: PDFRef
  readonly structure: PDFRef
  readonly body: PDFRef
  readonly outline: PDFRef
  readonly fonts: SharedFonts
}

interface Bound {
  readonly pages: readonly PDFRef[]
  readonly sections: readonly PDFObject[]
  /** Keys and values of the parent tree. */
  readonly numbers: readonly PDFObject[]
  /** Identities of structure elements and the elements. */
  readonly names: readonly (readonly [PDFObject, PDFObject])[]
  readonly nextKey: number
  readonly bookmark: PDFRef
  readonly isTagged: boolean
}

const key = (name: string): PDFName => PDFName.of(name)
const INHERITED = ['Resources', 'MediaBox', 'CropBox', 'Rotate'] as const

/** Whether the file itself says that it keeps to PDF/A and PDF/UA and has the structure that takes. */
function claimsBoth(source: PDFDocument): boolean {
  const metadata = source.catalog.lookup(key('Metadata'))
  const said = metadata instanceof PDFRawStream ? Buffer.from(metadata.contents).toString('latin1') : ''
  return /<pdfaid:part>2</.test(said) && /<pdfuaid:part>1</.test(said) && source.catalog.has(key('StructTreeRoot'))
}

function pageOf(page: PDFPage, transplant: Transplant, tree: PDFRef, context: PDFContext): PDFDict {
  const dict = PDFDict.withContext(context)
  const copied = transplant.copied(PDFDict.fromMapWithContext(new Map(page.node.entries().filter(([name]) => name !== key('Parent'))), page.node.context))
  if (copied instanceof PDFDict) for (const [name, value] of copied.entries()) dict.set(name, value)
  for (const name of INHERITED) {
    const value = dict.has(key(name)) ? undefined : page.node.getInheritableAttribute(key(name))
    if (value !== undefined) dict.set(key(name), transplant.copied(value))
  }
  dict.set(key('Parent'), tree)
  return dict
}

/** The values of a flat name or number tree, two by two. */
function pairsOf(tree: PDFDict | undefined, entry: 'Nums' | 'Names'): [PDFObject, PDFObject][] {
  const flat = tree?.lookupMaybe(key(entry), PDFArray)?.asArray() ?? []
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, index) => [flat[2 * index], flat[2 * index + 1]]).filter((pair): pair is [PDFObject, PDFObject] => pair[0] !== undefined && pair[1] !== undefined)
}

function kidsOf(root: PDFDict | undefined): readonly PDFObject[] {
  const kids = root?.get(key('K'))
  if (kids === undefined) return []
  return kids instanceof PDFArray ? kids.asArray() : [kids]
}

/** Copies one file in; its document becomes a part of the whole one, its bookmarks stand under its own. */
async function bindPart(binding: Binding, part: BoundPart, index: number, keyBase: number): Promise<Bound> {
  const { context, tree } = binding
  const source = await PDFDocument.load(part.bytes, { updateMetadata: false })
  const transplant = new Transplant(source.context, context, binding.fonts, { keyBase, idPrefix: `d${String(index).padStart(3, '0')}` })
  const root = source.catalog.lookupMaybe(key('StructTreeRoot'), PDFDict)
  const rootRef = source.catalog.get(key('StructTreeRoot'))
  if (rootRef instanceof PDFRef) transplant.place(rootRef, binding.structure)
  const bookmark = context.nextRef()
  const outlineRef = source.catalog.get(key('Outlines'))
  if (outlineRef instanceof PDFRef) transplant.place(outlineRef, bookmark)
  const sourcePages = source.getPages()
  const pages = sourcePages.map(({ ref }) => {
    const target = context.nextRef()
    transplant.place(ref, target)
    return target
  })
  for (const [at, page] of sourcePages.entries()) context.assign(pages[at] ?? context.nextRef(), pageOf(page, transplant, tree, context))
  const sections = kidsOf(root).map((kid) => transplant.copied(kid))
  const numbers = pairsOf(root?.lookupMaybe(key('ParentTree'), PDFDict), 'Nums').flatMap(([number, value]) => [PDFNumber.of((number instanceof PDFNumber ? number.asNumber() : 0) + keyBase), transplant.copied(value)])
  const names = pairsOf(root?.lookupMaybe(key('IDTree'), PDFDict), 'Names').map(([name, value]) => [transplant.renamed(name), transplant.copied(value)] as const)
  const outline = source.catalog.lookupMaybe(key('Outlines'), PDFDict)
  context.assign(bookmark, bookmarkOf(context, part.title, pages[0], outline, transplant))
  transplant.finish()
  for (const section of sections) becomePart(context, section, binding.body)
  const nextKey = keyBase + Math.max(root?.lookupMaybe(key('ParentTreeNextKey'), PDFNumber)?.asNumber() ?? 0, numbers.length / 2)
  return { pages, sections, numbers, names, nextKey, bookmark, isTagged: claimsBoth(source) }
}

/** A file's document is one part among others here (ISO 32000-1, table 333). */
function becomePart(context: PDFContext, section: PDFObject, body: PDFRef): void {
  const element = context.lookupMaybe(section, PDFDict)
  if (element?.lookupMaybe(key('S'), PDFName)?.decodeText() === 'Document') element.set(key('S'), key('Part'))
  element?.set(key('P'), body)
}

/** A closed bookmark to the part's first page, over its own bookmarks. */
function bookmarkOf(context: PDFContext, title: string, first: PDFRef | undefined, outline: PDFDict | undefined, transplant: Transplant): PDFDict {
  const item = context.obj({ Dest: topOf(context, first) })
  item.set(key('Title'), PDFHexString.fromText(title))
  const [firstChild, lastChild, count] = ['First', 'Last', 'Count'].map((name) => outline?.get(key(name)))
  if (firstChild !== undefined && lastChild !== undefined) {
    item.set(key('First'), transplant.copied(firstChild))
    item.set(key('Last'), transplant.copied(lastChild))
    item.set(key('Count'), PDFNumber.of(-Math.abs(count instanceof PDFNumber ? count.asNumber() : 1)))
  }
  return item
}

function topOf(context: PDFContext, page: PDFRef | undefined): PDFArray {
  if (page === undefined) throw new Error('a part of a bound PDF has no page')
  return context.obj([page, 'XYZ', null, 842, null])
}

/** Turns the links of each part that leads somewhere to the first pages of the parts it leads to. */
function turnLinks(context: PDFContext, parts: readonly BoundPart[], bound: readonly Bound[]): void {
  const firstPage = bound.map((_, index) => 1 + bound.slice(0, index).reduce((sum, { pages }) => sum + pages.length, 0))
  for (const [index, { leadsTo }] of parts.entries()) {
    const links = (bound[index]?.pages ?? []).flatMap((page) => context.lookup(page, PDFDict).lookupMaybe(key('Annots'), PDFArray)?.asArray() ?? [])
    for (const [at, target] of leadsTo.entries()) {
      const link = context.lookupMaybe(links[at], PDFDict)
      link?.set(key('Dest'), topOf(context, bound[target]?.pages[0]))
      link?.set(key('Contents'), PDFHexString.fromText(`${parts[target]?.title ?? ''}, sida ${firstPage[target] ?? 0} i filen`))
    }
  }
}

function writeStructureRoot({ context, structure, body }: Binding, bound: readonly Bound[]): void {
  const array = (entries: readonly PDFObject[]): PDFArray => {
    const made = PDFArray.withContext(context)
    for (const entry of entries) made.push(entry)
    return made
  }
  const root = context.obj({ Type: 'StructTreeRoot', K: body, ParentTreeNextKey: bound.at(-1)?.nextKey ?? 0 })
  const numbers = context.obj({})
  numbers.set(key('Nums'), array(bound.flatMap((part) => part.numbers)))
  root.set(key('ParentTree'), context.register(numbers))
  const names = bound.flatMap((part) => part.names).map(([name, value]) => ({ written: name.toString(), name, value })).sort((a, b) => (a.written < b.written ? -1 : 1))
  if (names.length > 0) {
    const tree = context.obj({})
    tree.set(key('Names'), array(names.flatMap(({ name, value }) => [name, value])))
    root.set(key('IDTree'), tree)
  }
  context.assign(structure, root)
  const document = context.obj({ S: 'Document', P: structure })
  document.set(key('K'), array(bound.flatMap(({ sections }) => sections)))
  context.assign(body, document)
}

function writeBookmarks({ context, outline }: Binding, bound: readonly Bound[]): void {
  for (const [index, { bookmark }] of bound.entries()) {
    const item = context.lookup(bookmark, PDFDict)
    item.set(key('Parent'), outline)
    const [previous, next] = [bound[index - 1]?.bookmark, bound[index + 1]?.bookmark]
    if (previous !== undefined) item.set(key('Prev'), previous)
    if (next !== undefined) item.set(key('Next'), next)
  }
  const [first, last] = [bound[0]?.bookmark, bound.at(-1)?.bookmark]
  if (first !== undefined && last !== undefined) context.assign(outline, context.obj({ Type: 'Outlines', First: first, Last: last, Count: bound.length }))
}

/**
 * Finished PDFs bound into one: every page as it is, structure, links and bookmarks kept, equal fonts embedded once; the same parts give the same
 * bytes. The whole claims PDF/A-2a and PDF/UA-1 when every part does.
 */
export async function bindPdfs(parts: readonly BoundPart[], statement: FileStatement): Promise<Uint8Array> {
  const context = PDFContext.create()
  const binding: Binding = { context, tree: context.nextRef(), structure: context.nextRef(), body: context.nextRef(), outline: context.nextRef(), fonts: new Map() }
  const bound: Bound[] = []
  const hash = createHash('sha256').update(JSON.stringify(statement))
  for (const [index, part] of parts.entries()) {
    hash.update(part.bytes)
    bound.push(await bindPart(binding, part, index, bound.at(-1)?.nextKey ?? 0))
  }
  turnLinks(context, parts, bound)
  writeStructureRoot(binding, bound)
  writeBookmarks(binding, bound)
  const pages = bound.flatMap((part) => part.pages)
  context.assign(binding.tree, context.obj({ Type: 'Pages', Kids: [...pages], Count: pages.length }))
  const store = new ContextStore(context)
  const places = { tree: binding.tree.objectNumber, structure: binding.structure.objectNumber, outline: binding.outline.objectNumber }
  return store.bytes(writeCatalog(store, statement, { ...places, claims: bound.every(({ isTagged }) => isTagged) ? 'pdf-a-2a-and-ua-1' : 'nothing' }, hash.digest('hex')))
}
