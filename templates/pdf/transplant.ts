import { createHash } from 'node:crypto'
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFRef, PDFStream, PDFString, type PDFContext, type PDFObject } from 'pdf-lib'

/** Fonts that are the same in several files, by what they are made of. */
export type SharedFonts = Map<string, PDFRef>

/** How what is counted through a whole file goes on from the files before. */
export interface Renumbering {
  /** Added to keys of the parent tree (ISO 32000-1, 14.7.4.4). */
  readonly keyBase: number
  /** Put before identities of structure elements, which are unique in a file (14.7.2). */
  readonly idPrefix: string
}

/** Copies objects of one file into another with all they lead to, each once; what is placed beforehand is not followed. */
export class Transplant {
  readonly #placed = new Map<PDFRef, PDFRef>()
  readonly #waiting: PDFRef[] = []

  constructor(private readonly from: PDFContext, private readonly to: PDFContext, private readonly fonts: SharedFonts, private readonly renumbering: Renumbering) {}

  /** References to `source` shall lead to `target`, whoever writes what stands there. */
  place(source: PDFRef, target: PDFRef): void {
    this.#placed.set(source, target)
  }

  /** The object as it stands in the other file; what it refers to is copied by `finish`. */
  copied(object: PDFObject): PDFObject {
    if (object instanceof PDFRef) return this.#refOf(object)
    if (object instanceof PDFRawStream) return PDFRawStream.of(this.#dict(object.dict), object.contents)
    if (object instanceof PDFStream) throw new Error('a stream was read as something else than its bytes')
    if (object instanceof PDFDict) return this.#dict(object)
    if (object instanceof PDFArray) {
      const array = PDFArray.withContext(this.to)
      for (const entry of object.asArray()) array.push(this.copied(entry))
      return array
    }
    return object
  }

  /** Copies everything that is referred to and not yet there. */
  finish(): void {
    for (let source = this.#waiting.pop(); source !== undefined; source = this.#waiting.pop()) {
      const [object, target] = [this.from.lookup(source), this.#placed.get(source)]
      if (object !== undefined && target !== undefined) this.to.assign(target, this.copied(object))
    }
  }

  /** An identity of a structure element as it is called in the other file. */
  renamed(identity: PDFObject): PDFObject {
    return identity instanceof PDFString || identity instanceof PDFHexString ? PDFString.of(`${this.renumbering.idPrefix}${identity.decodeText()}`) : identity
  }

  #refOf(source: PDFRef): PDFRef {
    const known = this.#placed.get(source)
    if (known !== undefined) return known
    const key = this.#fontKey(source)
    const shared = key === null ? undefined : this.fonts.get(key)
    const target = shared ?? this.to.nextRef()
    this.#placed.set(source, target)
    if (key !== null) this.fonts.set(key, target)
    if (shared === undefined) this.#waiting.push(source)
    return target
  }

  #dict(source: PDFDict): PDFDict {
    const dict = PDFDict.withContext(this.to)
    const isElement = source.has(PDFName.of('S')) && source.has(PDFName.of('P'))
    for (const [key, value] of source.entries()) dict.set(key, this.#entry(key.decodeText(), value, isElement))
    return dict
  }

  #entry(key: string, value: PDFObject, isElement: boolean): PDFObject {
    if ((key === 'StructParent' || key === 'StructParents') && value instanceof PDFNumber) return PDFNumber.of(value.asNumber() + this.renumbering.keyBase)
    if (key === 'ID' && isElement) return this.renamed(value)
    if (key === 'Headers' && value instanceof PDFArray) {
      const headers = PDFArray.withContext(this.to)
      for (const header of value.asArray()) headers.push(this.renamed(header))
      return headers
    }
    return this.copied(value)
  }

  /** What makes a composite font the same as another: its name, its glyphs and what they read as; null for anything else. */
  #fontKey(source: PDFRef): string | null {
    const font = this.from.lookup(source)
    if (!(font instanceof PDFDict) || font.lookupMaybe(PDFName.of('Subtype'), PDFName)?.decodeText() !== 'Type0') return null
    const descendant = font.lookupMaybe(PDFName.of('DescendantFonts'), PDFArray)?.lookupMaybe(0, PDFDict)
    const program = descendant?.lookupMaybe(PDFName.of('FontDescriptor'), PDFDict)?.lookup(PDFName.of('FontFile2'))
    const unicode = font.lookup(PDFName.of('ToUnicode'))
    if (!(program instanceof PDFRawStream) || !(unicode instanceof PDFRawStream)) return null
    return createHash('sha256').update(String(font.get(PDFName.of('BaseFont')))).update(program.contents).update(unicode.contents).digest('hex')
  }
}
