import { parentPort, workerData } from 'node:worker_threads'
import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { openArchive } from '../archive/archive.js'
import { encryptLetter } from '../mail/encrypt-letter.js'
import { openLetter } from '../mail/open-letter.js'
import { OPENPGP_POLICY } from '../mail/openpgp-policy.js'
import type { SealerAnswer, SealerJob } from './sealer.js'

const archive = await openArchive(String(workerData))
const config = OPENPGP_POLICY

async function done(job: SealerJob): Promise<SealerAnswer> {
  switch (job.does) {
    case 'seal': {
      const sender = await openpgp.readPrivateKey({ binaryKey: job.keys.sender, config })
      const [recipient, own] = [await openpgp.readKey({ binaryKey: job.keys.recipient, config }), await openpgp.readKey({ binaryKey: job.keys.archive, config })]
      return { kept: await archive.keepFile(encryptLetter({ ...job.letter, sender, recipient, archive: own, read: (sha256) => archive.pieces(sha256) }), Number.MAX_SAFE_INTEGER) }
    }
    case 'open': {
      const [key, sender] = [await openpgp.readPrivateKey({ binaryKey: job.key, config }), await openpgp.readKey({ binaryKey: job.sender, config })]
      return { opened: await openLetter(archive.pieces(job.ciphertext), key, sender).catch((error: unknown) => whyUnopened(job.ciphertext, error)) }
    }
    default: return job satisfies never
  }
}

/** Damaged bytes seldom open, and often fail before their last has come: then the file is at fault, not the keys. */
async function whyUnopened(ciphertext: string, error: unknown): Promise<never> {
  const pieces = archive.pieces(ciphertext)
  while ((await pieces.next()).done !== true) continue
  throw error
}

async function answer(job: SealerJob): Promise<SealerAnswer> {
  try {
    return await done(job)
  } catch (error) {
    if (error instanceof Failure) return { failure: { code: error.code, message: error.message, faults: error.faults } }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

parentPort?.on('message', (job: SealerJob) => {
  void answer(job).then((message) => parentPort?.postMessage(message))
})
