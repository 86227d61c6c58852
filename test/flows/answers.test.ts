import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { verifyLetter } from '../../src/flows/letters.js'
import { fetchAnswers } from '../../src/flows/fetch-answers.js'
import { mailMatters } from '../../src/flows/matters.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { record } from '../../src/flows/record.js'
import { readableAnswer, settleAnswer } from '../../src/flows/settle-answer.js'
import { customerStatus } from '../../src/flows/status.js'
import { inPageWords } from '../../src/http/routes/parts.js'
import { callOffLetter, resendLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { answers } from '../../src/storage/answers.js'
import { keyHints } from '../../src/storage/key-hints.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { knownAfterwards, standingOf } from '../../src/web/pages/letter-words.js'
import { CLERK, factsOf, failureOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { deliveryReport, reply, type Report } from '../mail/returned-mails.js'
import { startImapMailbox, type ImapMailbox } from '../mail/imap-server.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

const FACTS = factsOf('lillfors-kommun')

let house: PostalHouse
let papers: Manifest
let mailbox: ImapMailbox

const by = () => house.app.actor(CLERK)
const page = async () => customerStatus(house.app, FACTS.kund.orgnr)
const stage = async () => (await page()).letters.at(-1)?.stage
/** The badge that the letter has on the page. */
const looks = async () => standingOf(await latest(), (await knownAfterwards(house.app.store.read, [await latest()])).get((await latest()).id), 'list').badge
async function latest(): Promise<Letter> {
  const letter = (await letters(house.app.store.read)).at(-1)
  if (letter === undefined) throw new Error('no letter fell due')
  return letter
}
async function report(action: Report['action'], diagnostic: string): Promise<Buffer> {
  const { id, messageId, recipient } = await latest()
  return deliveryReport([{ action, recipient, status: action === 'failed' ? '5.1.1' : '2.0.0', diagnostic }], { envelopeId: id, messageId: messageId ?? '' })
}
function certificateOf({ caPem }: ImapMailbox): string {
  const path = join(house.directory, 'imap-ca.pem')
  writeFileSync(path, caPem)
  return path
}
const mailsSent = () => house.receiver.messages().length

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'] })
  papers = await packed(house, FACTS, { kinds: ['rutiner'] })
  await approveReviewSet(house, papers, ['rutiner'])
  await signedAndConfirmed(house, papers, ['rutiner'])
  wait(house, 60)
})

describe('a letter that may have arrived', () => {
  it('is held for certain, and never goes again, once a delivery report says that it came', async () => {
    house.receiver.behave('drop-after-dot')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['unknown'])
    house.receiver.behave('accept')
    await receiveAnswer(house.app, await report('delivered', '250 in the box'), 'always')
    wait(house, 24 * 60)
    expect(await workOutbox(house.app)).toEqual([])
    expect(mailsSent()).toBe(1)
    const letter = await latest()
    expect([letter.state, await stage()]).toEqual(['relayed', 'delivered'])
    const { receipt, faults } = await verifyLetter(house.app, letter.id)
    expect(faults).toEqual([])
    expect(receipt.attempts.at(-1)?.outcome).toMatchObject({ kind: 'delivered', response: '2.0.0 250 in the box' })
  })

  it('stays delivered when somebody writes, without the ENVID that nobody else knows, that it came back: a person is asked to read that', async () => {
    const { messageId, recipient } = await latest()
    for (const envelopeId of [null, 'påhittat']) {
      const told = await receiveAnswer(house.app, deliveryReport([{ action: 'failed', recipient, status: '5.1.1' }], { envelopeId, messageId: messageId ?? '' }), 'if-ours')
      expect(told?.answer).toMatchObject({ kind: 'notice', diagnostic: expect.stringContaining('vem som helst kan ha skrivit den') })
      expect((await failureOf(settleAnswer(house.app, told?.answer.sha256 ?? '', { meaning: 'approved', letter: null, reason: null, by: by() }))).message).toContain('mottagarens ord')
      await settleAnswer(house.app, told?.answer.sha256 ?? '', { meaning: 'irrelevant', letter: null, reason: 'påhitt', by: by() })
    }
    expect([(await latest()).state, await stage()]).toEqual(['relayed', 'delivered'])
  })
})

