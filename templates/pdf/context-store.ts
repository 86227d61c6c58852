import { PDFName, PDFRawStream, PDFRef, PDFStream, type PDFContext } from 'pdf-lib'
import type { ObjectStore, StreamEntries, Trailer } from './object-store.js'
import { PdfFile } from './write-file.js'
import { WrittenValue } from './written-value.js'

/** Puts objects among those of a file that pdf-lib holds, as files are made in which pages of others stand. */
export class ContextStore implements ObjectStore {
  constructor(private readonly context: PDFContext) {}

  reserve(count: number): number {
    const first = this.context.largestObjectNumber + 1
    this.context.largestObjectNumber += count
    return first
  }

  put(object: number, written: string): void {
    this.context.assign(PDFRef.of(object), new WrittenValue(written))
  }

  stream(entries: StreamEntries, bytes: Uint8Array): number {
    const dictionary = this.context.obj({ Length: bytes.length })
    for (const [name, value] of Object.entries(entries)) dictionary.set(PDFName.of(name), new WrittenValue(String(value)))
    return this.context.register(PDFRawStream.of(dictionary, bytes)).objectNumber
  }

  /** The whole file: streams as they are, everything else packed. */
  bytes(trailer: Trailer): Uint8Array {
    const file = new PdfFile(this.context.largestObjectNumber)
    for (const [ref, value] of this.context.enumerateIndirectObjects()) {
      if (value instanceof PDFRawStream) file.streamAs(ref.objectNumber, value.dict.toString(), value.contents)
      else if (value instanceof PDFStream) throw new Error('a stream is written as its bytes')
      else file.put(ref.objectNumber, value.toString())
    }
    return file.bytes(trailer)
  }
}
