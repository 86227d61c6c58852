import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openApp, type App } from '../app.js'
import type { Config } from '../config.js'
import { demoClock } from './demo-clock.js'
import { freshDemoDirectory } from './demo-directory.js'
import { startMailReceiver } from './mail-receiver.js'
import { FIRST_DAY_AGO, WRONG_ADDRESS } from './neighbours.js'
import { tellStory } from './story.js'

/** What the demo tells and to whom; `say` gets one Swedish line at a time. */
export interface Audience {
  readonly say: (line: string) => void
  readonly progress: (what: string, done: number, total: number) => void
}

/** What a demo leaves running, so that it can be served; `close` stops everything. */
export interface DemoRun {
  readonly app: App
  readonly close: () => Promise<void>
}

/** The whole main job on embedded defaults in `directory`: pack, print, sign, scan, approve, confirm, archive, send, read the letter as the supplier. @throws Failure `demo-directory` */
export async function runDemo(directory: string, base: Config, audience: Audience): Promise<DemoRun> {
  await freshDemoDirectory(directory)
  const passphraseFile = `${directory}.passphrase`
  await writeFile(passphraseFile, `${randomBytes(24).toString('base64')}\n`, { mode: 0o600 })
  const clock = demoClock()
  const receiver = await startMailReceiver({ host: '127.0.0.1', port: 0, refusedAddresses: [WRONG_ADDRESS] })
  const smtpCaFile = join(directory, '.anslut-demo-ca.pem')
  await writeFile(smtpCaFile, receiver.caPem)
  let app: App | null = null
  const close = async (): Promise<void> => {
    await app?.close()
    await receiver.stop()
  }
  try {
    clock.set(FIRST_DAY_AGO)
    app = await openApp({ ...base, dataDirectory: directory, passphraseFile, smtpUrl: `smtp://127.0.0.1:${receiver.port}`, smtpCaFile, releaseDelayMs: 0 }, { now: clock.now })
    await tellStory({ app, clock, directory, receiver, audience })
  } catch (error) {
    await close()
    throw error
  }
  return { app, close }
}
