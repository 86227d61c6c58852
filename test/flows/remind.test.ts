import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addAccount, givePassword, namedAccount, tieAccount } from '../../src/accounts/administer.js'
import { sessionOf } from '../../src/accounts/browser-session.js'
import { remindOfTokens } from '../../src/accounts/remind-of-tokens.js'
import { signIn, signInWithCode } from '../../src/accounts/sign-in.js'
import { makeToken, revokeToken } from '../../src/accounts/tokens.js'
import { clearBlocks, signInsOf } from '../../src/storage/browser-sessions.js'
import { offerSecondStep, switchOnSecondStep } from '../../src/accounts/own-account.js'
import { sendCustomerMail } from '../../src/flows/send-ordinary.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { eventsOfTypes } from '../../src/storage/events.js'
import { totpCode } from '../http/browser.js'
import { mailMatters, matters } from '../../src/flows/matters.js'
import { pauseOutbox, reopenOutbox } from '../../src/flows/outbox-pause.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { remind } from '../../src/flows/remind.js'
import { settleAnswer } from '../../src/flows/settle-answer.js'
import { holdLetter, resendLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { releaseOrdinaryLetter } from '../../src/flows/steer-ordinary.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { letters } from '../../src/storage/letters.js'
import { insertOrdinaryLetter, ordinaryLetters } from '../../src/storage/ordinary-letters.js'
import { openOutboxWorker } from '../../src/http/outbox-worker.js'
import { readAnswer } from '../../src/mail/read-answer.js'
import { CLERK, factsOf, failureOf, openPostalHouse, packed, type PostalHouse } from '../open-house.js'
import { deliveryReport } from '../mail/returned-mails.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

const FACTS = factsOf('lillfors-kommun')
const ADMINISTRATOR = 'forvaltare@radgivning.example'

let house: PostalHouse
const by = () => house.app.actor(CLERK)
const idOf = async () => (await letters(house.app.store.read)).at(-1)?.id ?? ''
const on = (day: string) => {
  house.clock.now = new Date(`${day}T09:00:00Z`)
}
const reminders = () => house.receiver.messages().filter(({ to }) => to.includes(ADMINISTRATOR)).map(({ raw }) => raw.toString('latin1'))

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'], reminderTo: ADMINISTRATOR })
  const papers = await packed(house, FACTS, { kinds: ['rutiner'] })
  await approveReviewSet(house, papers, ['rutiner'])
  await signedAndConfirmed(house, papers, ['rutiner'])
})

