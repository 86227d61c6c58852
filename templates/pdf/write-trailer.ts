import { compress } from './draw-pages.js'
import { hexText } from './hex-text.js'
import { add, reference, type ObjectStore, type Trailer } from './object-store.js'
import { srgbProfile } from './srgb-profile.js'
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

/** What a file says of itself, from what was handed in. */
export function identityOf(statement: FileStatement, claims: FileIdentity['claims']): FileIdentity {
  return { title: statement.title, subject: statement.subject, date: wholeSeconds(statement.issuedAt), program: PROGRAM, language: LANGUAGE, claims }
}

/** Information dictionary and identity of a file whose `catalog` is done; `hash` is of its content. */
export function writeIdentity(store: ObjectStore, catalog: number, identity: FileIdentity, hash: string): Trailer {
  const said = { Title: identity.title, Subject: identity.subject, Creator: PROGRAM, Producer: PROGRAM }
  const written = Object.entries(said).filter(([, value]) => value !== '').map(([key, value]) => `/${key}${hexText(value)}`).join('')
  const date = `(D:${identity.date.replaceAll(/[-:T]/g, '')})`
  const info = add(store, `<<${written}/CreationDate${date}/ModDate${date}>>`)
  return { catalog, info, id: hash.slice(0, 32) }
}

/** Catalog, information dictionary, metadata and identity of a file whose pages, structure and outline are written, given by object number; `hash` is of its content. */
export function writeCatalog(store: ObjectStore, statement: FileStatement, places: { tree: number; structure: number; outline: number | null; claims: FileIdentity['claims'] }, hash: string): Trailer {
  const identity = identityOf(statement, places.claims)
  const outline = places.outline === null ? '' : `/Outlines ${reference(places.outline)}`
  const structure = `/StructTreeRoot ${reference(places.structure)}/MarkInfo<</Marked true>>`
  return writeCatalogWith(store, identity, places.tree, `${structure}${outline}`, hash)
}

/** The same for a file that holds pictures of paper and nothing else: neither structure nor outline. */
export function writePlainCatalog(store: ObjectStore, statement: FileStatement, tree: number, hash: string): Trailer {
  return writeCatalogWith(store, identityOf(statement, 'pdf-a-2b'), tree, '', hash)
}

function writeCatalogWith(store: ObjectStore, identity: FileIdentity, tree: number, also: string, hash: string): Trailer {
  const metadata = store.stream({ Type: '/Metadata', Subtype: '/XML' }, xmpMetadata(identity))
  const profile = store.stream({ N: 3, Filter: '/FlateDecode' }, PACKED_PROFILE)
  const intent = `<</Type/OutputIntent/S/GTS_PDFA1/DestOutputProfile ${reference(profile)}/OutputConditionIdentifier(${COLOR_SPACE})/Info(${COLOR_SPACE})>>`
  const seen = '/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>'
  const catalog = add(store, `<</Type/Catalog/Pages ${reference(tree)}${seen}/Metadata ${reference(metadata)}/Lang(${identity.language})/OutputIntents[${intent}]${also}>>`)
  return writeIdentity(store, catalog, identity, hash)
}
