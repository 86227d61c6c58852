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
  const bytes = parts.get('word/_rels/document.xml.rels')
  const found = new Map<string, Relationship>()
  for (const element of bytes === undefined ? [] : elementsOf(parseXml('word/_rels/document.xml.rels', bytes))) {
    const target = element.attributes.get('Target') ?? ''
    found.set(element.attributes.get('Id') ?? '', {
      type: (element.attributes.get('Type') ?? '').split('/').at(-1) ?? '',
      target: target.startsWith('/') ? target.slice(1) : `word/${target}`,
    })
  }
  return found
}
