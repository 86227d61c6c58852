import type * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import type { Kept } from '../archive/archive.js'
import type { LetterToEncrypt } from '../mail/encrypt-letter.js'
import type { OpenedLetter } from '../mail/open-letter.js'
import { openWorkThread, type Broken } from './work-thread.js'

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
  | Broken

/** A sealer for an archive, on a thread of its own. */
export function openSealer(archiveDirectory: string, threadPath: string): Sealer {
  const { work: inTurn, close } = openWorkThread<SealerJob, SealerAnswer>(threadPath, { given: archiveDirectory, mostMs: null })
  return {
    seal: async ({ sender, recipient, archive, ...letter }) => {
      const answer = await inTurn({ does: 'seal', letter, keys: { sender: sender.write(), recipient: recipient.write(), archive: archive.write() } })
      return 'kept' in answer ? answer.kept : refuse(answer)
    },
    open: async ({ ciphertext, key, sender }) => {
      const answer = await inTurn({ does: 'open', ciphertext, key: key.write(), sender: sender.write() })
      return 'opened' in answer ? answer.opened : refuse(answer)
    },
    close,
  }
}

function refuse(answer: SealerAnswer): never {
  if ('failure' in answer) throw new Failure(answer.failure.code, answer.failure.message, { faults: answer.failure.faults })
  throw new Error('bug' in answer ? answer.bug : 'the sealing thread answered something else')
}
