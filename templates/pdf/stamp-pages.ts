import { createHash } from 'node:crypto'
import { PDFContext, PDFDocument, PDFName, PDFObjectCopier, PDFRawStream, PDFStream, PDFString, type PDFDict, type PDFObject, type PDFPage, type PDFRef } from 'pdf-lib'
import type { Initials } from '../document.js'
import type { FontFace, Fonts } from '../fonts.js'
import type { SignatureBox } from '../layout/layout.js'
import type { BlankStamp, Rectangle, Stamp, StampFor } from '../stamp.js'
import { ContentStream, type GlyphSets } from './content-stream.js'
import { ContextStore } from './context-store.js'
import { drawInitialsBoxes, INITIALS_LETTERS } from './draw-initials-boxes.js'
import { compress, useInStamps } from './draw-pages.js'
import { drawMarks, drawStamp } from './draw-stamp.js'
import { embedFonts, glyphSetsFor, noCharacters, use, type UsedCharacters } from './embed-fonts.js'
import { HEAD, PAGE } from './geometry.js'
import { initialsHeightPt, initialsPlaces } from './initials-places.js'
import { operatorsOf, printedAnnotationsOf, resourcesOf, viewOf } from './page-parts.js'
import { areaAround, placePage, shownArea, type Matrix, type PageView, type PlacedPage } from './place-page.js'
import { watermark } from './watermark.js'
import type { Trailer } from './object-store.js'
import type { PdfMeta } from './write-pdf.js'
import { identityOf, writeIdentity } from './write-trailer.js'
import { WrittenValue } from './written-value.js'
import { xmpMetadata } from './xmp-metadata.js'

/** A foreign PDF with our stamps: one file for each way of stamping it, and where its pages stand on our sheets. */
export interface StampedPages {
  readonly pdfs: readonly Uint8Array[]
  readonly pages: readonly PlacedPage[]
  /** The boxes for initials on them. */
  readonly initialsBoxes: readonly SignatureBox[]
}

/** What the pages are part of: how many there are with those that come after, where others do, and whose initials they shall bear. */
export interface StampedWith {
  readonly total?: number
  readonly initials?: readonly Initials[]
  /** By page, what is printed on it as it is shown: so that white margins make room for the codes. A page without is kept whole. */
  readonly printed?: readonly (Rectangle | null | undefined)[]
  /** Places that must not be covered either, each in its page's own coordinates; pages count from 1. */
  readonly places?: readonly { readonly page: number; readonly area: Rectangle }[]
  /** Which pages are wanted, from 1; left out: all. */
  readonly only?: ReadonlySet<number>
}

/** Everything of one page that all its stamped files have in common. */
interface ForeignPage {
  readonly page: PDFPage
  readonly view: PageView
  readonly placed: PlacedPage
  readonly operators: Uint8Array
  readonly initialsBoxes: readonly SignatureBox[]
}

/**
 * The pages of a foreign PDF as paper shows them, annotations and filled fields included, on A4 sheets with our stamps and marks; smaller where the codes, or boxes for initials, need the room. What is left is
 * pictures of pages, numbered out of `total` where others come after them: nothing in the files can be filled in, clicked or run. The same arguments give the same bytes. Hand in only what `openForeignPdf` has found no fault with.
 * @throws Failure `template-invalid` when a page cannot be read
 */
