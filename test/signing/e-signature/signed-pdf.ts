import { PdfRevision } from '../../../signing/e-signature/pdf-revision.js'
import { isArray, isDictionary, nameIn, PdfName, PdfReference, PdfStream, PdfText, type PdfDictionary, type PdfValue } from '../../../signing/e-signature/pdf-values.js'
import { detached, timeStamp, type CmsWishes } from './cms.js'
import type { Identity } from './certificates.js'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const ROOM = 12_000

/** New and changed objects of a later version of a PDF, by number, as they are written. */
export type Update = ReadonlyMap<number, string>

/** The PDF with an update after it, as programs that sign append one. */
export function updated(pdf: Uint8Array, update: Update): Buffer {
  const before = new PdfRevision(pdf)
  const parts: Uint8Array[] = [pdf]
  let at = pdf.length
  const places = [...update].map(([number, body]) => {
    const part = latin1(`\n${number} 0 obj\n${body}\nendobj\n`)
    parts.push(part)
    at += part.length
    return [number, at - part.length + 1] as const
  })
  const number = Math.max(nextNumber(before), ...[...update.keys()].map((one) => one + 1))
  places.push([number, at])
  const entries = Buffer.alloc(places.length * 7)
  places.forEach(([, place], i) => {
    entries[i * 7] = 1
    entries.writeUInt32BE(place, i * 7 + 1)
  })
  const root = before.trailer.get('Root') ?? null
  const head = `${number} 0 obj\n<</Type/XRef/Size ${number + 1}/W[1 4 2]/Index[${places.map(([one]) => `${one} 1`).join(' ')}]/Root ${written(root)}/Prev ${startOf(pdf)}/Length ${entries.length}>>\nstream\n`
  return Buffer.concat([...parts, latin1(head), entries, latin1(`\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`)])
}

function startOf(pdf: Uint8Array): string {
  return [...Buffer.from(pdf).toString('latin1').matchAll(/startxref\s+(\d+)/g)].at(-1)?.[1] ?? '0'
}

export function nextNumber(revision: PdfRevision): number {
  return Math.max(...revision.numbers()) + 1
}

/** A value as it is written in a file. */
export function written(value: PdfValue): string {
  if (value instanceof PdfName) return `/${value.name}`
  if (value instanceof PdfReference) return `${value.number} ${value.generation} R`
  if (value instanceof PdfText) return `<${Buffer.from(value.bytes).toString('hex')}>`
  if (value instanceof PdfStream) throw new Error('a stream is not written within')
  if (isArray(value)) return `[${value.map(written).join(' ')}]`
  if (isDictionary(value)) return `<<${[...value].map(([key, one]) => `/${key} ${written(one)}`).join('')}>>`
  return String(value)
}

/** A dictionary with other entries. */
export function withEntries(dictionary: PdfDictionary | null, changes: Readonly<Record<string, string>>): string {
  const kept = [...(dictionary ?? [])].filter(([key]) => changes[key] === undefined).map(([key, one]) => `/${key} ${written(one)}`)
  return `<<${[...kept, ...Object.entries(changes).map(([key, one]) => `/${key} ${one}`)].join('')}>>`
}

/** Where things stand in a PDF. */
export function placesIn(pdf: Uint8Array): { revision: PdfRevision; root: number; catalog: PdfDictionary; page: number; pageDictionary: PdfDictionary } {
  const revision = new PdfRevision(pdf)
  const rootReference = revision.trailer.get('Root')
  const catalog = revision.dictionary(rootReference)
  const page = revision.numbers().find((number) => nameIn(revision.dictionary(new PdfReference(number, 0))?.get('Type')) === 'Page')
  const pageDictionary = page === undefined ? null : revision.dictionary(new PdfReference(page, 0))
  if (!(rootReference instanceof PdfReference) || catalog === null || page === undefined || pageDictionary === null) throw new Error('no page')
  return { revision, root: rootReference.number, catalog, page, pageDictionary }
}

export interface SigningWishes extends CmsWishes {
  readonly subFilter?: string
  /** More entries of the signature dictionary. */
  readonly entries?: string
  /** More entries of the catalog. */
  readonly catalogEntries?: Readonly<Record<string, string>>
  /** Where the widget stands; nowhere unless said. */
  readonly rect?: string
  /** More entries of the widget, such as what it shows. */
  readonly widget?: string
  readonly objects?: Update
  /** Changes the finished signature before it is put in. */
  readonly spoil?: (cms: Uint8Array) => Uint8Array
  readonly stampOnly?: { readonly at: Date }
}

/** The PDF with a signature in a new field, appended as an update. */
export async function signedPdf(pdf: Uint8Array, field: string, who: Identity, wishes: SigningWishes = {}): Promise<Buffer> {
  const { revision, root, catalog, page, pageDictionary } = placesIn(pdf)
  const number = Math.max(nextNumber(revision), ...[...(wishes.objects ?? new Map<number, string>()).keys()].map((one) => one + 1))
  const [widget, signature] = [number, number + 1]
  const form = revision.dictionary(catalog.get('AcroForm'))
  const fields = revision.follow(form?.get('Fields'))
  const annotations = revision.follow(pageDictionary.get('Annots'))
  const list = (value: PdfValue | undefined): string => `[${[...(isArray(value) ? value.map(written) : []), `${widget} 0 R`].join(' ')}]`
  const format = wishes.subFilter ?? (wishes.stampOnly === undefined ? 'ETSI.CAdES.detached' : 'ETSI.RFC3161')
  const update = new Map([
    [widget, `<</Type/Annot/Subtype/Widget/FT/Sig/T(${field})/F 132/Rect[${wishes.rect ?? '0 0 0 0'}]/P ${page} 0 R/V ${signature} 0 R${wishes.widget ?? ''}>>`],
    [signature, `<</Type/${wishes.stampOnly === undefined ? 'Sig' : 'DocTimeStamp'}/Filter/Adobe.PPKLite/SubFilter/${format}/ByteRange[0 ********** ********** **********]${wishes.entries ?? ''}/Contents<${'0'.repeat(ROOM)}>>>`],
    [page, withEntries(pageDictionary, { Annots: list(annotations) })],
    [root, withEntries(catalog, { AcroForm: withEntries(form, { Fields: list(fields), SigFlags: '3' }), ...wishes.catalogEntries })],
    ...(wishes.objects ?? []),
  ])
  return filledIn(updated(pdf, update), who, wishes)
}

/** Signs the newest placeholder. */
async function filledIn(file: Buffer, who: Identity, wishes: SigningWishes): Promise<Buffer> {
  const hole = file.lastIndexOf(`<${'0'.repeat(ROOM)}>`, undefined, 'latin1')
  const [before, after] = [hole, hole + ROOM + 2]
  const rangeAt = file.lastIndexOf('[0 **********', undefined, 'latin1')
  file.write(`[0 ${before} ${after} ${file.length - after}`.padEnd('[0 ********** ********** **********'.length), rangeAt, 'latin1')
  const parts = [file.subarray(0, before), file.subarray(after)]
  const cms = wishes.stampOnly === undefined ? await detached(parts, who, wishes) : await timeStamp(Buffer.concat(parts), who, wishes.stampOnly.at, wishes.others)
  file.write(Buffer.from(wishes.spoil?.(cms) ?? cms).toString('hex'), hole + 1, 'latin1')
  return file
}
