import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LetterToEncrypt } from '../../src/mail/encrypt-letter.js'
import { openLetter } from '../../src/mail/open-letter.js'
import { readAnswer } from '../../src/mail/read-answer.js'
import { openMailer, type Mailer } from '../../src/mail/smtp.js'
import { armorIn, encrypted, letterWith, ownerKey, rawMail, SUPPLIER, type Letterhead } from './letter-fixture.js'
import { gpg, withGpg } from './real-gpg.js'
import { hasPostfix, MAILBOXES, startPostfix, type Postfix } from './real-postfix.js'

/** These programs go by the machine's own clock. */
const NOW = new Date()
const KEYS_MADE = { date: new Date(NOW.getTime() - 3_600_000) }
const TEXT = 'Tillämpningsanvisning RAPS'

function installed(program: string, packageName: string): boolean {
  if (spawnSync(program, ['--version']).status === 0) return true
  process.stderr.write(`SKIPPED: ${program} is not installed; its tests do not run. Install it with: apt-get install ${packageName}\n`)
  return false
}

let directory: string
let keys: Letterhead
let request: LetterToEncrypt
let raw: Buffer

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'anslut-interop-'))
  keys = {
    sender: await ownerKey('Exempelrådgivningen', MAILBOXES.siths, KEYS_MADE), archive: await ownerKey('Exempelrådgivningen (arkiv)', MAILBOXES.siths, KEYS_MADE), supplier: await ownerKey('Exempelleverantören', SUPPLIER, KEYS_MADE),
  }
  request = { ...letterWith([{ title: TEXT, bytes: Buffer.from('%PDF-1.7 hemligt') }], keys), date: NOW }
  raw = await encrypted(request)
  writeFileSync(join(directory, 'brev.asc'), armorIn(raw))
  writeFileSync(join(directory, 'supplier.asc'), keys.supplier.armor())
  writeFileSync(join(directory, 'sender.asc'), keys.sender.toPublic().armor())
})
afterAll(() => {
  rmSync(directory, { recursive: true, force: true })
})

const file = (name: string): string => join(directory, name)

describe.runIf(installed('sq', 'sq'))('Sequoia (sq)', () => {
  test('decrypts the letter and verifies its signature', () => {
    const clear = execFileSync('sq', ['decrypt', '--signatures', '1', '--signer-cert', file('sender.asc'), '--recipient-key', file('supplier.asc'), file('brev.asc')], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
    expect(clear).toContain(Buffer.from('%PDF-1.7 hemligt').toString('base64'))
  })

  test('refuses it when the signature must be somebody else’s', () => {
    expect(spawnSync('sq', ['decrypt', '--signatures', '1', '--signer-cert', file('supplier.asc'), '--recipient-key', file('supplier.asc'), file('brev.asc')]).status).not.toBe(0)
  })
})

describe.runIf(installed('rnp', 'rnp'))('RNP, which Thunderbird reads with', () => {
  test('decrypts the letter and verifies its signature', () => {
    const home = file('rnp')
    mkdirSync(home, { mode: 0o700 })
    for (const name of ['supplier.asc', 'sender.asc']) execFileSync('rnpkeys', ['--homedir', home, '--import-keys', file(name)], { stdio: 'pipe' })
    const { status, stdout, stderr } = spawnSync('rnp', ['--homedir', home, '--password', '', '--decrypt', file('brev.asc'), '--output', '-'], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, expect.stringMatching(/Good signature made|Signature\(s\) verified successfully/u)])
    expect(stdout).toContain(Buffer.from('%PDF-1.7 hemligt').toString('base64'))
  })
})

