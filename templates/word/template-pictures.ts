import type { Fault } from '../failure.js'
import { FOREIGN_FORMAT, type Picture, readPicture } from '../picture.js'
import type { PictureRefusal } from '../picture-size.js'
import type { Relationship } from './check-parts.js'
import { parseXml } from './parse-xml.js'
import { elementsOf, startTagOf, xmlOf, XML_DECLARATION } from './xml.js'

const MEDIA = /^word\/media\//i
const SHOWABLE = /\.(png|jpe?g)$/i
const RELATIONSHIPS = 'word/_rels/document.xml.rels'
/** Reading a picture takes time by the pixel, and small files hold large ones. */
const MOST_PIXELS_TOGETHER = 60_000_000
const TOO_MANY_PIXELS: PictureRefusal = { refused: 'gör att bilderna i filen tillsammans har fler än 60 miljoner bildpunkter. Förminska bilderna.' }

/** The relationship by which a written document names the picture with that hash. */
export function pictureIdOf(sha256: string): string {
  return `rIdBild${sha256.slice(0, 24)}`
}

/** The pictures of a Word file that its text may show, read when they are first asked for. */
export class TemplatePictures {
  readonly #mentioned = new Set<string>()
  readonly #shown = new Map<string, string>()
  /** Each picture file as it was read, however often the text shows it. */
  readonly #read = new Map<string, Picture | PictureRefusal>()
  #pixels = 0
  #count = 0

  constructor(private readonly parts: ReadonlyMap<string, Uint8Array>, private readonly relationships: ReadonlyMap<string, Relationship>) {}

  /** The number of the next picture in the text, from 1. */
  next(): number {
    return ++this.#count
  }

  /** Takes note of a picture that the text names, whether it can be shown or not. */
  mention(relationship: string): void {
    this.#mentioned.add(this.relationships.get(relationship)?.target ?? '')
  }

  /** The checked picture that the relationship leads to, or in Swedish what is wrong with it, to follow "bild 2". */
  at(relationship: string): Picture | PictureRefusal {
    const target = this.relationships.get(relationship)
    const bytes = target?.type === 'image' ? this.parts.get(target.target) : undefined
    if (target === undefined || bytes === undefined) return { refused: 'ligger inte i filen. Infoga bilden på nytt, utan länk.' }
    if (!SHOWABLE.test(target.target)) return FOREIGN_FORMAT
    const read = this.#read.get(target.target) ?? this.#readOnce(target.target, bytes)
    if (!('refused' in read)) this.#shown.set(read.sha256, relationship)
    return read
  }

  #readOnce(name: string, bytes: Uint8Array): Picture | PictureRefusal {
    const read = this.#pixels > MOST_PIXELS_TOGETHER ? TOO_MANY_PIXELS : readPicture(bytes)
    if (!('refused' in read)) this.#pixels += read.widthPx * read.heightPx
    const told = this.#pixels > MOST_PIXELS_TOGETHER ? TOO_MANY_PIXELS : read
    this.#read.set(name, told)
    return told
  }

  /** The package with what the text shows and no other pictures, each under the relationship that `pictureIdOf` gives it. */
  shownIn(parts: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
    if (this.#mentioned.size === 0) return parts
    const shown = new Set([...this.#shown.values()].map((relationship) => this.relationships.get(relationship)?.target))
    const kept = new Map([...parts].filter(([name]) => shown.has(name) || !this.#mentioned.has(name)))
    const names = new Map([...this.#shown].map(([sha256, relationship]) => [relationship, pictureIdOf(sha256)]))
    const root = parseXml(RELATIONSHIPS, parts.get(RELATIONSHIPS) ?? new Uint8Array())
    const written = elementsOf(root).filter(({ attributes }) => {
      const target = this.relationships.get(attributes.get('Id') ?? '')
      return target?.type !== 'image' || names.has(attributes.get('Id') ?? '')
    }).map((child) => xmlOf({ ...child, attributes: new Map([...child.attributes].map(([name, value]) => [name, name === 'Id' ? (names.get(value) ?? value) : value])) }))
    return kept.set(RELATIONSHIPS, new TextEncoder().encode(`${XML_DECLARATION}${startTagOf(root)}${written.join('')}</${root.name}>`))
  }

  /** Notes picture files that no picture in the text shows: what cannot be seen cannot be reviewed. */
  refuseUnused(faults: Fault[]): void {
    for (const name of this.parts.keys()) {
      if (MEDIA.test(name) && !this.#mentioned.has(name)) faults.push({ path: name, message: 'filen innehåller en bild som inte står i löptexten, till exempel i sidhuvudet eller som punkttecken. Ta bort bilden och spara på nytt.' })
    }
  }
}