export async function stampPages(pdf: Uint8Array, stamps: readonly (StampFor | (() => BlankStamp))[], fonts: Fonts, meta: PdfMeta, { total, initials = [], printed = [], places = [], only }: StampedWith = {}): Promise<StampedPages> {
  const source = await PDFDocument.load(pdf, { updateMetadata: false, parseSpeed: Number.POSITIVE_INFINITY })
  const pages = source.getPages().flatMap((page, index): ForeignPage[] => {
    if (only?.has(index + 1) === false) return []
    const view = viewOf(page)
    if (view === null) throw new Error(`page ${index + 1} has no size and was not refused`)
    const own = printed[index] ?? null
    const filled = [...printedAnnotationsOf(page).map(({ area }) => area), ...places.flatMap((place) => (place.page === index + 1 ? [place.area] : []))].map((area) => shownArea(view, area))
    const placed = placePage(view, initialsHeightPt(initials), own === null ? null : areaAround([own, ...filled]))
    return [{ page, view, placed, operators: compress(operatorsOf(page, `Sida ${index + 1}`)), initialsBoxes: initialsPlaces(initials, index + 1, placed) }]
  })
  const hash = createHash('sha256').update(pdf).digest()
  return { pdfs: stamps.map((stampFor) => new StampedFile(source, fonts, meta).write(pages, stampFor, hash, total ?? pages.length)), pages: pages.map(({ placed }) => placed), initialsBoxes: pages.flatMap(({ initialsBoxes }) => initialsBoxes) }
}

/** One stamped file while it is written. */
class StampedFile {
  readonly #context = PDFContext.create()
  readonly #store = new ContextStore(this.#context)
  readonly #copier: PDFObjectCopier

  constructor(source: PDFDocument, private readonly fonts: Fonts, private readonly meta: PdfMeta) {
    this.#copier = PDFObjectCopier.for(source.context, this.#context)
  }

