import { PDFDocument, rgb, StandardFonts, type PDFPage } from 'pdf-lib'
import type { Region } from '../../../signing/registration/flatten.js'
import { between, type Chance } from '../../demo/seeded.js'
import { pick } from './hand.js'
import { BODY, STAMPS, streamsOf, withStreams, wordsShown, writtenAs, type OpenedPage } from './page-text.js'

/** An issued PDF in which one page has been made to say something else, and where it does (null: everywhere). */
export interface AlteredFile {
  readonly bytes: Uint8Array
  readonly region: Region | null
}

const MM_PER_POINT = 25.4 / 72
const OTHER_FONTS = [StandardFonts.Helvetica, StandardFonts.TimesRoman, StandardFonts.Courier, StandardFonts.HelveticaBold, StandardFonts.TimesRomanBold]
/** Of the height of a capital in these fonts. */
const CAPITAL_SHARE = 0.7

/** One figure of the text made another; in the same print, or set in another font over it. Null when the page has none. */
export async function figureChanged(opened: OpenedPage, print: 'same' | 'other', chance: Chance): Promise<AlteredFile | null> {
  const figures = wordsShown(opened).filter(({ text }) => /\d/.test(text)).flatMap(({ characters, text }) => characters.filter(({ character, region }) => /\d/.test(character) && region !== null).map((figure) => ({ figure, weight: (text.match(/\d/g) ?? []).length })))
  const several = figures.filter(({ weight }) => weight > 1)
  const from = several.length > 0 ? several : figures
  if (from.length === 0) return null
  const { figure } = pick(chance, from)
  const wanted = pick(chance, '0123456789'.split('').filter((one) => one !== figure.character))
  if (print === 'other' && figure.region !== null) return setOver(opened, figure.region, wanted, chance)
  return { bytes: await withStreams(opened, replaced(opened.streams, [{ ...figure, wanted }])), region: figure.region }
}

/** One word of the text made another of as many letters, from the same page. Null when it has none. */
export async function wordChanged(opened: OpenedPage, print: 'same' | 'other', chance: Chance): Promise<AlteredFile | null> {
  const words = wordsShown(opened).filter(({ text }) => /^[A-Za-zÅÄÖåäö]{4,}$/.test(text))
  if (words.length === 0) return null
  const word = pick(chance, words)
  const others = words.map(({ text }) => text).filter((text) => text.length === word.text.length && differing(text, word.text) >= 3)
  const wanted = others.length > 0 ? pick(chance, others) : word.text.split('').reverse().join('')
  if (differing(wanted, word.text) < 2) return null
  if (print === 'other') return setOver(opened, word.region, wanted, chance)
  const bytes = await withStreams(opened, replaced(opened.streams, word.characters.map((one, index) => ({ ...one, wanted: wanted[index] ?? ' ' }))))
  return { bytes, region: word.region }
}

function differing(one: string, other: string): number {
  return one.split('').filter((character, index) => character.toLowerCase() !== other[index]?.toLowerCase()).length
}

function replaced(streams: readonly string[], changes: readonly { readonly stream: number; readonly from: number; readonly to: number; readonly wanted: string }[]): string[] {
  return streams.map((text, stream) => changes.filter((one) => one.stream === stream).sort((a, b) => b.from - a.from).reduce((so, { from, to, wanted }) => so.slice(0, from) + writtenAs(wanted) + so.slice(to), text))
}

/** White paper over a place, and a text of that size on it. */
async function setOver({ pdf, page }: OpenedPage, region: Region, text: string, chance: Chance): Promise<AlteredFile> {
  const leaf = pdf.getPage(page - 1)
  const font = await pdf.embedFont(pick(chance, OTHER_FONTS))
  const box = inPoints(leaf, region)
  leaf.drawRectangle({ x: box.x - 0.4, y: box.y - 0.4, width: box.width + 0.8, height: box.height + 0.8, color: rgb(1, 1, 1) })
  const size = Math.min(box.height / CAPITAL_SHARE, (box.width / Math.max(0.1, font.widthOfTextAtSize(text, 1))) * 1.1)
  leaf.drawText(text, { x: box.x, y: box.y, size, font })
  return { bytes: await pdf.save({ useObjectStreams: false, objectsPerTick: Number.POSITIVE_INFINITY }), region }
}

