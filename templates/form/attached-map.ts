import { PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFRef, PDFString, type PDFObject } from 'pdf-lib'
import { filtersOf, inflatedUpTo } from '../pdf/decoded-content.js'
import { canonicalJson } from '../canonical-json.js'
import { MAP_FILE, type FieldMap } from './field-map.js'

const MOST_BYTES = 1024 * 1024
const KEYS = { files: PDFName.of('EF'), name: PDFName.of('UF'), file: PDFName.of('F'), names: PDFName.of('Names'), embedded: PDFName.of('EmbeddedFiles'), associated: PDFName.of('AF') } as const

interface Attachment {
  readonly ref: PDFRef
  readonly specification: PDFDict
}

function attachmentsOf({ context }: PDFDocument): Attachment[] {
  return context.enumerateIndirectObjects().flatMap(([ref, value]) => (value instanceof PDFDict && value.has(KEYS.files) ? [{ ref, specification: value }] : []))
}

function textOf(value: PDFObject | undefined): string {
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : ''
}

function streamOf({ specification }: Attachment): PDFRawStream | null {
  const files = specification.lookup(KEYS.files)
  const stream = files instanceof PDFDict ? files.lookup(KEYS.file) : undefined
  return stream instanceof PDFRawStream ? stream : null
}

/** The map that a form carries, as JSON; null when it carries none, `undefined` when what it carries cannot be read as one. */
export function attachedJson(document: PDFDocument): unknown {
  const carried = attachmentsOf(document).filter(({ specification }) => textOf(specification.lookup(KEYS.name)) === MAP_FILE)
  const [only] = carried
  if (only === undefined) return null
  const stream = streamOf(only)
  if (carried.length > 1 || stream === null) return undefined
  const filters = filtersOf(stream)
  const bytes = filters.length === 0 ? stream.contents : filters.length === 1 && filters[0] === 'FlateDecode' ? inflatedUpTo(stream.contents, MOST_BYTES) : null
  if (bytes === null) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? undefined
  } catch {
    return undefined
  }
}

/** The form with the map inside it in place of any before; the same form and map give the same bytes. */
export async function withMap(form: Uint8Array, map: FieldMap): Promise<Uint8Array> {
  const document = await PDFDocument.load(form, { updateMetadata: false, parseSpeed: Number.POSITIVE_INFINITY })
  for (const attachment of attachmentsOf(document)) {
    const files = attachment.specification.lookup(KEYS.files)
    for (const value of files instanceof PDFDict ? files.values() : []) if (value instanceof PDFRef) document.context.delete(value)
    document.context.delete(attachment.ref)
  }
  const names = document.catalog.lookup(KEYS.names)
  if (names instanceof PDFDict) names.delete(KEYS.embedded)
  document.catalog.delete(KEYS.associated)
  await document.attach(new TextEncoder().encode(canonicalJson(map)), MAP_FILE, { mimeType: 'application/json' })
  return document.save({ updateFieldAppearances: false, objectsPerTick: Number.POSITIVE_INFINITY })
}
