import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { startMailReceiver } from '../../src/demo/mail-receiver.js'
import { openMailer } from '../../src/mail/smtp.js'
import { encrypted, letterhead, plainLetter, rawMail, SUPPLIER } from '../mail/letter-fixture.js'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

test('building and sending a letter says nothing on the terminal, not even when asked for debug output, and leaves no file behind', async () => {
  vi.stubEnv('NODE_DEBUG', 'nodemailer,smtp,tls')
  vi.stubEnv('DEBUG', '*')
  const temporary = await mkdtemp(join(tmpdir(), 'anslut-leak-'))
  vi.stubEnv('TMPDIR', temporary)
  const said = (['stdout', 'stderr'] as const).map((stream) => vi.spyOn(process[stream], 'write').mockImplementation(() => true))
  const receiver = await startMailReceiver({ host: '127.0.0.1', port: 0, tls: 'none' })
  const raw = await encrypted(plainLetter(await letterhead()))
  const mailer = await openMailer({ url: `smtp://anna:hemligt@127.0.0.1:${receiver.port}`, caFile: null })
  const outcome = await mailer.deliver({ from: 'a@b.example', to: [SUPPLIER], raw: rawMail(raw), messageId: '<letter-1@radgivning.example>', envelopeId: '1' })
  await receiver.stop()
  expect(JSON.stringify(outcome)).not.toMatch(/hemligt|RAPS|pdf/iu)
  expect(said.flatMap((spy) => spy.mock.calls)).toEqual([])
  expect(await readdir(temporary)).toEqual([])
  await rm(temporary, { recursive: true })
})
