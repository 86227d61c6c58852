import { SaxesParser } from 'saxes'
import { Failure } from '../failure.js'
import type { XmlElement, XmlNode } from './xml.js'

const WORD_NAMESPACE = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const DEEPEST_NESTING = 100

/**
 * The XML part as a tree, without comments and processing instructions.
 * @throws Failure `template-invalid` when it is not well-formed UTF-8 XML, holds a DTD, nests too deep, or binds the prefix `w` to something else than WordprocessingML.
 */
export function parseXml(partName: string, bytes: Uint8Array): XmlElement {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new Failure('template-invalid', `${partName}: ${reason}`, { cause, faults: [{ path: partName, message: reason }] })
  }
  const open: { name: string; attributes: Map<string, string>; children: XmlNode[] }[] = []
  const roots: XmlElement[] = []
  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('error', (error) => refuse('filens XML är skadad. Öppna filen i Word och spara den på nytt.', error))
  parser.on('doctype', () => refuse('DTD och egna entiteter är inte tillåtna. Öppna filen i Word och spara den på nytt.'))
  parser.on('opentag', (tag) => {
    const attributes = new Map(Object.entries(tag.attributes))
    const bound = attributes.get('xmlns:w')
    if (bound !== undefined && bound !== WORD_NAMESPACE) refuse('filen är sparad i formatet Strict Open XML. Spara den som Word-dokument (.docx).')
    if (open.length >= DEEPEST_NESTING) refuse('innehållet är nästlat för djupt.')
    const element = { name: tag.name, attributes, children: [] }
    const parent = open.at(-1)
    if (parent === undefined) roots.push(element)
    else parent.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  const take = (text: string): void => void open.at(-1)?.children.push(text)
  parser.on('text', take)
  parser.on('cdata', take)
  parser.write(decode(bytes, refuse)).close()
  return roots[0] ?? refuse('delen är tom.')
}

function decode(bytes: Uint8Array, refuse: (reason: string, cause?: unknown) => never): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    return refuse('texten är inte kodad som UTF-8. Öppna filen i Word och spara den på nytt.', cause)
  }
}
