import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mailboxName, readMailbox, type MailboxReading } from '../../src/mail/mailbox.js'
import type { MailboxCursor } from '../../signing/answer.js'
import { failureOf } from '../open-house.js'
import { startImapMailbox, type ImapMailbox } from './imap-server.js'
import { reply } from './returned-mails.js'

const directory = mkdtempSync(join(tmpdir(), 'anslut-imap-'))
const caFile = join(directory, 'ca.pem')
const START = { since: new Date('2026-11-01T00:00:00Z') }

let mailbox: ImapMailbox
const url = (password = 'hemlig') => `imaps://svar:${password}@127.0.0.1:${mailbox.port}/INBOX`
async function readFrom(from: MailboxReading['from']): Promise<{ texts: string[]; cursor: MailboxCursor; reached: number[] }> {
  const texts: string[] = []
  const reached: number[] = []
  const cursor = await readMailbox({ url: url(), caFile }, { from, onMail: async (bytes, { lastUid }) => {
    texts.push(Buffer.from(bytes).toString('utf8').trim().split('\r\n').at(-1) ?? '')
    reached.push(lastUid)
  } })
  return { texts, cursor, reached }
}

beforeAll(async () => {
  mailbox = await startImapMailbox('hemlig')
  writeFileSync(caFile, mailbox.caPem)
})
afterAll(async () => {
  await mailbox.stop()
  rmSync(directory, { recursive: true, force: true })
})

it('is read from where the last reading ended, each mail once, and never changed', async () => {
  expect(await readFrom(START)).toEqual({ texts: [], cursor: { uidValidity: '7', lastUid: 0 }, reached: [] })
  mailbox.mails.push(reply('a@x.example', 'ett', '<1@y>'), reply('a@x.example', 'två', '<1@y>'))
  const first = await readFrom(START)
  expect(first).toEqual({ texts: ['ett', 'två'], cursor: { uidValidity: '7', lastUid: 2 }, reached: [1, 2] })
  expect((await readFrom(first.cursor)).texts).toEqual([])
  mailbox.mails.push(reply('a@x.example', 'tre', '<1@y>'))
  expect((await readFrom(first.cursor)).texts).toEqual(['tre'])
  expect(mailbox.said.filter((command) => ['SELECT', 'UID STORE', 'STORE', 'EXPUNGE', 'UID MOVE', 'UID COPY'].includes(command))).toEqual([])
})

it('is read anew when the server has numbered its mail anew', async () => {
  mailbox.validity = 8
  expect(await readFrom({ uidValidity: '7', lastUid: 3 })).toMatchObject({ texts: ['ett', 'två', 'tre'], cursor: { uidValidity: '8', lastUid: 3 } })
})

it.each(['search-refused', 'search-unanswered', 'fetch-unanswered', 'body-missing'] as const)('says so when the server gives no answer, and passes by no mail for it: %s', async (trouble) => {
  mailbox.trouble = trouble
  expect((await failureOf(readFrom({ uidValidity: '8', lastUid: 2 }))).code).toBe('mailbox-unreachable')
  mailbox.trouble = 'none'
  expect(await readFrom({ uidValidity: '8', lastUid: 2 })).toMatchObject({ texts: ['tre'], cursor: { lastUid: 3 } })
})

it('that hangs up, refuses the password or shows another certificate is said to be out of reach', async () => {
  mailbox.hangUp = true
  expect((await failureOf(readFrom({ uidValidity: '8', lastUid: 2 }))).code).toBe('mailbox-unreachable')
  mailbox.hangUp = false
  const nobody = { from: START, onMail: async () => undefined }
  const refused = await failureOf(readMailbox({ url: url('fel'), caFile }, nobody))
  expect(refused).toMatchObject({ code: 'mailbox-unreachable' })
  expect(refused.message).not.toContain('fel@')
  expect((await failureOf(readMailbox({ url: url(), caFile: null }, nobody))).code).toBe('mailbox-unreachable')
})

it('has a name without its password, and must be reached over TLS', async () => {
  expect(mailboxName({ url: 'imaps://svar:hemlig@post.example/Granskning', caFile })).toBe('svar@post.example/Granskning')
  expect((await failureOf(readMailbox({ url: 'imap://svar:hemlig@post.example', caFile }, { from: START, onMail: async () => undefined }))).code).toBe('mail-settings-invalid')
})
