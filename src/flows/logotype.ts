import type { Facts } from '../../templates/facts.js'
import { Failure } from '../../templates/failure.js'
import { readLogotype } from '../../templates/logotype.js'
import { readPicture, type Picture } from '../../templates/picture.js'
import { RecentTexts } from '../../templates/recent-texts.js'
import type { App } from '../app.js'
import { seenLogotype } from './seen-logotype.js'
import { logotypeAt } from '../storage/logotypes.js'

/** The logotype that documents are made with, and whether it was handed in now or before. */
export interface PackLogotype {
  readonly picture: Picture
  readonly fileName: string
  readonly origin: 'handed-in' | 'kept'
}

/** Reading a picture takes time by the pixel, and one customer's stands in many documents. */
const recent = new RecentTexts<Picture>(4)

/** The picture that was read. @throws Failure `facts-invalid` when it is none that a document can show */
function checkedLogotype(read: ReturnType<typeof readPicture>, fileName: string): Picture {
  if (!('refused' in read)) return read
  const message = `${fileName} ${read.refused}`
  throw new Failure('facts-invalid', `Kundens logotyp kan inte användas: ${message}`, { faults: [{ path: 'kund.logotyp', message }] })
}

/** The customer's logotype: the picture handed in, not yet in the archive, else the one kept since before under that name; null when there is none. */
export async function logotypeFor(app: App, facts: Facts, handedIn: Uint8Array | undefined): Promise<PackLogotype | null> {
  const fileName = facts.kund.logotyp
  if (fileName === undefined) return null
  if (handedIn !== undefined) {
    const read = readLogotype(handedIn)
    const kept = await logotypeAt(app.store.read, facts.kund.orgnr, fileName, app.now().toISOString())
    const picture = checkedLogotype(!('refused' in read) && kept?.sha256 === read.sha256 ? read : await seenLogotype(app, read), fileName)
    recent.set(picture.sha256, picture)
    return { picture, fileName, origin: 'handed-in' }
  }
  const picture = await keptLogotype(app, facts, app.now().toISOString())
  return picture === null ? null : { picture, fileName, origin: 'kept' }
}

/** The logotype that a version issued at that instant was made with; null when none had been handed in. */
export async function keptLogotype(app: App, { kund }: Facts, at: string): Promise<Picture | null> {
  const kept = kund.logotyp === undefined ? null : await logotypeAt(app.store.read, kund.orgnr, kund.logotyp, at)
  if (kept === null) return null
  return recent.get(kept.sha256) ?? recent.set(kept.sha256, checkedLogotype(readPicture(await app.archive.read(kept.sha256)), kept.fileName))
}