function inPoints(leaf: PDFPage, { leftMm, topMm, widthMm, heightMm }: Region): { x: number; y: number; width: number; height: number } {
  return { x: leftMm / MM_PER_POINT, y: leaf.getHeight() - (topMm + heightMm) / MM_PER_POINT, width: widthMm / MM_PER_POINT, height: heightMm / MM_PER_POINT }
}

/** The page's code and head over the text of another page: `other`, with its own page number. */
export async function contentSwapped(opened: OpenedPage, other: { readonly bytes: Uint8Array; readonly page: number }): Promise<AlteredFile> {
  const source = await PDFDocument.load(other.bytes, { updateMetadata: false })
  const own = opened.streams[STAMPS] ?? ''
  const theirs = streamsOf(source, other.page)
  const pdf = await PDFDocument.create()
  const [leaf] = await pdf.copyPages(source, [other.page - 1])
  if (leaf === undefined) throw new Error(`there is no page ${other.page}`)
  for (let page = 1; page < opened.page; page += 1) pdf.addPage([leaf.getWidth(), leaf.getHeight()])
  pdf.addPage(leaf)
  return { bytes: await withStreams({ pdf, page: opened.page }, [...theirs.slice(0, STAMPS), own]), region: null }
}

/** The page's own words set anew in another font, other lines and with another figure here and there. */
export async function setAnew(opened: OpenedPage, chance: Chance): Promise<AlteredFile> {
  const { pdf, page, streams } = opened
  const words = wordsShown(opened).map(({ text }) => (/\d/.test(text) && chance() < 0.5 ? text.replaceAll(/\d/g, () => String(Math.floor(chance() * 10))) : text))
  const bare = streams.filter((_, index) => index !== BODY)
  await withStreams(opened, bare)
  const leaf = pdf.getPage(page - 1)
  const font = await pdf.embedFont(pick(chance, OTHER_FONTS))
  const [size, left] = [between(chance, 9.5, 12), 70 + between(chance, -6, 6)]
  let [x, y] = [left, leaf.getHeight() - 95]
  for (const word of words.map((text) => text.replaceAll(/[^\u0020-\u007E\u00A1-\u00FF]/g, ''))) {
    const wide = font.widthOfTextAtSize(`${word} `, size)
    if (x + wide > leaf.getWidth() - 70) [x, y] = [left, y - size * 1.32]
    if (y < 90) break
    leaf.drawText(word, { x, y, size, font })
    x += wide
  }
  return { bytes: await pdf.save({ useObjectStreams: false, objectsPerTick: Number.POSITIVE_INFINITY }), region: null }
}

/** Other symbols in place of the page's two; `modules` row by row, as in a stamp. */
export async function codesReplaced(opened: OpenedPage, { size, modules }: { readonly size: number; readonly modules: readonly boolean[] }): Promise<AlteredFile> {
  const rows = Array.from({ length: size }, (_, row) => {
    const bits = modules.slice(row * size, (row + 1) * size)
    return Array.from({ length: Math.ceil(size / 8) }, (_, byte) => bits.slice(byte * 8, byte * 8 + 8).reduce((sum, dark, bit) => sum + (dark ? 0x80 >> bit : 0), 0).toString(16).padStart(2, '0')).join('')
  })
  const stamps = (opened.streams[STAMPS] ?? '').replaceAll(/ ID [0-9a-f]+> EI/g, ` ID ${rows.join('')}> EI`)
  return { bytes: await withStreams(opened, opened.streams.map((text, index) => (index === STAMPS ? stamps : text))), region: null }
}
