import { createWriteStream } from 'node:fs'
import { jobSchema, type Job, type Reply } from './job.js'
import { frameOf, MessageFrames } from './message-frames.js'

/** Where a reader process writes its replies; its standard output is closed, for libraries may print there. */
export const REPLY_DESCRIPTOR = 3
const MOST_JOB_BYTES = 2 ** 31

/** A reader's line to the program that started it. */
export interface ReaderLine {
  readonly job: Promise<Job>
  /** Resolves when it is written, so that a slow parent slows the reader instead of filling memory. */
  readonly send: (reply: Reply) => Promise<void>
}

/** Opens the line inside a reader process; the process ends when its parent closes the line. */
export function openReaderLine(): ReaderLine {
  const replies = createWriteStream('', { fd: REPLY_DESCRIPTOR, autoClose: false })
  replies.on('error', () => process.exit(0))
  process.stdin.once('end', () => process.exit(0))
  const frames = new MessageFrames(MOST_JOB_BYTES)
  return {
    job: new Promise((resolve) => {
      process.stdin.on('data', (chunk: Buffer) => {
        for (const job of frames.take(chunk)) resolve(jobSchema.parse(job))
      })
    }),
    send: (reply) => new Promise((resolve, reject) => {
      replies.write(frameOf(reply), (error) => (error instanceof Error ? reject(error) : resolve()))
    }),
  }
}
