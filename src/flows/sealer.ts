import { Worker } from 'node:worker_threads'
import type * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import type { Kept } from '../archive/archive.js'
import type { LetterToEncrypt } from '../mail/encrypt-letter.js'
import type { OpenedLetter } from '../mail/open-letter.js'

/** A letter to be sealed; its PDFs are read from the archive by their digests. */
export type LetterToSeal = Omit<LetterToEncrypt, 'read'>

/** A kept letter to be opened again. */
export interface LetterToOpen {
  /** Digest of the kept bytes. */
  readonly ciphertext: string
  /** One of its two keys, unlocked. */
  readonly key: openpgp.PrivateKey
  readonly sender: openpgp.PublicKey
}

/** Builds, encrypts and opens letters on a thread of its own, so that a large one keeps nobody waiting. */
export interface Sealer {
  /** Encrypts a letter into the archive. @throws Failure as `encryptLetter`, `archive-missing`, `archive-damaged`, `disk-full` */
  readonly seal: (letter: LetterToSeal) => Promise<Kept>
  /** Opens a kept letter to its end. @throws Failure as `openLetter`, `archive-missing`, `archive-damaged` */
  readonly open: (letter: LetterToOpen) => Promise<OpenedLetter>
  readonly close: () => Promise<void>
}

/** The keys of a job as OpenPGP packets; secret ones unlocked, in memory alone. */
interface SealKeys {
  readonly sender: Uint8Array
  readonly recipient: Uint8Array
  readonly archive: Uint8Array
}

/** What the thread is asked to do. */
export type SealerJob =
  | { readonly does: 'seal'; readonly letter: Omit<LetterToSeal, keyof SealKeys>; readonly keys: SealKeys }
  | { readonly does: 'open'; readonly ciphertext: string; readonly key: Uint8Array; readonly sender: Uint8Array }

/** What the thread answers: a failure in parts, since a class does not cross threads. */
export type SealerAnswer =
  | { readonly kept: Kept }
  | { readonly opened: OpenedLetter }
  | { readonly failure: Pick<Failure, 'code' | 'message' | 'faults'> }
  | { readonly bug: string }

/** Small, because all that a letter leaves behind is garbage: without limits it lies until the process holds several times the letter. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 }
const IDLE_MS = 5000

/** A sealer for an archive; its thread starts with the first letter, takes one at a time, and ends when there have been none for a while. */
export function openSealer(archiveDirectory: string, threadPath: string): Sealer {
  let thread: Worker | null = null
  let tail: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | null = null

  const end = async (): Promise<void> => {
    const ended = thread
    thread = null
    await ended?.terminate()
  }
  const work = async (job: SealerJob): Promise<SealerAnswer> => {
    if (idle !== null) clearTimeout(idle)
    thread ??= new Worker(threadPath, { workerData: archiveDirectory, resourceLimits: THREAD_LIMITS })
    const answer = await answerOf(thread, job)
    if ('bug' in answer) await end()
    idle = setTimeout(() => void end(), IDLE_MS).unref()
    return answer
  }
  const inTurn = (job: SealerJob): Promise<SealerAnswer> => {
    const next = tail.then(() => work(job))
    tail = next.catch(() => undefined)
    return next
  }
  return {
    seal: async ({ sender, recipient, archive, ...letter }) => {
      const answer = await inTurn({ does: 'seal', letter, keys: { sender: sender.write(), recipient: recipient.write(), archive: archive.write() } })
      return 'kept' in answer ? answer.kept : refuse(answer)
    },
    open: async ({ ciphertext, key, sender }) => {
      const answer = await inTurn({ does: 'open', ciphertext, key: key.write(), sender: sender.write() })
      return 'opened' in answer ? answer.opened : refuse(answer)
    },
    close: async () => {
      await tail
      if (idle !== null) clearTimeout(idle)
      await end()
    },
  }
}

/** A thread that dies answers with what it died of. */
function answerOf(thread: Worker, job: SealerJob): Promise<SealerAnswer> {
  return new Promise((resolve) => {
    const onError = (error: Error): void => settle({ bug: error.stack ?? error.message })
    const onExit = (code: number): void => settle({ bug: `the sealing thread ended with ${code}` })
    const settle = (answer: SealerAnswer): void => {
      thread.off('message', settle).off('error', onError).off('exit', onExit).unref()
      resolve(answer)
    }
    thread.on('message', settle).on('error', onError).on('exit', onExit).ref()
    thread.postMessage(job)
  })
}

function refuse(answer: SealerAnswer): never {
  if ('failure' in answer) throw new Failure(answer.failure.code, answer.failure.message, { faults: answer.failure.faults })
  throw new Error('bug' in answer ? answer.bug : 'the sealing thread answered something else')
}