describe('the administrator', () => {
  it('is told of nothing while nothing waits', async () => {
    on('2026-11-23')
    expect(await remind(house.app)).toEqual([])
  })

  it('is told of a stopped letter once, on a working day, and not a word of whose it is', async () => {
    await holdLetter(house.app, await idOf(), 'väntar på besked om Lillfors', by())
    on('2026-11-28')
    expect(await remind(house.app)).toEqual([])
    on('2026-11-30')
    expect(await remind(house.app)).toMatchObject([{ state: 'relayed', purpose: 'reminder' }])
    expect(await remind(house.app)).toEqual([])
    const [mail = ''] = reminders()
    const text = Buffer.from(mail.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8')
    expect(text).toContain('1 brev med granskningsdokument har stoppats')
    for (const secret of [FACTS.kund.orgnr, 'Lillfors', 'väntar på besked']) expect(mail + text).not.toContain(secret)
    expect((await readAnswer(Buffer.from(mail))).kind).toBe('auto-reply')
  })

  it('is told again when it still waits after five working days', async () => {
    on('2026-12-04')
    expect(await remind(house.app)).toEqual([])
    on('2026-12-07')
    expect(await remind(house.app)).toHaveLength(1)
  })

  it('is told, in the same bytes, when the mail server is back', async () => {
    house.receiver.behave('refuse-recipient-temporarily')
    on('2026-12-14')
    expect(await remind(house.app)).toMatchObject([{ state: 'queued', nextAttemptAt: expect.any(String) }])
    house.receiver.behave('accept')
    expect(await remind(house.app)).toEqual([])
    on('2026-12-15')
    expect(await remind(house.app)).toMatchObject([{ state: 'relayed', attempts: [expect.anything(), expect.anything()] }])
  })

  it('is told of what waits also while all letters are paused', async () => {
    await pauseOutbox(house.app, 'flytt', by())
    on('2026-12-28')
    expect(await remind(house.app)).toMatchObject([{ state: 'relayed' }])
    await reopenOutbox(house.app, by())
  })

  it('point 22: is told of a letter that nobody has answered in ten working days, Christmas not counted', async () => {
    await resumeLetter(house.app, await idOf(), by())
    on('2026-12-18')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    on('2027-01-07')
    expect(await mailMatters(house.app)).toEqual([])
    on('2027-01-08')
    expect(await mailMatters(house.app)).toMatchObject([{ kind: 'unconfirmed', text: expect.stringContaining('steg 8') }])
    expect(await remind(house.app)).toHaveLength(1)
  })

  it('point 22: is told of a letter that should have gone and of a pause that was forgotten, from the working day after, not before', async () => {
    const kinds = async (): Promise<string[]> => (await mailMatters(house.app)).map(({ kind }) => kind)
    await resendLetter(house.app, await idOf(), 'kom inte fram', by())
    await pauseOutbox(house.app, 'flytt', by())
    on('2027-01-10')
    expect(await kinds()).toEqual([])
    on('2027-01-11')
    expect(await mailMatters(house.app)).toMatchObject([{ kind: 'paused', text: expect.stringContaining('(flytt), och 1 brev väntar') }])
    expect([(await remind(house.app)).map(({ state }) => state), await workOutbox(house.app)]).toEqual([['relayed'], []])
    expect(Buffer.from(reminders().at(-1)?.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8')).toContain('- 1 paus för alla utskick håller kvar brev')
    await reopenOutbox(house.app, by())
    expect(await kinds()).toEqual([])
    on('2027-01-12')
    expect(await mailMatters(house.app)).toMatchObject([{ kind: 'late', text: expect.stringContaining('skulle ha gått 2026-11-22 men ligger kvar') }])
    expect(await remind(house.app)).toHaveLength(1)
    house.receiver.behave('refuse-recipient-temporarily')
    expect([(await workOutbox(house.app)).map(({ state }) => state), await kinds()]).toEqual([['unknown'], ['stopped']])
    house.receiver.behave('accept')
    on('2027-01-13')
    expect([(await workOutbox(house.app)).map(({ state }) => state), await kinds()]).toEqual([['relayed'], []])
    on('2026-11-01')
    expect(await kinds()).toEqual([])
    on('2027-01-13')
  })

  it('is not told that a reminder came back by another that would come back too, and of no mail that came back from nobody known more than once a day', async () => {
    const { app } = house
    const cameBack = async (recipient: string, messageId: string) => receiveAnswer(app, deliveryReport([{ action: 'failed', recipient, status: '5.1.1' }], { envelopeId: null, messageId }), 'if-ours')
    on('2027-01-14')
    const kept = [await cameBack('en@x.example', '<en@x.example>')]
    const [sent, ...others] = await remind(app)
    expect([sent?.state, others]).toEqual(['relayed', []])
    kept.push(await cameBack('vidare@x.example', sent?.messageId ?? ''), await cameBack(ADMINISTRATOR, '<okand@x.example>'), await cameBack('en@x.example', '<en-till@x.example>'))
    expect(kept[1]?.answer).toMatchObject({ recipient: ADMINISTRATOR, diagnostic: expect.stringContaining('om en påminnelse från programmet') })
    expect([await remind(app), (await mailMatters(app)).filter(({ kind }) => kind === 'answer').length]).toEqual([[], 4])
    on('2027-01-15')
    expect([(await remind(app)).length, await remind(app)]).toEqual([1, []])
    kept.push(await cameBack(ADMINISTRATOR, '<igen@x.example>'))
    on('2027-01-18')
    expect(await remind(app)).toEqual([])
    for (const taken of kept) await settleAnswer(app, taken?.answer.sha256 ?? '', { meaning: 'irrelevant', letter: null, reason: 'läst', by: by() })
  })

  it('is told of a key before it runs out, and again when two weeks are left', async () => {
    const sent = (await ordinaryLetters(house.app.store.read)).length
    on('2028-11-01')
    expect((await matters(house.app)).some(({ kind, text }) => kind === 'key' && text.includes('går ut'))).toBe(true)
    await remind(house.app)
    on('2028-11-02')
    expect(await remind(house.app)).toEqual([])
    on('2028-11-13')
    await remind(house.app)
    expect((await ordinaryLetters(house.app.store.read)).length).toBe(sent + 2)
  })
})

describe('a reminder that does not get through', () => {
  it('is seen where the administrator looks, and what it was to tell is told the next working day, not before', async () => {
    house.receiver.behave('refuse-recipient')
    on('2028-11-20')
    const [lost, ...others] = await remind(house.app)
    expect([lost?.state, others, await remind(house.app)]).toEqual(['failed', [], []])
    expect((await mailMatters(house.app)).filter(({ key }) => key === `failed ${lost?.id}`)).toMatchObject([{ kind: 'unsent', text: expect.stringMatching(/^Påminnelsen till forvaltare@radgivning\.example gick inte att skicka: .*550.* ”outbox release/u) }])
    house.receiver.behave('accept')
    on('2028-11-21')
    expect([(await remind(house.app)).map(({ state }) => state), await remind(house.app)]).toEqual([['relayed'], []])
    expect((await mailMatters(house.app)).filter(({ key }) => key === `failed ${lost?.id}`)).toEqual([])
  })
})

describe('the holder of an account', () => {
  it('is told by mail that the way in has changed, without secret, link or name, and history says so; one without an address is not', async () => {
    const username = 'olle@region.example'
    await addAccount(house.app, { username, name: 'Olle Offer', roles: ['lasare'] }, SYSTEM)
    const { oneTimePassword } = await givePassword(house.app, username, by(), null)
    const account = await namedAccount(house.app, username)
    const { offer, secret } = await offerSecondStep(house.app, account)
    const codes = await switchOnSecondStep(house.app, account, { offer, code: totpCode(secret, house.app.now()), password: oneTimePassword }, null)
    expect((await sendCustomerMail(house.app)).map(({ purpose, recipient, state }) => [purpose, recipient, state])).toEqual([['notice', username, 'relayed'], ['notice', username, 'relayed']])
    const mails = house.receiver.messages().filter(({ to }) => to.includes(username)).map(({ raw }) => raw.toString('latin1'))
    const texts = mails.map((mail) => Buffer.from(mail.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8'))
    expect(texts).toEqual([expect.stringContaining('nytt engångslösenord'), expect.stringContaining('har slagits på')])
    for (const word of [oneTimePassword, secret, ...codes, 'http', 'Olle', CLERK]) expect(texts.join('') + mails.join('')).not.toContain(word)
    await addAccount(house.app, { username: 'reserv', name: 'Rut Reserv', roles: [] }, SYSTEM)
    await givePassword(house.app, 'reserv', by(), null)
    expect((await eventsOfTypes(house.app.store.read, ['account-changed'])).map(({ event }) => (event.type === 'account-changed' ? [event.change, event.told] : []))).toEqual([['password-given', 'mail'], ['second-step-on', 'mail'], ['password-given', 'nobody']])
  })

  it('is told by a person where the mail cannot come, which an administrator is told of', async () => {
    house.receiver.behave('refuse-recipient')
    await givePassword(house.app, 'olle@region.example', by(), null)
    const [failed] = await sendCustomerMail(house.app)
    expect(failed).toMatchObject({ purpose: 'notice', state: 'failed' })
    const about = async () => (await mailMatters(house.app)).filter(({ key }) => key.endsWith(failed?.id ?? ''))
    expect(await about()).toEqual([{ kind: 'unsent', key: `failed ${failed?.id}`, text: expect.stringMatching(/^Meddelandet till olle@region\.example om att kontot har ändrats gick inte att skicka: .*Ring innehavaren .*”outbox release/) }])
    house.receiver.behave('accept')
    await releaseOrdinaryLetter(house.app, failed?.id ?? '', by())
    expect([(await sendCustomerMail(house.app)).map(({ state }) => state), await about()]).toEqual([['relayed'], []])
  })

  it('is told of no change that was refused: nothing of it is kept', async () => {
    await addAccount(house.app, { username: 'bo@region.example', name: 'Bo Bunden', roles: [] }, SYSTEM)
    await tieAccount(house.app, 'bo@region.example', { way: 'certificate', id: 'CN=Bo' }, by())
    const kept = () => readdirSync(join(house.directory, 'data', 'archive'), { recursive: true }).length
    const before = kept()
    expect((await failureOf(tieAccount(house.app, 'olle@region.example', { way: 'certificate', id: 'CN=Bo' }, by()))).code).toBe('already-recorded')
    expect(kept()).toBe(before)
  })

  it('is told, and so is the administrator, though a bug meets a customer’s draft at every pass', async () => {
    const { app } = house
    const { archive } = app
    const { sha256 } = await archive.keep(Buffer.from('utkast'))
    await app.store.write((tx) => insertOrdinaryLetter(tx, { id: 'd00d', purpose: 'draft', orgnr: FACTS.kund.orgnr, recipient: 'a@b.example', about: 'utkast', protection: 'encrypted', messageId: '<d00d@b.example>', rawSha256: sha256, createdAt: app.now().toISOString() }))
    await givePassword(app, 'olle@region.example', by(), null)
    on('2028-11-27')
    const before = (await ordinaryLetters(app.store.read)).length
    const bugs: unknown[] = []
    const onBug = (error: unknown) => `${bugs.push(error)}`
    const worker = openOutboxWorker({ ...app, report: onBug, archive: { ...archive, read: async (file) => (file === sha256 ? Promise.reject(new TypeError('oväntat')) : archive.read(file)) } }, { everyMs: 1, onBug, onTrouble: () => undefined })
    await expect(worker.runNow()).rejects.toThrow('oväntat')
    expect(bugs).toEqual([new TypeError('oväntat')])
    const all = await ordinaryLetters(app.store.read)
    expect(all.slice(before - 2).map(({ purpose, state }) => [purpose, state])).toEqual([['draft', 'queued'], ['notice', 'relayed'], ['reminder', 'relayed']])
  })

  it('is told when somebody tries a used code with the right password, once an hour, and sees it among the sign-ins', async () => {
    const { account, oneTimePassword } = await addAccount(house.app, { username: 'tove@region.example', name: 'Tove Två', roles: ['lasare'] }, SYSTEM)
    const { offer, secret } = await offerSecondStep(house.app, account)
    const [first = ''] = await switchOnSecondStep(house.app, account, { offer, code: totpCode(secret, house.app.now()), password: oneTimePassword }, null)
    const enter = async (code: string) => {
      const session = await sessionOf(house.app, (await signIn(house.app, { username: account.username, password: oneTimePassword }, { address: '192.0.2.7', name: 'x', device: null })).secret)
      if (session === null) throw new Error('no session')
      return signInWithCode(house.app, session, code, { address: '192.0.2.7', name: 'x', device: null })
    }
    const told = async () => (await ordinaryLetters(house.app.store.read)).filter(({ recipient, about }) => recipient === account.username && about === 'code-used-again').length
    expect((await failureOf(enter('000000'))).code).toBe('sign-in-refused')
    await enter(first)
    expect(await told()).toBe(0)
    expect((await failureOf(enter(first))).code).toBe('sign-in-refused')
    expect((await failureOf(enter(totpCode(secret, house.app.now())))).code).toBe('sign-in-refused')
    expect([await told(), (await signInsOf(house.app.store.read, account.id, 9)).map(({ outcome }) => outcome).sort()]).toEqual([1, ['opened', 'used-code', 'used-code', 'wrong-code']])
    house.clock.now = new Date(house.clock.now.getTime() + 61 * 60 * 1000)
    await house.app.store.write((tx) => clearBlocks(tx, account.id))
    expect((await failureOf(enter(first))).code).toBe('sign-in-refused')
    expect(await told()).toBe(2)
    await sendCustomerMail(house.app)
    const [mail = ''] = house.receiver.messages().filter(({ to }) => to.includes(account.username)).map(({ raw }) => raw.toString('latin1')).slice(-1)
    expect(Buffer.from(mail.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8')).toContain('en kod för andra steget som redan var använd')
  })

  it('is told once, within a week, of a token that runs out, and not of a revoked or short-lived one', async () => {
    const { account } = await addAccount(house.app, { username: 'nina@region.example', name: 'Nina Nyckel', roles: ['lasare'] }, SYSTEM)
    const make = async (label: string, days: number) => (await makeToken(house.app, account, { label, scopes: ['read'], days }, SYSTEM)).token
    const [token, revoked] = [await make('nattkörningen', 30), await make('gammal', 30)]
    await revokeToken(house.app, account, revoked.id, by())
    const told = async () => {
      await remindOfTokens(house.app)
      return (await ordinaryLetters(house.app.store.read)).filter(({ recipient, about }) => recipient === account.username && about === 'token-ending').length
    }
    const start = house.clock.now.getTime()
    const after = (days: number) => (house.clock.now = new Date(start + days * 24 * 3_600_000))
    after(22)
    expect(await told()).toBe(0)
    await make('snart slut', 5)
    after(24)
    expect([await told(), await told()]).toEqual([1, 1])
    await sendCustomerMail(house.app)
    const [mail = ''] = house.receiver.messages().filter(({ to }) => to.includes(account.username)).map(({ raw }) => raw.toString('latin1'))
    const text = Buffer.from(mail.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8')
    expect([text.includes('går ut inom en vecka'), text.includes('gör en ny under Mitt konto'), /nattkörningen|anslut_|http/.test(text)]).toEqual([true, true, false])
    expect((await eventsOfTypes(house.app.store.read, ['account-changed'])).at(-1)?.event).toMatchObject({ change: 'token-ending', token: token.id, told: 'mail' })
  })
})