describe.runIf(gpg !== null && installed('notmuch', 'notmuch'))('notmuch', () => {
  test('shows the protected subject, the text and the file’s name, signed and decrypted', () => withGpg(async (home) => {
    const env = { ...process.env, ...home.env, NOTMUCH_CONFIG: file('notmuch-config') }
    execFileSync('gpg', ['--batch', '--quiet', '--import', file('supplier.asc'), file('sender.asc')], { env, stdio: 'pipe' })
    const mails = file('notmuch')
    mkdirSync(join(mails, 'new'), { recursive: true })
    for (const name of ['cur', 'tmp']) mkdirSync(join(mails, name))
    writeFileSync(join(mails, 'new', 'brev'), raw)
    writeFileSync(file('notmuch-config'), `[database]\npath=${mails}\n[user]\nprimary_email=${SUPPLIER}\n[index]\ndecrypt=true\n`)
    const notmuch = (...args: string[]): string => execFileSync('notmuch', args, { encoding: 'utf8', stdio: 'pipe', env })
    notmuch('new', '--quiet')
    const shown = notmuch('show', '--decrypt=true', '--verify', '--format=json', '*')
    expect(shown).toContain('"status": "good"')
    expect(shown).toContain('Granskningsdokument för Åre kommun (212000-1892), brev 1')
    expect(shown).toContain(request.letter.members[0]?.fileName)
    expect(shown).toContain('Bekräfta gärna mottagandet')
  }))
})

describe.runIf(hasPostfix)('Postfix', () => {
  let postfix: Postfix
  let mailer: Mailer

  beforeAll(async () => {
    postfix = await startPostfix()
    writeFileSync(file('ca.pem'), postfix.caPem)
    mailer = await openMailer({ url: `smtp://127.0.0.1:${postfix.port}`, caFile: file('ca.pem') })
  })
  afterAll(() => postfix.stop())

  const sending = (to: string, bytes: Uint8Array = raw) => mailer.deliver({ from: MAILBOXES.siths, to: [to], raw: rawMail(bytes), messageId: request.messageId, envelopeId: 'letter-1' })
  const fromMailbox = (mail: Buffer | undefined): Buffer => Buffer.from((mail ?? Buffer.alloc(0)).toString('latin1').replaceAll('\n', '\r\n'), 'latin1')

  test('point 20: hands the letter to its recipient unchanged and tells us by ENVID that it did', async () => {
    expect(await sending(MAILBOXES.granskning)).toEqual({ kind: 'accepted', response: expect.stringContaining('queued as') })
    const mail = fromMailbox((await postfix.mailsIn('granskning', 1))[0])
    expect(mail.subarray(-raw.length + raw.indexOf('\r\n\r\n')).equals(raw.subarray(raw.indexOf('\r\n\r\n')))).toBe(true)
    const opened = await openLetter([mail], keys.supplier, keys.sender.toPublic())
    expect(opened.attachments.map(({ sha256 }) => sha256)).toEqual(request.letter.members.map(({ sha256 }) => sha256))
    const [report] = await postfix.mailsIn('siths', 1)
    expect(await readAnswer(report ?? Buffer.alloc(0))).toMatchObject({ kind: 'delivered', envelopeId: 'letter-1', recipient: MAILBOXES.granskning, messageIds: [request.messageId] })
    expect(postfix.log()).not.toContain('Granskningsdokument')
  })

  test('refuses an unknown recipient, and a letter over its limit before any of it is sent', async () => {
    expect(await sending('okand@leverantor.example')).toMatchObject({ kind: 'refused', response: expect.stringContaining('550') })
    const big = await encrypted({ ...letterWith([{ title: TEXT, bytes: Buffer.alloc(200_000, 1) }], keys), date: NOW })
    expect(await sending(MAILBOXES.granskning, big)).toEqual({ kind: 'too-large', limitBytes: expect.any(Number), response: expect.stringContaining('SIZE') })
  })

  test('sends back what its recipient cannot hold, which is read as a bounce of that letter', async () => {
    expect(await sending(MAILBOXES.fullt)).toMatchObject({ kind: 'accepted' })
    const reports = await Promise.all((await postfix.mailsIn('siths', 2)).map((mail) => readAnswer(mail)))
    expect(reports).toContainEqual(expect.objectContaining({ kind: 'bounced', envelopeId: 'letter-1', recipient: MAILBOXES.fullt, diagnostic: expect.stringContaining('mailbox full') }))
  })
})
