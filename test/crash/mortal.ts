import type { App } from '../../src/app.js'

/** A process that stops dead before or after one of the things it does that outlast it: a commit, a file kept, a letter sealed, a letter handed over. */
export interface Mortal {
  readonly app: App
  /** Resolves when it has stopped; nothing it did after that was ever done. */
  readonly died: Promise<void>
}

/** No process has this id: it is above what Linux gives. */
export const DEAD_PROCESS = 2 ** 22 + 1

/** The app in a process that stops at step `dieAt`; every lasting thing has two, before it and after it. */
export function mortal(app: App, dieAt: number): Mortal {
  let step = 0
  let stop: () => void = () => undefined
  const died = new Promise<void>((resolve) => {
    stop = resolve
  })
  const pass = async (): Promise<void> => {
    step += 1
    if (step < dieAt) return
    stop()
    await new Promise<never>(() => undefined)
  }
  const lasting = async <T>(work: () => Promise<T>): Promise<T> => {
    await pass()
    const done = await work()
    await pass()
    return done
  }
  const { store, archive, sealer, mailer } = app
  return {
    died,
    app: {
      ...app,
      store: { read: store.read, close: () => store.close(), write: (work) => lasting(() => store.write(work)), writeIfFree: (work) => lasting(() => store.writeIfFree(work)), marked: (mark, work) => store.marked(mark, work) },
      archive: { ...archive, keep: (bytes) => lasting(() => archive.keep(bytes)) },
      sealer: { ...sealer, seal: (letter) => lasting(() => sealer.seal(letter)) },
      mailer: mailer === null ? null : { ...mailer, deliver: (letter) => lasting(() => mailer.deliver(letter)), deliverOpen: (mail) => lasting(() => mailer.deliverOpen(mail)) },
    },
  }
}
