import type { Fault } from '../failure.js'
import { parseXml } from './parse-xml.js'
import { elementsOf } from './xml.js'

/** As `harmless` names picture files that no PDF can show. */
export const FOREIGN_PICTURE = 'en bild som varken är PNG eller JPEG'

const REFUSED_PARTS: readonly (readonly [RegExp, string])[] = [
  [/vbaProject|vbaData|\.bin$/i, 'makron eller inbäddad kod'],
  [/^word\/activeX\//i, 'ActiveX-kontroller'],
  [/^word\/embeddings\//i, 'inbäddade objekt (OLE)'],
  [/^word\/afchunk|\.(html?|mht|rtf)$/i, 'ett inbäddat dokument (altChunk)'],
  [/^word\/glossary\//i, 'byggblock (glossary)'],
  [/^word\/media\/(?!.*\.(png|jpe?g)$)/i, FOREIGN_PICTURE],
  [/^word\/diagrams\/|^word\/charts\//i, 'diagram'],
  [/(^|\/)\.\.(\/|$)|^\/|\\/, 'delar med otillåtna namn'],
]

/** Where Word keeps a document's text. */
export const MAIN_PART = 'word/document.xml'
const SINGLE_PARTS: ReadonlySet<string> = new Set(['styles', 'numbering', 'settings', 'comments'])
const MARGIN_PARTS: ReadonlySet<string> = new Set(['header', 'footer'])

/** One relationship of a package part. */
export interface Relationship {
  readonly type: string
  readonly target: string
}

/** Notes every part and every relationship that a template may not have; `harmless` names kinds of both (`diagram`, `hyperlink`) that are never looked at. */
export function checkParts(parts: ReadonlyMap<string, Uint8Array>, faults: Fault[], harmless: ReadonlySet<string> = new Set()): void {
  for (const name of parts.keys()) {
    const refused = REFUSED_PARTS.find(([pattern, what]) => pattern.test(name) && !harmless.has(what))
    if (refused !== undefined) faults.push({ path: name, message: `filen innehåller ${refused[1]}, som inte stöds i en mall. Ta bort det och spara på nytt.` })
    if (name.endsWith('.rels')) checkRelationships(name, parts, faults, harmless)
    if (name === '[Content_Types].xml') checkContentTypes(parts, faults)
  }
  checkMainPart(parts, faults)
  checkTargets(parts, faults)
}

/** Notes a package whose main part is not the one that is read. */
function checkMainPart(parts: ReadonlyMap<string, Uint8Array>, faults: Fault[]): void {
  const mains = relationshipsIn(parts, '_rels/.rels', '').filter(([, { type }]) => type === 'officeDocument')
  const [, main] = mains[0] ?? []
  if (mains.length !== 1 || main?.target !== MAIN_PART) faults.push({ path: '_rels/.rels', message: `filens text står inte i ${MAIN_PART}, där Word sparar den. Öppna filen i Word och spara den på nytt som Word-dokument (.docx).` })
}

/** Notes parts that the text hangs on and that are named twice or not there. */
function checkTargets(parts: ReadonlyMap<string, Uint8Array>, faults: Fault[]): void {
  const seen = new Set<string>()
  for (const { type, target } of relationshipsOf(parts).values()) {
    if (!SINGLE_PARTS.has(type) && !MARGIN_PARTS.has(type)) continue
    if (!parts.has(target) || (seen.has(type) && SINGLE_PARTS.has(type))) faults.push({ path: target, message: 'en del som texten hänger på saknas eller anges två gånger. Öppna filen i Word och spara den på nytt.' })
    seen.add(type)
  }
}

function checkContentTypes(parts: ReadonlyMap<string, Uint8Array>, faults: Fault[]): void {
  const bytes = parts.get('[Content_Types].xml')
  const types = bytes === undefined ? [] : elementsOf(parseXml('[Content_Types].xml', bytes))
  const macro = types.find((type) => /macroEnabled|vbaProject|activeX|oleObject/i.test(type.attributes.get('ContentType') ?? ''))
  if (macro !== undefined) faults.push({ path: '[Content_Types].xml', message: 'filen är en fil med makron eller inbäddad kod. Spara den som Word-dokument (.docx).' })
}

function checkRelationships(name: string, parts: ReadonlyMap<string, Uint8Array>, faults: Fault[], harmless: ReadonlySet<string>): void {
  for (const relationship of elementsOf(parseXml(name, parts.get(name) ?? new Uint8Array()))) {
    const target = relationship.attributes.get('Target') ?? ''
    const isExternal = relationship.attributes.get('TargetMode')?.toLowerCase() === 'external' || /^[a-z][a-z0-9+.-]*:|^\/\/|^\\\\/i.test(target)
    const type = (relationship.attributes.get('Type') ?? '').split('/').at(-1) ?? ''
    if (isExternal && !harmless.has(type)) faults.push({ path: name, message: `filen hänvisar utåt till ${target.slice(0, 120)}. Ta bort länken, den länkade bilden eller den bifogade dokumentmallen.` })
  }
}

/** The relationships of `word/document.xml` by id, targets as part names. */
export function relationshipsOf(parts: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Relationship> {
  return new Map(relationshipsIn(parts, 'word/_rels/document.xml.rels', 'word/'))
}

function relationshipsIn(parts: ReadonlyMap<string, Uint8Array>, name: string, folder: string): [string, Relationship][] {
  const bytes = parts.get(name)
  return (bytes === undefined ? [] : elementsOf(parseXml(name, bytes))).map((element) => {
    const target = element.attributes.get('Target') ?? ''
    return [element.attributes.get('Id') ?? '', { type: (element.attributes.get('Type') ?? '').split('/').at(-1) ?? '', target: partNamed(target.startsWith('/') ? target.slice(1) : folder + target) }]
  })
}

/** The part's name without the steps "." and ".." of a path. */
function partNamed(path: string): string {
  return path.split('/').reduce<string[]>((steps, step) => (step === '..' ? steps.slice(0, -1) : step === '.' || step === '' ? steps : [...steps, step]), []).join('/')
}
