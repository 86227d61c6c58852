import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString, type PDFContext, type PDFObject } from 'pdf-lib'
import type { Findings } from './conformance-rules.js'

/** One element of a file's structure tree. */
export interface TreeElement {
  readonly ref: PDFRef | null
  readonly dict: PDFDict
  readonly role: string
  readonly children: readonly TreeElement[]
  /** Marked content as page and id, annotations as their objects, in order. */
  readonly content: readonly ({ readonly type: 'marked'; readonly page: PDFRef | null; readonly id: number } | { readonly type: 'annotation'; readonly ref: PDFRef | null })[]
}

/** The text of a string entry; null when it is not there. */
export function stringOf(value: PDFObject | undefined): string | null {
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : null
}

/** A name without its slash; empty when it is no name. */
export function nameOf(value: PDFObject | undefined): string {
  return value instanceof PDFName ? value.decodeText() : ''
}

/** An entry of the attributes with this owner. */
export function attribute(element: TreeElement, owner: string, key: string): PDFObject | undefined {
  const attributes = element.dict.lookup(PDFName.of('A'))
  const all = attributes instanceof PDFArray ? attributes.asArray().map((item) => element.dict.context.lookup(item)) : [attributes]
  for (const one of all) if (one instanceof PDFDict && nameOf(one.lookup(PDFName.of('O'))) === owner && one.has(PDFName.of(key))) return one.lookup(PDFName.of(key))
  return undefined
}

function kidsOf(dict: PDFDict): PDFObject[] {
  const kids = dict.get(PDFName.of('K'))
  const value = kids instanceof PDFRef ? dict.context.lookup(kids) : kids
  if (value instanceof PDFArray) return value.asArray()
  return kids === undefined ? [] : [kids]
}

function pageOf(kid: PDFDict, element: PDFDict): PDFRef | null {
  const page = kid.get(PDFName.of('Pg')) ?? element.get(PDFName.of('Pg'))
  return page instanceof PDFRef ? page : null
}

/** Reads the tree below an element, once: an element that stands in its own tree or has another parent is found. */
export function readTree(context: PDFContext, object: PDFObject, parent: PDFRef, found: Findings, seen = new Set<string>()): TreeElement | null {
  const ref = object instanceof PDFRef ? object : null
  const dict = context.lookup(object)
  if (!(dict instanceof PDFDict)) {
    found.expect('structure-tree', false, `${String(object)} är inget strukturelement`)
    return null
  }
  found.expect('structure-tree', ref !== null && !seen.has(String(ref)), `${String(ref)} står flera gånger i trädet`)
  if (seen.has(String(ref))) return null
  seen.add(String(ref))
  found.expect('structure-tree', dict.get(PDFName.of('P')) === parent, `${String(ref)} har en annan förälder än den som har det`)
  const children: TreeElement[] = []
  const content: TreeElement['content'][number][] = []
  for (const kid of kidsOf(dict)) {
    const value = context.lookup(kid)
    if (value instanceof PDFNumber) content.push({ type: 'marked', page: pageOf(dict, dict), id: value.asNumber() })
    else if (value instanceof PDFDict && nameOf(value.get(PDFName.of('Type'))) === 'MCR') content.push({ type: 'marked', page: pageOf(value, dict), id: value.lookup(PDFName.of('MCID'), PDFNumber).asNumber() })
    else if (value instanceof PDFDict && nameOf(value.get(PDFName.of('Type'))) === 'OBJR') {
      const annotation = value.get(PDFName.of('Obj'))
      content.push({ type: 'annotation', ref: annotation instanceof PDFRef ? annotation : null })
    } else {
      const child = readTree(context, kid, ref ?? parent, found, seen)
      if (child !== null) children.push(child)
    }
  }
  return { ref, dict, role: nameOf(dict.lookup(PDFName.of('S'))), children, content }
}

/** An element and all below it, in reading order. */
export function everyElement(element: TreeElement): TreeElement[] {
  return [element, ...element.children.flatMap(everyElement)]
}

/** The values of a number tree or name tree by key, nodes below nodes included. */
export function leavesOf(tree: PDFDict, entry: 'Nums' | 'Names'): Map<string, PDFObject> {
  const leaves = new Map<string, PDFObject>()
  const pairs = tree.lookupMaybe(PDFName.of(entry), PDFArray)?.asArray() ?? []
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const [key, value] = [pairs[index], pairs[index + 1]]
    if (key !== undefined && value !== undefined) leaves.set(stringOf(key) ?? String(key), value)
  }
  for (const kid of tree.lookupMaybe(PDFName.of('Kids'), PDFArray)?.asArray() ?? []) {
    const node = tree.context.lookup(kid)
    if (node instanceof PDFDict) for (const [key, value] of leavesOf(node, entry)) leaves.set(key, value)
  }
  return leaves
}
