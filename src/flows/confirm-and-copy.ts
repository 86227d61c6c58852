import { listOf } from '../../contracts/party-name.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { CleanCopy } from '../storage/clean-copies.js'
import { scanOf } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { keepCleanCopies } from './clean-copies.js'
import { confirm, type Confirmed, type ConfirmRequest } from './confirm.js'
import { eSignaturesLeftOut } from './e-signed-original.js'

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
    const remarks: string[] = []
    for (const copy of copies) remarks.push(...(await remarksOn(app, copy)))
    return { ...confirmed, doubts: [...confirmed.doubts, ...remarks], cleanCopies: copies.map(({ exemplar, sha256, bytes, pageCount }) => ({ exemplar, sha256, bytes, pageCount })) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { ...confirmed, cleanCopies: [], doubts: [...confirmed.doubts, `Bekräftelsen är sparad, men den rena kopian av sidorna kunde inte göras: ${error.message} Den görs om när brevet byggs.`] }
  }
}

/** What a clean copy is not, that its scans are or ought to be; in Swedish, one sentence or two each. */
async function remarksOn(app: App, { exemplar, pages, sha256, askew }: CleanCopy): Promise<string[]> {
  const crooked = askew === null || askew.length === 0 ? [] : [`Exemplar ${exemplar}: sida ${listOf(askew.map(String))} i den rena kopian har inte rätats: varken undersökning eller koder visar hur det ska göras.`]
  const names: string[] = []
  for (const scan of await eSignaturesLeftOut(app, pages, sha256)) names.push((await scanOf(app.store.read, scan)).fileName)
  return names.length === 0 ? crooked : [...crooked, `Exemplar ${exemplar}: den rena kopian är bilder av sidorna, så e-underskrifterna i ${listOf(names)} följer inte med i den. De finns kvar i filen som den kom in.`]
}