  write(pages: readonly ForeignPage[], stampFor: StampFor | (() => BlankStamp), hash: Uint8Array, pageCount: number): Uint8Array {
    const stamps = pages.map((_, index) => stampFor(index + 1, pages.length))
    const used = noCharacters()
    useInStamps(used, stamps, this.meta.marks)
    if (pages.some(({ initialsBoxes }) => initialsBoxes.length > 0)) use(used, 'regular', INITIALS_LETTERS)
    const sets = glyphSetsFor(used, this.fonts)
    const common = this.#common(sets, used)
    const tree = this.#context.nextRef()
    const kids = pages.map((page, index) => this.#page(page, stamps[index], { page: index + 1, pageCount }, sets, common, tree))
    this.#context.assign(tree, this.#context.obj({ Type: 'Pages', Kids: kids, Count: kids.length }))
    const trailer = this.#close(tree, createHash('sha256').update(hash).update(JSON.stringify([this.meta, stamps])).digest('hex'))
    for (const [, value] of this.#context.enumerateIndirectObjects()) if (value instanceof PDFStream) value.dict.set(PDFName.of('Length'), this.#context.obj(value.getContentsSize()))
    return this.#store.bytes(trailer)
  }

  #common(sets: GlyphSets, used: UsedCharacters): { fonts: WrittenValue; mark: PDFRef | null } {
    return { fonts: new WrittenValue(embedFonts(this.#store, sets, used)), mark: this.meta.draft ? this.#watermark(this.fonts.bold) : null }
  }

  #watermark(face: FontFace): PDFRef {
    return this.#stream(compress(Buffer.from(watermark(face), 'latin1')), { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 596, 842], Resources: {}, Group: { S: 'Transparency' } })
  }

  #stream(packed: Uint8Array, entries: Record<string, string | number[] | Record<string, string>>): PDFRef {
    const dict = this.#context.obj({ ...entries, Length: packed.length, Filter: 'FlateDecode' })
    return this.#context.register(PDFRawStream.of(dict, packed))
  }

  #page(page: ForeignPage, stamp: Stamp | BlankStamp | undefined, count: { page: number; pageCount: number }, sets: GlyphSets, { fonts, mark }: { fonts: WrittenValue; mark: PDFRef | null }, tree: PDFRef): PDFRef {
    if (stamp === undefined) throw new Error(`page ${count.page} has no stamp`)
    const { placed } = page
    const forms = this.#context.obj({})
    const body = this.#body(page, forms)
    const content = new ContentStream(sets)
    if (mark !== null) {
      forms.set(PDFName.of('X0'), mark)
      content.artifact('watermark', () => content.raw(`q /G0 gs ${written(markMatrix(placed))} cm /X0 Do Q\n`))
    }
    if (this.meta.marks.length > 0) content.artifact('header', () => drawMarks(content, sets, this.meta.marks, HEAD.yPt + HEAD.heightPt + placed.heightPt - PAGE.heightPt + 3))
    drawStamp(content, sets, stamp, { ...count, sheet: placed })
    drawInitialsBoxes(content, sets, page.initialsBoxes)
    const resources = this.#context.obj({ Font: fonts, XObject: forms, ExtGState: { G0: { Type: 'ExtGState', BM: 'Multiply' } } })
    const contents = [compress(Buffer.from(body, 'latin1')), compress(content.bytes())].map((packed) => this.#stream(packed, {}))
    return this.#context.register(this.#context.obj({ Type: 'Page', Parent: tree, MediaBox: [0, 0, placed.widthPt, placed.heightPt], Resources: resources, Contents: contents, Group: { S: 'Transparency', CS: 'DeviceRGB' } }))
  }

  /** The page and what is printed over it, each as a form of its own, so that no state leaks from one to the other. */
  #body({ page, view, placed, operators }: ForeignPage, forms: PDFDict): string {
    const { xPt, yPt, widthPt, heightPt } = view.box
    const resources = resourcesOf(page)
    const form = this.#context.obj({ Type: 'XObject', Subtype: 'Form', BBox: [xPt, yPt, xPt + widthPt, yPt + heightPt], Length: operators.length, Filter: 'FlateDecode' })
    form.set(PDFName.of('Resources'), resources === null ? this.#context.obj({}) : this.#copier.copy(resources))
    const group: PDFObject | undefined = page.node.get(PDFName.of('Group'))
    if (group !== undefined) form.set(PDFName.of('Group'), this.#copier.copy(group))
    forms.set(PDFName.of('P'), this.#context.register(PDFRawStream.of(form, operators)))
    const drawn = printedAnnotationsOf(page).map(({ appearance, matrix }, index) => {
      forms.set(PDFName.of(`A${index}`), this.#context.register(this.#formOf(appearance)))
      return `q ${written(matrix)} cm /A${index} Do Q\n`
    })
    return `q ${written(placed.matrix)} cm\n/P Do\n${drawn.join('')}Q\n`
  }

  #formOf(appearance: PDFStream): PDFStream {
    const copied = this.#copier.copy(appearance)
    copied.dict.set(PDFName.of('Type'), PDFName.of('XObject'))
    copied.dict.set(PDFName.of('Subtype'), PDFName.of('Form'))
    return copied
  }

  #close(tree: PDFRef, hash: string): Trailer {
    const identity = identityOf(this.meta, 'nothing')
    const metadata = xmpMetadata(identity)
    const stated = this.#context.register(PDFRawStream.of(this.#context.obj({ Type: 'Metadata', Subtype: 'XML', Length: metadata.length }), metadata))
    const catalog = this.#context.obj({ Type: 'Catalog', Pages: tree, Metadata: stated, ViewerPreferences: { DisplayDocTitle: true, PrintScaling: 'None' } })
    catalog.set(PDFName.of('Lang'), PDFString.of(identity.language))
    return writeIdentity(this.#store, this.#context.register(catalog).objectNumber, identity, hash)
  }
}

/** The draft's mark is drawn for an upright sheet; on a lying one it keeps to the middle. */
function markMatrix({ widthPt, heightPt }: PlacedPage): Matrix {
  const scale = Math.min(1, widthPt / PAGE.widthPt, heightPt / PAGE.heightPt)
  return [scale, 0, 0, scale, (widthPt - scale * PAGE.widthPt) / 2, (heightPt - scale * PAGE.heightPt) / 2]
}

/** Five decimals keep a turned page from drifting. */
function written(matrix: Matrix): string {
  return matrix.map((value) => String(Math.round(value * 1e5) / 1e5)).join(' ')
}
