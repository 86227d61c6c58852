import { UNNUMBERED } from './write-picture.js'

/** XML as it grows, from text and from bytes that are ready, so that what was written before is copied instead of encoded again. */
export class GrowingXml {
  readonly #parts: Uint8Array[] = []
  #text = ''
  #pictures = 0

  text(xml: string): void {
    this.#text += xml
  }

  bytes(xml: Uint8Array): void {
    this.#flush()
    this.#parts.push(xml)
  }

  /** All of it in UTF-8. */
  done(): Uint8Array {
    this.#flush()
    return Buffer.concat(this.#parts)
  }

  #flush(): void {
    if (this.#text !== '') this.#parts.push(Buffer.from(this.#numbered(this.#text), 'utf8'))
    this.#text = ''
  }

  /** Word wants each picture to have a number of its own. */
  #numbered(xml: string): string {
    return xml.includes(UNNUMBERED) ? xml.replaceAll(UNNUMBERED, () => `<wp:docPr id="${++this.#pictures}"`) : xml
  }
}
