import { stat } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'
import { readLogotype } from '../../templates/logotype.js'
import { LARGEST_PICTURE_BYTES, readPicture, type Picture } from '../../templates/picture.js'
import type { App } from '../app.js'
import { seenLogotype } from './seen-logotype.js'

/** A picture handed in before the papers that it is to stand in are issued, kept in the archive meanwhile. */
export interface HeldLogotype {
  readonly sha256: string
  /** What the facts may call it: the file's own name where that can be a picture's. */
  readonly fileName: string
}

/** Keeps a checked picture until the facts that name it are issued. @throws Failure `facts-invalid` when documents cannot show it, `disk-full` */
export async function holdLogotype(app: App, bytes: Uint8Array, fileName: string): Promise<HeldLogotype> {
  const read = await seenLogotype(app, readLogotype(bytes))
  if ('refused' in read) throw new Failure('facts-invalid', `Kundens logotyp kan inte användas: ${fileName} ${read.refused} Inget är gjort.`, { faults: [{ path: 'kund.logotyp', message: `${fileName} ${read.refused}` }] })
  const { sha256 } = await app.archive.keep(read.bytes)
  return { sha256, fileName: nameOf(read, fileName) }
}

/** A picture held or used before. @throws Failure `resource-unknown` when there is none, `archive-damaged` */
export async function heldLogotype(app: App, sha256: string): Promise<Picture> {
  const unknown = new Failure('resource-unknown', 'Den bilden finns inte. Välj filen på nytt.')
  const found = await stat(app.archive.pathOf(sha256)).catch(() => null)
  if (found === null || found.size > LARGEST_PICTURE_BYTES) throw unknown
  const read = readPicture(await app.archive.read(sha256))
  if ('refused' in read) throw unknown
  return read
}

/** Names from cameras and mail programs hold what a fact may not. */
function nameOf({ format }: Picture, fileName: string): string {
  const stem = fileName.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{N}_ -]/gu, '_').replace(/^[^\p{L}\p{N}_]+/u, '').slice(-100).trim()
  return `${stem === '' ? 'logotyp' : stem}.${format === 'jpeg' ? 'jpg' : 'png'}`
}
