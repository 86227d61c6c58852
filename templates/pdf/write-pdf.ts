import { createHash } from 'node:crypto'
import { PDFContext, PDFHexString, PDFName, PDFRawStream, PDFString, PDFWriter, type PDFRef } from 'pdf-lib'
import type { Fonts } from '../fonts.js'
import type { Layout, LayoutPage } from '../layout/layout.js'
import type { StampFor } from '../stamp.js'
import { number } from './content-stream.js'
import { compress, drawBodies, drawnStamp, usedCharacters, type PageMarking } from './draw-pages.js'
import { embedFonts, glyphSetsFor } from './embed-fonts.js'
import { watermark } from './watermark.js'
import { writeOutline } from './write-outline.js'

/** What the file says about itself besides its pages. */
export interface PdfMeta extends PageMarking {
  readonly title: string
  readonly subject: string
  /** The instant of issue (ISO 8601, UTC); the only date in the file. */
  readonly issuedAt: string
}

const LANGUAGE = 'sv-SE'
const PROGRAM = 'Anslut'

/** A PDF date (ISO 32000-1, 7.9.4) of an ISO 8601 instant in UTC. */
function pdfDate(instant: string): string {
  const digits = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?Z$/.exec(instant)
  if (digits === null) throw new Error(`not an instant in UTC: ${instant}`)
  return `D:${digits.slice(1).join('')}Z`
}

function stream(context: PDFContext, packed: Uint8Array, entries: Record<string, string | number | number[]>): PDFRef {
  return context.register(PDFRawStream.of(context.obj({ ...entries, Length: packed.length, Filter: 'FlateDecode' }), packed))
}

function writeLinks(context: PDFContext, page: LayoutPage, pages: readonly PDFRef[]): PDFRef[] {
  return page.links.flatMap((link) => {
    const target = pages[link.targetPage - 1]
    if (target === undefined) return []
    const area = [link.xPt, link.yPt, link.xPt + link.widthPt, link.yPt + link.heightPt].map((value) => Number(number(value)))
    return [context.register(context.obj({ Type: 'Annot', Subtype: 'Link', Rect: area, Border: [0, 0, 0], F: 4, Dest: [target, 'XYZ', null, Number(number(link.targetYPt + 6)), null] }))]
  })
}

function writePages(context: PDFContext, layout: Layout, contents: readonly PDFRef[][], resources: PDFRef): { tree: PDFRef; pages: PDFRef[] } {
  const tree = context.nextRef()
  const pages = layout.pages.map(() => context.nextRef())
  for (const [index, page] of layout.pages.entries()) {
    const [ref, content] = [pages[index], contents[index]]
    if (ref === undefined || content === undefined) continue
    const dict = context.obj({ Type: 'Page', Parent: tree, MediaBox: [0, 0, page.widthPt, page.heightPt], Resources: resources, Contents: content })
    const links = writeLinks(context, page, pages)
    if (links.length > 0) dict.set(PDFName.of('Annots'), context.obj(links))
    context.assign(ref, dict)
  }
  context.assign(tree, context.obj({ Type: 'Pages', Kids: pages, Count: pages.length }))
  return { tree, pages }
}

function writeTrailer(context: PDFContext, layout: Layout, meta: PdfMeta, tree: PDFRef, pages: readonly PDFRef[], hash: string): void {
  const catalog = context.obj({ Type: 'Catalog', Pages: tree, ViewerPreferences: { DisplayDocTitle: true, PrintScaling: 'None' } })
  catalog.set(PDFName.of('Lang'), PDFString.of(LANGUAGE))
  const outline = writeOutline(context, layout.outline, pages)
  if (outline !== null) catalog.set(PDFName.of('Outlines'), outline)
  const date = PDFString.of(pdfDate(meta.issuedAt))
  const info = context.obj({})
  for (const [key, value] of Object.entries({ Title: meta.title, Subject: meta.subject, Creator: PROGRAM, Producer: PROGRAM })) info.set(PDFName.of(key), PDFHexString.fromText(value))
  info.set(PDFName.of('CreationDate'), date)
  info.set(PDFName.of('ModDate'), date)
  context.trailerInfo.Root = context.register(catalog)
  context.trailerInfo.Info = context.register(info)
  const id = PDFHexString.of(hash.slice(0, 32))
  context.trailerInfo.ID = context.obj([id, id])
}

/**
 * One exemplar of a laid-out document as a PDF; the same arguments give the same bytes. `stampFor` is asked once a page.
 * Coordinates are those of the layout, whatever the stamp.
 */
export async function writePdf(layout: Layout, fonts: Fonts, stampFor: StampFor, meta: PdfMeta): Promise<Uint8Array> {
  const stamps = layout.pages.map((_, index) => stampFor(index + 1, layout.pageCount))
  const used = usedCharacters(layout, stamps, meta.marks)
  const sets = glyphSetsFor(used, fonts)
  const context = PDFContext.create()
  const hash = createHash('sha256').update(JSON.stringify([meta, layout.title, layout.outline]))
  const bodies = drawBodies(layout, sets, meta)
  const contents = stamps.map((stamp, index) => [bodies[index] ?? new Uint8Array(), drawnStamp(stamp, index + 1, layout.pageCount, sets)].map((packed) => {
    hash.update(packed)
    return stream(context, packed, {})
  }))
  const resources = context.obj({ Font: embedFonts(context, sets, used) })
  if (meta.draft) {
    const form = stream(context, compress(Buffer.from(watermark(fonts.bold), 'latin1')), { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 596, 842] })
    resources.set(PDFName.of('XObject'), context.obj({ X0: form }))
  }
  const { tree, pages } = writePages(context, layout, contents, context.register(resources))
  writeTrailer(context, layout, meta, tree, pages, hash.digest('hex'))
  return PDFWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer()
}
