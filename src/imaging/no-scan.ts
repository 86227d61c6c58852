import { Failure } from '../../templates/failure.js'

/** Files that people send in place of a scan, by their first bytes. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^PK[^]{2}/, 'en ZIP-fil eller ett Word-dokument'],
  [/^GIF8[79]a/, 'en GIF-bild'],
  [/^RIFF[^]{4}WEBP/, 'en WebP-bild'],
  [/^[^]{4}ftyp(?:hei|hev|mif1|msf1|avif)/, 'en HEIC-bild från en telefon'],
  [/^BM[^]{4}\0\0\0\0/, 'en BMP-bild'],
  [/^(?:%!PS|\xc5\xd0\xd3\xc6)/, 'en PostScript-fil (PS eller EPS)'],
  [/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^]*?\?>\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg/i, 'en SVG-bild'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|script|body)/i, 'en webbsida'],
  [/^\{\\rtf/, 'en RTF-fil'],
  [/^\xd0\xcf[^]\xe0/, 'ett äldre Office-dokument'],
  [/^(?:MZ|\x7fELF|#!)/, 'ett program'],
]

/** `scan-unreadable` for a file that is no scan, called what it is where that is known; `name` begins the sentence. */
export function noScan(head: Uint8Array, name: string): Failure {
  const text = Buffer.from(head).toString('latin1')
  const found = KNOWN.find(([begins]) => begins.test(text))?.[1]
  return new Failure('scan-unreadable', `${name} är ${found === undefined ? '' : `${found}: `}varken PDF, TIFF, JPEG eller PNG. Spara skanningen i något av de formaten och försök igen.`)
}
