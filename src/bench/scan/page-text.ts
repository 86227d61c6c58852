import { inflateSync } from 'node:zlib'
import { PDFArray, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib'
import type { Letter } from '../../../signing/comparison/letters.js'
import type { Region } from '../../../signing/registration/flatten.js'

/** A character shown by a page's own operators: which stream, where in it, and the paper it takes. */
export interface ShownCharacter {
  readonly stream: number
  readonly from: number
  readonly to: number
  readonly character: string
  readonly region: Region | null
}

/** A page of an issued PDF, opened so that what it says can be changed. */
export interface OpenedPage {
  readonly pdf: PDFDocument
  readonly page: number
  /** Its content streams, unpacked: head and foot, text, stamps. */
  readonly streams: readonly string[]
  readonly characters: readonly ShownCharacter[]
}

/** The text of issued pages is the second of three streams, the stamps are the last. */
export const BODY = 1
export const STAMPS = 2
/** Letters are numbered from the space; those beyond ASCII come after it, from the no-break space. */
const FIRST = 0x20
const ASCII = 95
const LATIN_FROM = 0xa0

/** Opens a page of an issued PDF. `letters` are its printed characters in the file's order. */
export async function openPage(bytes: Uint8Array, page: number, letters: readonly Letter[]): Promise<OpenedPage> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false })
  const streams = streamsOf(pdf, page)
  const shown = streams.flatMap((text, stream) => charactersIn(text).map((one) => ({ ...one, stream })))
  const plain = shown.filter(({ character }) => isPlain(character))
  const printed = letters.filter(({ text }) => isPlain(text))
  const inStep = plain.length === printed.length && plain.every(({ character }, index) => printed[index]?.text === character)
  const regions = new Map(inStep ? plain.map((one, index) => [one, printed[index]] as const) : [])
  return { pdf, page, streams, characters: shown.map((one) => ({ ...one, region: regions.get(one) ?? null })) }
}

const isPlain = (character: string): boolean => /^[0-9A-Za-z]$/.test(character)

/** The content streams of a page, unpacked, as text of single bytes. */
export function streamsOf(pdf: PDFDocument, page: number): string[] {
  return contentsOf(pdf, page).map((stream) => inflateSync(stream.contents).toString('latin1'))
}

function contentsOf(pdf: PDFDocument, page: number): PDFRawStream[] {
  const contents = pdf.getPage(page - 1).node.Contents()
  const all = contents instanceof PDFArray ? Array.from({ length: contents.size() }, (_, index) => contents.lookup(index)) : [contents]
  return all.filter((one) => one instanceof PDFRawStream)
}

/** The PDF with that page's streams in place of its own. */
export async function withStreams({ pdf, page }: Pick<OpenedPage, 'pdf' | 'page'>, streams: readonly string[]): Promise<Uint8Array> {
  const written = streams.map((text) => pdf.context.register(pdf.context.flateStream(Uint8Array.from(Buffer.from(text, 'latin1')))))
  pdf.getPage(page - 1).node.set(PDFName.of('Contents'), pdf.context.obj(written))
  return pdf.save({ useObjectStreams: false, objectsPerTick: Number.POSITIVE_INFINITY })
}

function charactersIn(text: string): Omit<ShownCharacter, 'stream' | 'region'>[] {
  const found: Omit<ShownCharacter, 'stream' | 'region'>[] = []
  for (let at = text.indexOf('('); at >= 0; at = text.indexOf('(', at)) {
    at += 1
    while (at < text.length && text[at] !== ')') {
      const from = at
      const [high, second] = byteAt(text, at)
      const [low, next] = byteAt(text, second)
      found.push({ from, to: next, character: characterOf(high * 256 + low) })
      at = next
    }
  }
  return found
}

function byteAt(text: string, at: number): [number, number] {
  if (text[at] !== '\\') return [text.charCodeAt(at), at + 1]
  const escaped = text[at + 1] ?? ''
  return [escaped === 'r' ? 0x0d : escaped.charCodeAt(0), at + 2]
}

function characterOf(index: number): string {
  if (index < 1) return '\uFFFD'
  return String.fromCharCode(index <= ASCII ? FIRST + index - 1 : LATIN_FROM + index - ASCII - 1)
}

/** A character as it stands in a string of the file. */
export function writtenAs(character: string): string {
  const code = character.charCodeAt(0)
  const index = code < FIRST + ASCII ? code - FIRST + 1 : code - LATIN_FROM + ASCII + 1
  const escaped = (byte: number): string => (byte === 0x28 || byte === 0x29 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : byte === 0x0d ? '\\r' : String.fromCharCode(byte))
  return escaped(index >> 8) + escaped(index & 0xff)
}

/** The words of the page's text, each with the place it takes; those whose place is not known are left out. */
export function wordsShown({ characters }: OpenedPage): { readonly characters: readonly ShownCharacter[]; readonly region: Region; readonly text: string }[] {
  const words: ShownCharacter[][] = [[]]
  for (const one of characters) {
    const last = words.at(-1)
    const before = last?.at(-1)
    // Between two strings may stand a number (kerning), never an operator.
    if (one.stream !== BODY || one.character.trim() === '' || one.character === '\uFFFD' || one.character === '\u00A0') words.push([])
    else if (before !== undefined && one.from - before.to > 12) words.push([one])
    else last?.push(one)
  }
  return words.flatMap((word) => {
    const regions = word.flatMap(({ region }) => (region === null ? [] : [region]))
    return regions.length === 0 ? [] : [{ characters: word, region: around(regions), text: word.map(({ character }) => character).join('') }]
  })
}

function around(regions: readonly Region[]): Region {
  const [leftMm, topMm] = [Math.min(...regions.map((one) => one.leftMm)), Math.min(...regions.map((one) => one.topMm))]
  return { leftMm, topMm, widthMm: Math.max(...regions.map((one) => one.leftMm + one.widthMm)) - leftMm, heightMm: Math.max(...regions.map((one) => one.topMm + one.heightMm)) - topMm }
}
