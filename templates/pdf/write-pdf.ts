import { createHash } from 'node:crypto'
import type { Fonts } from '../fonts.js'
import type { Layout, LayoutPage } from '../layout/layout.js'
import type { BlankStamp, StampFor, Within } from '../stamp.js'
import { number } from './content-stream.js'
import { compress, drawPages, drawnStamp, usedCharacters, type PageBody, type PageMarking } from './draw-pages.js'
import { embedFonts, glyphSetsFor } from './embed-fonts.js'
import { embedPicture } from './embed-picture.js'
import { hexText } from './hex-text.js'
import { add, reference, type ObjectStore } from './object-store.js'
import { pictureNameOf } from './picture-name.js'
import { watermark } from './watermark.js'
import { packObjects, PdfFile, type PackedObjects } from './write-file.js'
import { writeOutline } from './write-outline.js'
import { writeStructure, type StructureTargets } from './write-structure.js'
import { writeCatalog, type FileStatement } from './write-trailer.js'

/** What the file says about itself besides its pages. */
export interface PdfMeta extends PageMarking, FileStatement {}

type Link = StructureTargets['links'][number]

/** Where the pages, their links and the structure stand in every exemplar's file: before all that differs. */
interface Places {
  readonly pages: readonly number[]
  readonly links: readonly Link[]
  readonly structure: number
}

/** The structure of a layout with some marks is the same in every exemplar. */
const structuresOfBodies = new WeakMap<readonly PageBody[], PackedObjects>()

function reserve(file: PdfFile, layout: Layout): Places {
  const first = file.reserve(layout.pages.length)
  const pages = layout.pages.map((_, index) => first + index)
  const links = layout.pages.flatMap((page, index) => page.links.map((link): Link => ({ annotation: file.reserve(1), element: link.element, page: first + index })))
  return { pages, links, structure: file.reserve(1) }
}

function structureOf(file: PdfFile, layout: Layout, bodies: readonly PageBody[], { pages, links, structure }: Places): PackedObjects {
  const known = structuresOfBodies.get(bodies)
  if (known === undefined) {
    const objects = writeStructure(layout, bodies, { pages, links }, structure)
    structuresOfBodies.set(bodies, packObjects(objects.map((_, index) => structure + index), objects))
  }
  const packed = structuresOfBodies.get(bodies) ?? packObjects([], [])
  // The first number is reserved already.
  file.reserve(packed.numbers.length - 1)
  return packed
}

/** Writes a page's links; `key` is the first one's in the parent tree. */
function writeLinks(store: ObjectStore, page: LayoutPage, links: readonly Link[], pages: readonly number[], key: number): void {
  for (const [index, link] of page.links.entries()) {
    const target = pages[link.targetPage - 1]
    const annotation = links[index]?.annotation
    if (target === undefined || annotation === undefined) throw new Error(`a link leads to page ${link.targetPage}, which is not there`)
    const area = [link.xPt, link.yPt, link.xPt + link.widthPt, link.yPt + link.heightPt].map(number).join(' ')
    const lead = `/Dest[${reference(target)}/XYZ null ${number(link.targetYPt + 6)} null]/Contents${hexText(`${link.text}, sida ${link.targetPage}`)}`
    store.put(annotation, `<</Type/Annot/Subtype/Link/Rect[${area}]/Border[0 0 0]/F 4/StructParent ${key + index}${lead}>>`)
  }
}

function writePages(store: ObjectStore, layout: Layout, contents: readonly (readonly number[])[], resources: string, { pages, links }: Places): number {
  const tree = store.reserve(1)
  const shared = reference(add(store, resources))
  let done = 0
  for (const [index, page] of layout.pages.entries()) {
    const own = links.slice(done, done + page.links.length)
    writeLinks(store, page, own, pages, layout.pages.length + done)
    done += own.length
    const annots = own.length === 0 ? '' : `/Annots[${own.map(({ annotation }) => reference(annotation)).join(' ')}]`
    const box = `/MediaBox[0 0 ${number(page.widthPt)} ${number(page.heightPt)}]`
    const drawn = (contents[index] ?? []).map(reference).join(' ')
    store.put(pages[index] ?? 0, `<</Type/Page/Parent ${reference(tree)}${box}/Resources ${shared}/Contents[${drawn}]/StructParents ${index}/Tabs/S${annots}>>`)
  }
  store.put(tree, `<</Type/Pages/Kids[${pages.map(reference).join(' ')}]/Count ${pages.length}>>`)
  return tree
}

/** The pictures and the draft's mark that pages draw by name, as they are written among the resources. */
function drawnObjects(store: ObjectStore, layout: Layout, draft: boolean, fonts: Fonts): string {
  const drawn = [...layout.pictures.values()].map((picture) => `/${pictureNameOf(picture)} ${reference(embedPicture(store, picture))}`)
  if (draft) drawn.push(`/X0 ${reference(store.stream({ Type: '/XObject', Subtype: '/Form', BBox: '[0 0 596 842]', Resources: '<<>>', Filter: '/FlateDecode' }, compress(Buffer.from(watermark(fonts.bold), 'latin1'))))}`)
  return drawn.length === 0 ? '' : `/XObject<<${drawn.join('')}>>`
}

/**
 * One exemplar of a laid-out document as a PDF that is both PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1); the same arguments give the
 * same bytes. `stampFor` is asked once a page, counted from 1 whatever comes before. Coordinates are those of the layout, whatever the stamp.
 */
export function writePdf(layout: Layout, fonts: Fonts, stampFor: StampFor | (() => BlankStamp), meta: PdfMeta, { before: earlier, total }: Within = { before: 0, total: layout.pageCount }): Promise<Uint8Array> {
  const stamps = layout.pages.map((_, index) => stampFor(index + 1, layout.pageCount))
  const used = usedCharacters(layout, stamps, meta.marks)
  const sets = glyphSetsFor(used, fonts)
  const file = new PdfFile()
  const places = reserve(file, layout)
  const { running, bodies } = drawPages(layout, sets, meta)
  const structure = structureOf(file, layout, bodies, places)
  file.pack(structure)
  const hash = createHash('sha256').update(JSON.stringify([meta, layout.title, layout.outline])).update(structure.bytes).update(running)
  const before = file.stream({ Filter: '/FlateDecode' }, running)
  const contents = stamps.map((stamp, index) => [before, ...[bodies[index]?.content ?? new Uint8Array(), drawnStamp(stamp, earlier + index + 1, total, sets)].map((packed) => {
    hash.update(packed)
    return file.stream({ Filter: '/FlateDecode' }, packed)
  })])
  const resources = `<</Font${embedFonts(file, sets, used)}${drawnObjects(file, layout, meta.draft, fonts)}>>`
  const tree = writePages(file, layout, contents, resources, places)
  const outline = writeOutline(file, layout.outline, places.pages)
  return Promise.resolve(file.bytes(writeCatalog(file, meta, { tree, structure: places.structure, outline, claims: 'pdf-a-2a-and-ua-1' }, hash.digest('hex'))))
}