describe('a letter that bounces', () => {
  it('has failed in words, goes again as the same bytes when resumed, and is not called back by the same report twice', async () => {
    const bounce = await report('failed', '550 mailbox full')
    expect(await receiveAnswer(house.app, bounce, 'if-ours')).toMatchObject({ isNew: true, answer: { kind: 'bounced' } })
    expect([(await latest()).state, await stage()]).toEqual(['failed', 'failed'])
    expect((await page()).stuck[0]?.why).toContain('550 mailbox full')
    await resumeLetter(house.app, (await latest()).id, by())
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    const [first, second] = house.receiver.messages()
    expect(second?.raw.equals(first?.raw ?? Buffer.alloc(0))).toBe(true)
    expect(await receiveAnswer(house.app, bounce, 'if-ours')).toMatchObject({ isNew: false })
    expect((await latest()).state).toBe('relayed')
  })

  it('at another address than its own, where it may have been forwarded, stands as it is, and a person is asked to read the report', async () => {
    const { id, messageId } = await latest()
    await receiveAnswer(house.app, deliveryReport([{ action: 'failed', recipient: 'kopia@annan.example', status: '5.0.0' }], { envelopeId: id, messageId: messageId ?? '' }), 'if-ours')
    expect([(await latest()).state, (await mailMatters(house.app)).filter(({ kind }) => kind === 'answer').length]).toEqual(['relayed', 1])
    const [answer] = await answers(house.app.store.read, { letter: id }).then((all) => all.filter(({ recipient }) => recipient === 'kopia@annan.example'))
    expect(answer).toMatchObject({ kind: 'notice', diagnostic: expect.stringContaining('för en annan adress (kopia@annan.example)') })
    await settleAnswer(house.app, answer?.sha256 ?? '', { meaning: 'irrelevant', letter: null, reason: 'en kopia som leverantören vidarebefordrade', by: by() })
  })
})

describe('a letter sent once more by a person', () => {
  it('goes as the same bytes, cannot be called off, and both receipts are kept', async () => {
    const sent = await latest()
    await resendLetter(house.app, sent.id, 'leverantören hittar det inte', by())
    expect((await failureOf(callOffLetter(house.app, sent.id, 'nej', by()))).code).toBe('letter-state')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    expect(new Set(house.receiver.messages().map(({ raw }) => raw.toString('latin1'))).size).toBe(1)
    expect((await verifyLetter(house.app, sent.id)).faults).toEqual([])
    const { faults, litter } = await verifyEverything(house.app)
    expect({ faults, litter }).toEqual({ faults: [], litter: [] })
  })
})

