import type { Block, Initials } from '../document.js'
import { openPackage } from '../word/open-package.js'
import { CORE_PROPERTIES, CUSTOMER_TEXT, initialsKeywords, packagePropertiesXml, readPackageProperties } from '../word/package-properties.js'
import { parseXml } from '../word/parse-xml.js'
import { bodyXmlOf } from '../word/write-blocks.js'
import { packPartForGood, writeZip } from '../word/write-zip.js'
import { childOf, elementsOf, startTagOf, xmlOf } from '../word/xml.js'

const DOCUMENT = 'word/document.xml'

/** A Word template that prints these filled blocks as they stand, and nothing else, between an edition's header and footer, and asks for these initials; equal input gives equal bytes. */
export function closingTemplate(edition: Uint8Array, blocks: readonly Block[], initials: readonly Initials[]): Uint8Array {
  const parts = new Map(openPackage(edition))
  const encode = (xml: string): Uint8Array => new TextEncoder().encode(xml)
  const root = parseXml(DOCUMENT, parts.get(DOCUMENT) ?? new Uint8Array())
  const section = elementsOf(childOf(root, 'w:body') ?? root).at(-1)
  const body = new TextDecoder().decode(bodyXmlOf(blocks, { headingPages: null, textWidthTwips: 0 }))
  parts.set(DOCUMENT, encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${startTagOf(root)}<w:body>${body}${section === undefined ? '' : xmlOf(section)}</w:body></${root.name}>`))
  parts.set(CORE_PROPERTIES, encode(packagePropertiesXml({ ...readPackageProperties(parts), keywords: initialsKeywords(initials), category: CUSTOMER_TEXT })))
  return writeZip([...parts].map(([name, bytes]) => packPartForGood(name, bytes)))
}
