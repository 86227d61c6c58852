import type { AnswerKeys, OpenedAnswer } from '../mail/open-answer.js'
import { openWorkThread } from './work-thread.js'

/** Opens what strangers have signed or encrypted, on a thread of its own: a few megabytes of packets can keep the library busy for minutes, and nobody else may wait for that. */
export interface AnswerOpener {
  /** Null when it took longer, or more memory, than any answer needs. */
  readonly open: (raw: Uint8Array, keys: AnswerKeys) => Promise<OpenedAnswer | null>
  readonly close: () => Promise<void>
}

/** What the thread is asked: the keys as OpenPGP packets, secret ones unlocked, in memory alone. */
export interface AnswerJob {
  readonly raw: Uint8Array
  readonly recipient: Uint8Array | null
  readonly own: readonly Uint8Array[]
  readonly notBefore: Date | null
}

/** An answer as large as mail systems carry takes a second; a busy machine takes several. */
const MOST_MS = 15_000

/** An opener whose thread starts with the first answer. */
export function openAnswerOpener(threadPath: string, mostMs: number = MOST_MS): AnswerOpener {
  const { work, close } = openWorkThread<AnswerJob, { readonly opened: OpenedAnswer }>(threadPath, { given: null, mostMs })
  return {
    open: async (raw, { recipient, own, notBefore }) => {
      const answer = await work({ raw, recipient: recipient?.write() ?? null, own: own.map((key) => key.write()), notBefore })
      if ('opened' in answer) return answer.opened
      if (answer.isSpent === true) return null
      throw new Error(answer.bug)
    },
    close,
  }
}