describe('a reply', () => {
  it('point 20: is fetched from the mailbox beside mail that is none of ours, and confirms nothing before a person says so', async () => {
    mailbox = await startImapMailbox('hemlig')
    const { messageId, recipient } = await latest()
    const autocrypt = Buffer.from(`Autocrypt: addr=${recipient}; keydata=${Buffer.from(house.supplierKey.toPublic().write()).toString('base64')}\r\n`)
    mailbox.mails.push(reply('kompis@privat.example', 'Lunch?', '<annat@privat.example>'), Buffer.concat([autocrypt, reply(recipient, 'Tack, vi har fått det.', messageId ?? '')]))
    // A mailbox that cannot be read for hours is told of, until it can.
    const unread = async () => (await mailMatters(house.app)).filter(({ kind }) => kind === 'mailbox').map(({ text }) => text)
    await house.reopen({ imapUrl: 'imaps://svar:hemlig@127.0.0.1:1', smtpCaFile: certificateOf(mailbox) })
    for (const hours of [3, 1]) {
      expect([(await failureOf(fetchAnswers(house.app))).code, await unread()]).toEqual(['mailbox-unreachable', []])
      wait(house, hours * 60)
    }
    expect(await unread()).toEqual([expect.stringMatching(/^Brevlådan för svar har inte gått att läsa sedan /u)])
    await house.reopen({ imapUrl: `imaps://svar:hemlig@127.0.0.1:${mailbox.port}`, smtpCaFile: certificateOf(mailbox) })
    const [answer, ...others] = await fetchAnswers(house.app)
    expect([others, await fetchAnswers(house.app), await unread()]).toEqual([[], [], []])
    const large = Buffer.concat([reply(recipient, 'Se bilagan.', messageId ?? ''), Buffer.alloc(26 * 1_048_576, `${'x'.repeat(74)}\r\n`)])
    mailbox.mails.push(large, Buffer.from('\r\ningen avsändare\r\n'))
    const told = await fetchAnswers(house.app)
    expect(told.map(({ kind, diagnostic }) => [kind, diagnostic])).toEqual([['notice', expect.stringContaining('27 MB, som är för stort')], ['notice', expect.stringContaining('inte går att läsa')]])
    expect(Buffer.from(await house.app.archive.read(told[1]?.sha256 ?? '')).toString('utf8')).toMatch(/^\r\n\[Bara brevhuvudet är sparat\. SHA-256 för det som lästes: [0-9a-f]{64}\]\r\n$/u)
    // A bug in the reading of one mail: those behind it are read all the same, and it is not met again.
    mailbox.mails.push(reply(recipient, '-----BEGIN PGP SIGNED MESSAGE-----', messageId ?? ''), Buffer.from('\r\nockså utan avsändare\r\n'))
    const bugs: unknown[] = []
    const faulty = { ...house.app, keyRing: async () => Promise.reject(new TypeError('a bug')), report: (bug: unknown) => `nr${bugs.push(bug)}` }
    told.push(...(await fetchAnswers(faulty)))
    expect([bugs, told.slice(2).map(({ diagnostic }) => diagnostic)]).toEqual([[new TypeError('a bug')], [expect.stringContaining('internt fel nr1'), expect.stringContaining('inte går att läsa')]])
    expect(Buffer.from(await house.app.archive.read(told[2]?.sha256 ?? '')).toString('utf8')).toMatch(/^From: [^]*\r\n\r\n\[Bara brevhuvudet/u)
    for (const { sha256 } of told) await settleAnswer(house.app, sha256, { meaning: 'irrelevant', letter: null, reason: 'läst i brevlådan', by: by() })
    expect(await fetchAnswers(house.app)).toEqual([])
    expect((await readableAnswer(house.app, told[0]?.sha256 ?? '')).text).toMatch(/^Se bilagan\..*\[Mejlet är stort, och här visas bara dess början\. Läs hela i brevlådan\.\]$/su)
    expect(answer).toMatchObject({ kind: 'reply', letter: (await latest()).id, from: recipient, signature: 'none', settled: null })
    expect(await keyHints(house.app.store.read, recipient)).toMatchObject([{ source: 'autocrypt', fingerprint: house.supplierKey.getFingerprint().toUpperCase() }])
    expect(await stage()).toBe('relayed')
    expect((await page()).nextAction).toContain('answer show')
    const worded = z.looseObject({ nextAction: z.string(), stuck: z.array(z.looseObject({ nextAction: z.string() })) }).parse(inPageWords(await page()))
    expect([worded.nextAction, ...worded.stuck.map(({ nextAction }) => nextAction)].join()).toMatch(/^(?!.*answer s).*sidan Utskick/s)
    expect((await readableAnswer(house.app, answer?.sha256 ?? '')).text).toBe('Tack, vi har fått det.')

    expect(await looks()).toBe('look')
    await settleAnswer(house.app, answer?.sha256.slice(0, 8) ?? '', { meaning: 'received', letter: null, reason: null, by: by() })
    expect([await stage(), await looks()]).toEqual(['received', 'done'])
    expect((await failureOf(settleAnswer(house.app, answer?.sha256 ?? '', { meaning: 'approved', letter: null, reason: null, by: by() }))).code).toBe('already-recorded')
    await mailbox.stop()
  })

  it('weighs more than what mail servers report afterwards', async () => {
    await receiveAnswer(house.app, await report('failed', '554 gave up'), 'if-ours')
    await receiveAnswer(house.app, await report('delivered', '250 late'), 'if-ours')
    expect([(await latest()).state, await stage()]).toEqual(['relayed', 'received'])
  })

  it('that names no letter waits for a person to say which, and what it means', async () => {
    const taken = await receiveAnswer(house.app, reply('granskning@driftbolaget.example', 'Komplettera avsnitt 4', '<okänt@x>'), 'always')
    const sha256 = taken?.answer.sha256 ?? ''
    expect(taken?.answer.letter).toBeNull()
    const asked = { meaning: 'completion-requested', letter: null, reason: null, by: by() } as const
    expect((await failureOf(settleAnswer(house.app, sha256, asked))).code).toBe('event-incomplete')
    expect((await failureOf(settleAnswer(house.app, sha256, { ...asked, letter: (await latest()).id }))).message).toContain('--reason')
    await settleAnswer(house.app, sha256, { ...asked, letter: (await latest()).id, reason: 'avsnitt 4 om spärr' })
    expect([await stage(), await looks(), (await page()).stuck[0]?.why]).toEqual(['completion-requested', 'look', expect.stringContaining('avsnitt 4 om spärr')])
    const { faults, litter } = await verifyEverything(house.app)
    expect({ faults, litter }).toEqual({ faults: [], litter: [] })
  })

  it('from where letters go, or a mail system\'s word, is kept for a person also when it names no letter; other people\'s mail is not', async () => {
    const { recipient } = await latest()
    const unnamed = { envelopeId: null, messageId: '<okänt@x>' }
    const kept = [
      await receiveAnswer(house.app, reply(recipient.toUpperCase(), 'Ett nytt mejl.', '<okänt@x>'), 'if-ours'),
      await receiveAnswer(house.app, deliveryReport([{ action: 'failed', recipient: 'okänd@x.example', status: '5.1.1' }], unnamed), 'if-ours'),
      await receiveAnswer(house.app, Buffer.from('From: Postmaster@post.example\r\nSubject: Undeliverable\r\n\r\nNej.\r\n'), 'if-ours'),
    ]
    expect(kept.map((taken) => [taken?.answer.kind, taken?.answer.letter])).toEqual([['reply', null], ['bounced', null], ['notice', null]])
    expect((await mailMatters(house.app)).filter(({ kind }) => kind === 'answer').length).toBe(3)
    expect([
      await receiveAnswer(house.app, reply('nyhetsbrev@x.example', 'Erbjudande!', '<okänt@x>'), 'if-ours'),
      await receiveAnswer(house.app, deliveryReport([{ action: 'delivered', recipient: 'kund@x.example', status: '2.0.0' }], unnamed), 'if-ours'),
    ]).toEqual([null, null])
    const [, bounce] = kept
    expect((await failureOf(settleAnswer(house.app, bounce?.answer.sha256 ?? '', { meaning: 'received', letter: (await latest()).id, reason: null, by: by() }))).message).toContain('bekräftar ingenting')
    for (const taken of kept) await settleAnswer(house.app, taken?.answer.sha256 ?? '', { meaning: 'irrelevant', letter: null, reason: 'läst', by: by() })
  })

  it('that means nothing for any letter is put aside with a reason', async () => {
    const taken = await receiveAnswer(house.app, reply('reklam@x.example', 'Köp!', '<okänt@x>'), 'always')
    const aside = { meaning: 'irrelevant', letter: null, by: by() } as const
    expect((await failureOf(settleAnswer(house.app, taken?.answer.sha256 ?? '', { ...aside, reason: null }))).code).toBe('event-incomplete')
    expect((await settleAnswer(house.app, taken?.answer.sha256 ?? '', { ...aside, reason: 'reklam' })).settled).toMatchObject({ meaning: 'irrelevant', by: CLERK })
    expect((await failureOf(readableAnswer(house.app, 'ffffffff'))).code).toBe('answer-unknown')
  })
})

it('has no mailbox to fetch from until one is set', async () => {
  await house.reopen()
  expect((await failureOf(fetchAnswers(house.app))).code).toBe('mailbox-unset')
})

describe('a letter about to be sent once more', () => {
  it('does not go at all when a report comes meanwhile that the first one arrived', async () => {
    const { id } = await latest()
    const before = mailsSent()
    await resendLetter(house.app, id, 'syns inte än', by())
    await receiveAnswer(house.app, await report('delivered', 'kom sent'), 'if-ours')
    expect((await latest()).state).toBe('relayed')
    expect((await page()).letters[0]).toMatchObject({ stage: 'delivered' })
    expect(await workOutbox(house.app)).toEqual([])
    expect(mailsSent()).toBe(before)
  })

  it('does not go at all when a person records meanwhile that the supplier has it', async () => {
    const { id } = await latest()
    const before = mailsSent()
    await resendLetter(house.app, id, 'syns inte än', by())
    const [received] = (await record(house.app, { event: 'letter-received', options: { place: 'telefon' }, subject: FACTS.kund.orgnr, exemplar: null, by: by(), on: null })).events
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    expect(mailsSent()).toBe(before)
    await withdraw(house.app, received?.sequence ?? 0, 'var ett annat brev', by())
  })

  it('is with the supplier, and nothing goes again, when a reply says so of a sending whose end nobody knew', async () => {
    const { id, messageId, recipient } = await latest()
    await resendLetter(house.app, id, 'syns inte än', by())
    house.receiver.behave('drop-after-dot')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['unknown'])
    house.receiver.behave('accept')
    const before = mailsSent()
    // Whoever sent it has died: the answer is kept all the same, and a report is for a person once nobody can be sending any longer.
    const claimed = async (state: string, claimedAt: Date | null) => house.app.store.write((tx) => sql`update letter set state = ${state}, claimed_by = ${claimedAt === null ? null : 'annan/1'}, claimed_at = ${claimedAt?.toISOString() ?? null} where id = ${id}`.execute(tx))
    await claimed('sending', house.app.now())
    const taken = await receiveAnswer(house.app, reply(recipient, 'Nu har det kommit.', messageId ?? ''), 'always')
    expect((await failureOf(receiveAnswer(house.app, await report('delivered', 'ett dygn'), 'if-ours'))).code).toBe('letter-state')
    await claimed('sending', new Date(house.app.now().getTime() - 11 * 60_000))
    expect(await receiveAnswer(house.app, await report('delivered', 'ett dygn'), 'if-ours')).toMatchObject({ answer: { kind: 'notice', letter: id, diagnostic: expect.stringContaining('medan brevet skickades') } })
    await claimed('unknown', null)
    await settleAnswer(house.app, taken?.answer.sha256 ?? '', { meaning: 'received', letter: null, reason: null, by: by() })
    expect([(await latest()).state, await stage()]).toEqual(['relayed', 'received'])
    wait(house, 60)
    expect([await workOutbox(house.app), mailsSent()]).toEqual([[], before])
    const { receipt, faults } = await verifyLetter(house.app, id)
    expect([faults, receipt.attempts.at(-1)?.outcome]).toEqual([[], { kind: 'confirmed', response: `svar från ${recipient}`, mail: taken?.answer.sha256 }])
  })
})
