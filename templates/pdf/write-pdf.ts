import { createHash } from 'node:crypto'
import { PDFContext, PDFName, PDFRawStream, PDFRef } from 'pdf-lib'
import type { Fonts } from '../fonts.js'
import type { Layout, LayoutPage } from '../layout/layout.js'
import type { BlankStamp, StampFor } from '../stamp.js'
import { number } from './content-stream.js'
import { compress, drawBodies, drawnStamp, usedCharacters, type PageBody, type PageMarking } from './draw-pages.js'
import { embedFonts, glyphSetsFor } from './embed-fonts.js'
import { embedPicture } from './embed-picture.js'
import { pictureNameOf } from './picture-name.js'
import { watermark } from './watermark.js'
import { packObjects, writeFile, type PackedObjects } from './write-file.js'
import { writeStructure, type StructureTargets } from './write-structure.js'
import { writeTrailer, type FileStatement } from './write-trailer.js'
import { hexText, WrittenValue } from './written-value.js'

/** What the file says about itself besides its pages. */
export interface PdfMeta extends PageMarking, FileStatement {}

type Link = StructureTargets['links'][number]

/** Where the pages, their links and the structure stand in every exemplar's file: before all that differs. */
interface Places {
  readonly pages: readonly PDFRef[]
  readonly links: readonly Link[]
  readonly structureFirst: number
}

/** The structure of a layout with some marks is the same in every exemplar. */
const structuresOfBodies = new WeakMap<readonly PageBody[], PackedObjects>()

function stream(context: PDFContext, packed: Uint8Array, entries: Record<string, string | number | number[] | Record<string, never>>): PDFRef {
  return context.register(PDFRawStream.of(context.obj({ ...entries, Length: packed.length, Filter: 'FlateDecode' }), packed))
}

function reserve(context: PDFContext, layout: Layout): Places {
  const pages = layout.pages.map(() => context.nextRef())
  const links = layout.pages.flatMap((page, index) => page.links.map((link): Link => ({ annotation: context.nextRef().objectNumber, element: link.element, page: pages[index]?.objectNumber ?? 0 })))
  return { pages, links, structureFirst: context.largestObjectNumber + 1 }
}

function structureOf(context: PDFContext, layout: Layout, bodies: readonly PageBody[], { pages, links, structureFirst }: Places): PackedObjects {
  const known = structuresOfBodies.get(bodies)
  const packed = known ?? packObjects(writeStructure(layout, bodies, { pages: pages.map((page) => page.objectNumber), links }, structureFirst).map((written, index) => ({ number: structureFirst + index, written })))
  structuresOfBodies.set(bodies, packed)
  context.largestObjectNumber += packed.numbers.length
  return packed
}

/** Writes a page's links; `key` is the first one's in the parent tree. */
function writeLinks(context: PDFContext, page: LayoutPage, links: readonly Link[], pages: readonly PDFRef[], key: number): PDFRef[] {
  return page.links.map((link, index) => {
    const target = pages[link.targetPage - 1]
    const ref = PDFRef.of(links[index]?.annotation ?? 0)
    if (target === undefined) throw new Error(`a link leads to page ${link.targetPage}, which is not there`)
    const area = [link.xPt, link.yPt, link.xPt + link.widthPt, link.yPt + link.heightPt].map(number).join(' ')
    const lead = `/Dest[${target.tag}/XYZ null ${number(link.targetYPt + 6)} null]/Contents${hexText(`${link.text}, sida ${link.targetPage}`)}`
    context.assign(ref, new WrittenValue(`<</Type/Annot/Subtype/Link/Rect[${area}]/Border[0 0 0]/F 4/StructParent ${key + index}${lead}>>`))
    return ref
  })
}

function writePages(context: PDFContext, layout: Layout, contents: readonly PDFRef[][], resources: PDFRef, { pages, links }: Places): PDFRef {
  const tree = context.nextRef()
  let done = 0
  for (const [index, page] of layout.pages.entries()) {
    const [ref, content] = [pages[index], contents[index]]
    if (ref === undefined || content === undefined) continue
    const annotations = writeLinks(context, page, links.slice(done), pages, layout.pages.length + done)
    done += annotations.length
    const annots = annotations.length === 0 ? '' : `/Annots[${annotations.map(({ tag }) => tag).join(' ')}]`
    const box = `/MediaBox[0 0 ${number(page.widthPt)} ${number(page.heightPt)}]`
    context.assign(ref, new WrittenValue(`<</Type/Page/Parent ${tree.tag}${box}/Resources ${resources.tag}/Contents[${content.map(({ tag }) => tag).join(' ')}]/StructParents ${index}/Tabs/S${annots}>>`))
  }
  context.assign(tree, context.obj({ Type: 'Pages', Kids: [...pages], Count: pages.length }))
  return tree
}

/**
 * One exemplar of a laid-out document as a PDF that is both PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1); the same arguments give the
 * same bytes. `stampFor` is asked once a page. Coordinates are those of the layout, whatever the stamp.
 */
export function writePdf(layout: Layout, fonts: Fonts, stampFor: StampFor | (() => BlankStamp), meta: PdfMeta): Promise<Uint8Array> {
  const stamps = layout.pages.map((_, index) => stampFor(index + 1, layout.pageCount))
  const used = usedCharacters(layout, stamps, meta.marks)
  const sets = glyphSetsFor(used, fonts)
  const context = PDFContext.create()
  const places = reserve(context, layout)
  const bodies = drawBodies(layout, sets, meta)
  const structure = structureOf(context, layout, bodies, places)
  const hash = createHash('sha256').update(JSON.stringify([meta, layout.title, layout.outline])).update(structure.bytes)
  const contents = stamps.map((stamp, index) => [bodies[index]?.content ?? new Uint8Array(), drawnStamp(stamp, index + 1, layout.pageCount, sets)].map((packed) => {
    hash.update(packed)
    return stream(context, packed, {})
  }))
  const resources = context.obj({ Font: embedFonts(context, sets, used) })
  const drawn: Record<string, PDFRef> = {}
  for (const picture of layout.pictures.values()) drawn[pictureNameOf(picture)] = embedPicture(context, picture)
  if (meta.draft) {
    const form = stream(context, compress(Buffer.from(watermark(fonts.bold), 'latin1')), { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 596, 842], Resources: {} })
    drawn['X0'] = form
  }
  if (Object.keys(drawn).length > 0) resources.set(PDFName.of('XObject'), context.obj(drawn))
  const tree = writePages(context, layout, contents, context.register(resources), places)
  writeTrailer(context, layout, meta, { tree, pages: places.pages, structure: PDFRef.of(places.structureFirst) }, hash.digest('hex'))
  return Promise.resolve(writeFile(context, structure))
}
