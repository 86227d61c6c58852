import { PDFHexString, PDFName, PDFRawStream, PDFString, type PDFArray, type PDFContext, type PDFRef } from 'pdf-lib'
import type { Layout } from '../layout/layout.js'
import { compress } from './draw-pages.js'
import { srgbProfile } from './srgb-profile.js'
import { writeOutline } from './write-outline.js'
import { xmpMetadata, type FileIdentity } from './xmp-metadata.js'

/** The title, subject and instant that a file states, the only words and the only date in it besides its pages. */
export interface FileStatement {
  readonly title: string
  readonly subject: string
  /** The instant of issue (ISO 8601, UTC). */
  readonly issuedAt: string
}

const LANGUAGE = 'sv-SE'
const PROGRAM = 'Anslut'
const COLOR_SPACE = 'sRGB IEC61966-2.1'
const PROFILE = srgbProfile()
const PACKED_PROFILE = compress(PROFILE)

/** An instant to the second, which is all a PDF date holds (ISO 32000-1, 7.9.4). */
function wholeSeconds(instant: string): string {
  const seconds = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?=(?:\.\d+)?Z$)/.exec(instant)
  if (seconds === null) throw new Error(`not an instant in UTC: ${instant}`)
  return `${seconds[0]}Z`
}

function outputIntents(context: PDFContext): PDFArray {
  const profile = context.register(PDFRawStream.of(context.obj({ N: 3, Length: PACKED_PROFILE.length, Filter: 'FlateDecode' }), PACKED_PROFILE))
  const intent = context.obj({ Type: 'OutputIntent', S: 'GTS_PDFA1', DestOutputProfile: profile })
  intent.set(PDFName.of('OutputConditionIdentifier'), PDFString.of(COLOR_SPACE))
  intent.set(PDFName.of('Info'), PDFString.of(COLOR_SPACE))
  return context.obj([intent])
}

/** What a file says of itself, from what was handed in. */
export function identityOf(statement: FileStatement, claims: FileIdentity['claims']): FileIdentity {
  return { title: statement.title, subject: statement.subject, date: wholeSeconds(statement.issuedAt), program: PROGRAM, language: LANGUAGE, claims }
}

/** Information dictionary and identity of a file whose `catalog` is done; `hash` is of its content. */
export function writeIdentity(context: PDFContext, catalog: PDFRef, identity: FileIdentity, hash: string): void {
  const info = context.obj({})
  const said = { Title: identity.title, Subject: identity.subject, Creator: PROGRAM, Producer: PROGRAM }
  for (const [key, value] of Object.entries(said)) if (value !== '') info.set(PDFName.of(key), PDFHexString.fromText(value))
  const pdfDate = PDFString.of(`D:${identity.date.replaceAll(/[-:T]/g, '')}`)
  info.set(PDFName.of('CreationDate'), pdfDate)
  info.set(PDFName.of('ModDate'), pdfDate)
  context.trailerInfo.Root = catalog
  context.trailerInfo.Info = context.register(info)
  const id = PDFHexString.of(hash.slice(0, 32))
  context.trailerInfo.ID = context.obj([id, id])
}

/** Catalog, information dictionary, metadata and identity of a file whose pages, structure and outline are written; `hash` is of its content. */
export function writeCatalog(context: PDFContext, statement: FileStatement, places: { tree: PDFRef; structure: PDFRef; outline: PDFRef | null; claims: FileIdentity['claims'] }, hash: string): void {
  const identity = identityOf(statement, places.claims)
  const metadata = xmpMetadata(identity)
  const catalog = context.obj({
    Type: 'Catalog', Pages: places.tree, StructTreeRoot: places.structure, MarkInfo: { Marked: true }, ViewerPreferences: { DisplayDocTitle: true, PrintScaling: 'None' },
    Metadata: context.register(PDFRawStream.of(context.obj({ Type: 'Metadata', Subtype: 'XML', Length: metadata.length }), metadata)),
  })
  catalog.set(PDFName.of('Lang'), PDFString.of(identity.language))
  catalog.set(PDFName.of('OutputIntents'), outputIntents(context))
  if (places.outline !== null) catalog.set(PDFName.of('Outlines'), places.outline)
  writeIdentity(context, context.register(catalog), identity, hash)
}

/** The same for the file of one layout, whose outline is its headings. */
export function writeTrailer(context: PDFContext, layout: Layout, statement: FileStatement, places: { tree: PDFRef; pages: readonly PDFRef[]; structure: PDFRef }, hash: string): void {
  const outline = writeOutline(context, layout.outline, places.pages)
  writeCatalog(context, statement, { tree: places.tree, structure: places.structure, outline, claims: 'pdf-a-2a-and-ua-1' }, hash)
}
