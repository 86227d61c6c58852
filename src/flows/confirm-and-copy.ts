import { listOf } from '../../contracts/party-name.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { CleanCopy } from '../storage/clean-copies.js'
import { versionOf } from '../storage/versions.js'
import { keepCleanCopies } from './clean-copies.js'
import { confirm, type Confirmed, type ConfirmRequest } from './confirm.js'

/** A confirmation, and the clean copies of the document as it is confirmed now. */
export interface ConfirmedAndCopied extends Confirmed {
  readonly cleanCopies: readonly Pick<CleanCopy, 'exemplar' | 'sha256' | 'bytes' | 'pageCount'>[]
}

/** As `confirm`; then makes the clean copies it calls for. The confirmation stands whatever the copying meets with, which is said among the doubts: the letter tries again. @throws Failure as `confirm` */
export async function confirmAndCopy(app: App, request: ConfirmRequest, onCopy?: (done: number, total: number) => void): Promise<ConfirmedAndCopied> {
  const confirmed = await confirm(app, request)
  const version = await versionOf(app.store.read, confirmed.code)
  if (version === null) throw new Error(`version ${confirmed.code} was confirmed but is not recorded`)
  try {
    const copies = (await keepCleanCopies(app, version.orgnr, onCopy)).filter(({ code }) => code === confirmed.code)
    const askew = copies.flatMap((copy) => (copy.askew?.length ?? 0) === 0 ? [] : [`Exemplar ${copy.exemplar}: sida ${listOf((copy.askew ?? []).map(String))} i den rena kopian har inte rätats: varken undersökning eller koder visar hur det ska göras.`])
    return { ...confirmed, doubts: [...confirmed.doubts, ...askew], cleanCopies: copies.map(({ exemplar, sha256, bytes, pageCount }) => ({ exemplar, sha256, bytes, pageCount })) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { ...confirmed, cleanCopies: [], doubts: [...confirmed.doubts, `Bekräftelsen är sparad, men den rena kopian av sidorna kunde inte göras: ${error.message} Den görs om när brevet byggs.`] }
  }
}
