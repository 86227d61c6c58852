import { bindPdfs, type BoundPart } from '../../templates/pdf/bind-pdfs.js'
import type { FileStatement } from '../../templates/pdf/write-trailer.js'
import { packPart, writeZip } from '../../templates/word/write-zip.js'

/** Everything a pack as one unit is made from; the same job gives the same bytes. Crosses to a worker thread as it is. */
export interface BindJob {
  readonly parts: readonly BoundPart[]
  readonly statement: FileStatement
  /** What the ZIP holds, in order. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** A pack as one PDF and one ZIP. */
export interface BoundPack {
  readonly pdf: Uint8Array
  readonly zip: Uint8Array
}

/** Binds the parts into one PDF and packs the files into one ZIP. */
export async function bindPack({ parts, statement, files }: BindJob): Promise<BoundPack> {
  return { pdf: await bindPdfs(parts, statement), zip: writeZip(files.map(({ name, bytes }) => packPart(name, bytes, 3))) }
}
