import { isArray, nameIn, OddPdf, PdfReference, PdfText, type PdfDictionary, type PdfValue } from './pdf-values.js'
import type { PdfRevision } from './pdf-revision.js'

/** A signature field of a form, with its value when it is signed. */
export interface SignatureField {
  /** Its full name in the form. */
  readonly name: string
  /** The number of its object; null when it stands within another. */
  readonly number: number | null
  readonly dictionary: PdfDictionary
  /** The signature dictionary; null for a field that nobody has signed. */
  readonly value: PdfDictionary | null
}

const MOST_FIELDS = 5000

/** Every signature field of the form, in its order; widgets of one field are found under it. @throws OddPdf */
export function signatureFields(revision: PdfRevision): SignatureField[] {
  const catalog = revision.dictionary(revision.trailer.get('Root'))
  if (catalog === null) throw new OddPdf('no catalog')
  const form = revision.dictionary(catalog.get('AcroForm'))
  const found: SignatureField[] = []
  const seen = new Set<number>()
  let steps = 0
  const walk = (value: PdfValue, above: string, kind: string | null): void => {
    steps += 1
    if (steps > MOST_FIELDS) throw new OddPdf('too many fields')
    const number = value instanceof PdfReference ? value.number : null
    if (number !== null && seen.has(number)) throw new OddPdf('a field within itself')
    if (number !== null) seen.add(number)
    const dictionary = revision.dictionary(value)
    if (dictionary === null) return
    const title = dictionary.get('T')
    const own = nameIn(revision.follow(dictionary.get('FT'))) ?? kind
    const name = [above, ...(title instanceof PdfText ? [textOf(title)] : [])].filter((part) => part !== '').join('.')
    const kids = revision.follow(dictionary.get('Kids'))
    const signed = revision.dictionary(dictionary.get('V'))
    if (own === 'Sig' && (title !== undefined || signed !== null)) found.push({ name, number, dictionary, value: signed })
    if (isArray(kids)) for (const kid of kids) walk(kid, name, own)
  }
  const fields = form === null ? undefined : revision.follow(form.get('Fields'))
  if (isArray(fields)) for (const field of fields) walk(field, '', null)
  return found
}

/** A text string: UTF-16 or UTF-8 with its mark, otherwise as Latin-1, without what cannot be seen. */
export function textOf({ bytes }: PdfText): string {
  const [first, second, third] = bytes
  const encoding = first === 0xfe && second === 0xff ? 'utf-16be' : first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : 'latin1'
  return new TextDecoder(encoding).decode(bytes).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 200)
}
