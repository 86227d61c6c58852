import { PDFObject } from 'pdf-lib'

/** A value as it stands in the file: what a file has hundreds of is written at once instead of being built of objects first. */
export class WrittenValue extends PDFObject {
  constructor(private readonly written: string) {
    super()
  }

  override toString(): string {
    return this.written
  }

  override clone(): PDFObject {
    return this
  }

  override sizeInBytes(): number {
    return this.written.length
  }

  override copyBytesInto(buffer: Uint8Array, offset: number): number {
    buffer.set(Buffer.from(this.written, 'latin1'), offset)
    return this.written.length
  }
}
