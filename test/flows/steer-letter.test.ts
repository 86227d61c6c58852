import { beforeAll, describe, expect, it } from 'vitest'
import { refuseForeignReceipt } from '../../src/flows/foreign-receipts.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { mailMatters } from '../../src/flows/matters.js'
import { outboxPause, pauseOutbox, reopenOutbox } from '../../src/flows/outbox-pause.js'
import { record } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { callOffLetter, resendLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import type { ScanReport } from '../../signing/scan-report.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { Failure } from '../../templates/failure.js'
import { CLERK, documentOf, factsOf, failureOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { approveReviewSet, confirmed, scanned, sheetsOf } from '../signed-scans.js'

const FACTS = factsOf('lillfors-kommun')
const MEMBERS = ['rutiner']

let house: PostalHouse
let papers: Manifest
let pile: ScanReport

const by = () => house.app.actor(CLERK)
const page = () => customerStatus(house.app, FACTS.kund.orgnr)
async function latest(): Promise<Letter> {
  const letter = (await letters(house.app.store.read)).at(-1)
  if (letter === undefined) throw new Error('no letter fell due')
  return letter
}

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: MEMBERS })
  papers = await packed(house, FACTS, { kinds: MEMBERS })
  await approveReviewSet(house, papers, MEMBERS)
  pile = await scanned(house, MEMBERS.flatMap((kind) => sheetsOf(documentOf(papers, kind), 1)))
  for (const kind of MEMBERS) for (const party of ['kund', 'svr']) await confirmed(house, pile, documentOf(papers, kind).code, party)
  wait(house, 60)
})

describe('a letter that cannot be sealed because the archive could not be listed', () => {
  it('is sealed when it can be', async () => {
    const { archive, store } = house.app
    const app = { ...house.app, store: { ...store } }
    const busy = { ...app, archive: { ...archive, list: () => { throw new Failure('database-busy', 'Databasen är upptagen.') } } }
    expect((await failureOf(refuseForeignReceipt(busy, await latest()))).code).toBe('database-busy')
    await refuseForeignReceipt(app, await latest())
  })
})

describe('a letter that a person calls off', () => {
  it('does not fall due again by itself, only when what it holds is confirmed anew', async () => {
    const first = await latest()
    expect(await callOffLetter(house.app, first.id, 'fel bilaga', by())).toMatchObject({ state: 'cancelled', reason: 'fel bilaga' })
    await record(house.app, { event: 'logotype-handed-in', options: {}, subject: FACTS.kund.orgnr, exemplar: null, by: by(), on: null })
    expect((await letters(house.app.store.read)).map(({ state }) => state)).toEqual(['cancelled'])
    expect((await failureOf(callOffLetter(house.app, first.id, 'igen', by()))).code).toBe('letter-state')

    const signature = (await page()).documents.find(({ kind }) => kind === 'rutiner')?.exemplars[0]?.confirmations.find(({ party }) => party === 'svr')
    await withdraw(house.app, signature?.event ?? 0, 'bekräftas på nytt', by())
    await confirmed(house, pile, documentOf(papers, 'rutiner').code, 'svr')
    expect(await latest()).toMatchObject({ number: 1, state: 'due', codes: first.codes })
    wait(house, 60)
  })
})

describe('a paused outbox', () => {
  it('sends nothing until a person lets letters go again, and says who paused it', async () => {
    await pauseOutbox(house.app, 'nyckelbyte hos leverantören', by())
    expect(await outboxPause(house.app.store.read)).toMatchObject({ by: CLERK, reason: 'nyckelbyte hos leverantören' })
    expect((await failureOf(pauseOutbox(house.app, 'igen', by()))).code).toBe('already-recorded')
    expect(await workOutbox(house.app)).toEqual([])
    expect(house.receiver.bytesReceived()).toBe(0)
    await reopenOutbox(house.app, by())
    expect((await failureOf(reopenOutbox(house.app, by()))).code).toBe('already-recorded')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
  })
})

describe('a letter that is to be sent once more, and rests on what somebody has taken back', () => {
  const signature = async () => (await page()).documents.find(({ kind }) => kind === 'rutiner')?.exemplars[0]?.confirmations.find(({ party }) => party === 'svr')?.event ?? 0

  it('is held before a byte of it leaves, goes on when the same pages are confirmed anew, and is not even queued without them', async () => {
    const { id, messageId } = await latest()
    await resendLetter(house.app, id, 'har inte kommit', by())
    await withdraw(house.app, await signature(), 'fel papper', by())
    const before = house.receiver.messages().length
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', reason: expect.stringMatching(/inte längre godkänd och undertecknad/) }])
    expect((await mailMatters(house.app)).map(({ key }) => key)).toContain(`held ${id}`)
    expect((await failureOf(resumeLetter(house.app, id, by()))).message).toMatch(/bekräfta den på nytt/)
    expect(house.receiver.messages()).toHaveLength(before)

    await confirmed(house, pile, documentOf(papers, 'rutiner').code, 'svr')
    await resumeLetter(house.app, id, by())
    expect(await workOutbox(house.app)).toMatchObject([{ letter: id, state: 'relayed' }])
    expect(house.receiver.messages().map(({ raw }) => /^Message-ID: (.*)\r$/m.exec(raw.toString('latin1'))?.[1])).toEqual([messageId, messageId])

    await record(house.app, { event: 'cancelled', options: { reason: 'fel' }, subject: documentOf(papers, 'rutiner').code, exemplar: null, by: by(), on: null })
    expect((await failureOf(resendLetter(house.app, id, 'har inte kommit', by()))).code).toBe('letter-state')
    expect(await latest()).toMatchObject({ state: 'relayed' })
  })
})

describe('a name that says nobody', () => {
  it.each(['', '   ', '\u200b'])('is refused: %j', (name) => {
    expect(() => house.app.actor(name)).toThrow('--by NAMN')
  })
})
