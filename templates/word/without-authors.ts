import { packagePropertiesXml, readPackageProperties } from './package-properties.js'
import { parseXml } from './parse-xml.js'
import { elementsOf, startTagOf, type XmlElement, xmlOf, XML_DECLARATION } from './xml.js'

/** Remarks between those who wrote the template, and who they are: none of it is for the customers. */
const AUTHORS_OWN = /^word\/(_rels\/)?(comments|commentsExtended|commentsExtensible|commentsIds|people)\w*\.xml(\.rels)?$|^docProps\/(app|custom|thumbnail)\b|^customXml\//
/** The same by what relationships call it, since a package may name its parts as it likes. */
const AUTHORS_OWN_TYPE = /\/(comments\w*|people|customXml|custom-properties|extended-properties)$/
const CONTENT_TYPES = '[Content_Types].xml'
const CORE = 'docProps/core.xml'

/** The package without its authors' remarks and names: a document made from it tells the customer nothing about who wrote the template. */
export function withoutAuthors(parts: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const dropped = new Set([...[...parts.keys()].filter((name) => AUTHORS_OWN.test(name)), ...[...parts].flatMap(([name, bytes]) => (name.endsWith('.rels') ? authorsOwnIn(name, bytes) : []))])
  const kept = new Map([...parts].filter(([name]) => !dropped.has(name)))
  for (const [name, bytes] of kept) {
    if (name.endsWith('.rels')) kept.set(name, rewritten(name, bytes, (child) => !dropped.has(targetOf(name, child))))
    if (name === CONTENT_TYPES) kept.set(name, rewritten(name, bytes, (child) => !dropped.has((child.attributes.get('PartName') ?? '').replace(/^\//, ''))))
    if (name === CORE) kept.set(name, new TextEncoder().encode(packagePropertiesXml({ ...readPackageProperties(parts), keywords: '' })))
  }
  return kept
}

function authorsOwnIn(relationships: string, bytes: Uint8Array): string[] {
  return elementsOf(parseXml(relationships, bytes)).filter((one) => AUTHORS_OWN_TYPE.test(one.attributes.get('Type') ?? '')).map((one) => targetOf(relationships, one))
}

function rewritten(name: string, bytes: Uint8Array, keeps: (child: XmlElement) => boolean): Uint8Array {
  const root = parseXml(name, bytes)
  if (elementsOf(root).every(keeps)) return bytes
  const children = elementsOf(root).filter(keeps).map(xmlOf).join('')
  return new TextEncoder().encode(`${XML_DECLARATION}${startTagOf(root)}${children}</${root.name}>`)
}

/** The part a relationship leads to: relative to the folder of the part that has it (OPC, ISO/IEC 29500-2, 9.3). */
function targetOf(relationships: string, relationship: XmlElement): string {
  const target = relationship.attributes.get('Target') ?? ''
  if (target.startsWith('/')) return target.slice(1)
  const steps = relationships.split('/').slice(0, -2)
  for (const step of target.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.') steps.push(step)
  }
  return steps.join('/')
}
