import { beforeAll, describe, expect, it } from 'vitest'
import { readFacts } from '../../templates/facts-faults.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { holdLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { record } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { openLetter } from '../../src/mail/open-letter.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { CLERK, documentOf, factsOf, failureOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { approveReviewSet, confirmed, scanned, sheetsOf } from '../signed-scans.js'

const FACTS = factsOf('vardgruppen-solbacka')
/** Where the pilot is held stands in rutiner, not in RAPS. */
const MOVED = readFacts({ ...FACTS, prognos: { ...FACTS.prognos, pilot: { ...FACTS.prognos?.pilot, enhet: 'Mottagningen i Norrby' } } })

let house: PostalHouse
let manifest: Manifest
let first: Letter

const about = () => ({ subject: FACTS.kund.orgnr, exemplar: null, by: house.app.actor(CLERK), on: null })
const page = () => customerStatus(house.app, FACTS.kund.orgnr)
async function sign(papers: Manifest, kinds: readonly string[]): Promise<Letter> {
  await approveReviewSet(house, papers, kinds)
  const pile = await scanned(house, kinds.flatMap((kind) => sheetsOf(documentOf(papers, kind), 1)))
  for (const kind of kinds) for (const party of ['kund', 'svr']) await confirmed(house, pile, documentOf(papers, kind).code, party)
  const letter = (await letters(house.app.store.read)).at(-1)
  if (letter === undefined) throw new Error('no letter fell due')
  return letter
}

beforeAll(async () => {
  house = await openPostalHouse()
  manifest = await packed(house, FACTS, { kinds: ['raps', 'rutiner'] })
  first = await sign(manifest, ['raps', 'rutiner'])
})

describe('a letter that a person holds', () => {
  it('does not leave until somebody resumes it, and both stand in the history', async () => {
    await holdLetter(house.app, first.id, 'väntar på telefonsamtal', house.app.actor(CLERK))
    wait(house, 60)
    expect(await workOutbox(house.app)).toEqual([])
    expect((await page()).stuck[0]?.why).toContain('väntar på telefonsamtal')
    await resumeLetter(house.app, first.id, house.app.actor(CLERK))
    expect((await failureOf(resumeLetter(house.app, first.id, house.app.actor(CLERK)))).code).toBe('letter-state')
  })
})

describe('a letter the mail server refuses for good', () => {
  it('is failed, is not tried again, and says what to do', async () => {
    house.receiver.behave('refuse-recipient')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['failed'])
    wait(house, 24 * 60)
    expect(await workOutbox(house.app)).toEqual([])
    const { stuck, nextAction } = await page()
    expect(stuck[0]?.why).toContain('550')
    expect(nextAction).toContain('återuppta brevet')
  })

  it('leaves with the same Message-ID and bytes once a person has put it right', async () => {
    const { messageId, ciphertextSha256 } = (await letters(house.app.store.read))[0] ?? {}
    house.receiver.behave('accept')
    await resumeLetter(house.app, first.id, house.app.actor(CLERK))
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    expect(await letters(house.app.store.read)).toMatchObject([{ state: 'relayed', messageId, ciphertextSha256 }])
    expect((await page()).steps.flatMap(({ points }) => points).find(({ id }) => id === '7.3')?.settled).toMatchObject({ by: 'event', on: '2026-11-23' })
  })
})

describe('a confirmation found wrong after its letter has left', () => {
  it('can be taken back; the letter stays as it was, and the status says what it now rests on', async () => {
    const { documents } = await page()
    const signature = documents.find(({ kind }) => kind === 'rutiner')?.exemplars[0]?.confirmations.find(({ party }) => party === 'svr')
    const events = await withdraw(house.app, signature?.event ?? 0, 'fel underskrift', house.app.actor(CLERK))
    expect(events.map(({ event }) => event.type)).toEqual(['withdrawn'])
    const after = await page()
    expect((await letters(house.app.store.read)).map(({ state }) => state)).toEqual(['relayed'])
    expect(after.documents.find(({ kind }) => kind === 'rutiner')).toMatchObject({ stage: 'part-signed' })
    expect(after.stuck.map(({ what, why }) => `${what}: ${why}`).join('\n')).toMatch(/Brev.*gick innan en bekräftelse.*rutiner.*togs tillbaka/)
  })

  it('can be made anew, and no second letter with the same documents leaves', async () => {
    const pile = await scanned(house, sheetsOf(documentOf(manifest, 'rutiner'), 1))
    expect((await confirmed(house, pile, documentOf(manifest, 'rutiner').code, 'svr')).letterDue).toBeNull()
    wait(house, 60)
    expect(await workOutbox(house.app)).toEqual([])
  })
})

describe('a completion that the supplier asks for', () => {
  it('is met by a new numbered letter with the new version alone, naming its predecessor', async () => {
    await record(house.app, { ...about(), event: 'letter-received', options: { place: 'granskningen' } })
    await record(house.app, { ...about(), event: 'letter-completion-requested', options: { place: 'granskningen', reason: 'pilotens plats saknas' } })
    expect((await page()).stuck.map(({ why }) => why).join()).toContain('pilotens plats saknas')
    const again = await packed(house, MOVED, { kinds: ['raps', 'rutiner'], reissue: { by: house.app.actor(CLERK), reason: 'komplettering' } })
    expect(documentOf(again, 'raps').code).toBe(documentOf(manifest, 'raps').code)
    const second = await sign(again, ['rutiner'])
    expect(second).toMatchObject({ number: 2, predecessor: first.id, codes: [documentOf(again, 'rutiner').code], state: 'due' })
    wait(house, 15)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    const mail = house.receiver.messages().find(({ envelopeId }) => envelopeId === second.id)
    const opened = await openLetter([mail?.raw ?? Buffer.alloc(0)], house.supplierKey, await (await house.app.keyRing()).ownPublic('sender'))
    expect(opened.attachments).toHaveLength(1)
    expect(`${opened.subject} ${opened.text}`).toMatch(/brev 2/i)
    expect(opened.text).toMatch(/brev 1/i)
  })

  it('is answered: what the supplier reports stands on the page', async () => {
    await record(house.app, { ...about(), event: 'letter-approved', options: { place: 'granskningen' } })
    const { supplierReports, letters: shown, stuck } = await page()
    expect(supplierReports.map(({ type }) => type)).toEqual(['letter-received', 'letter-completion-requested', 'letter-approved'])
    expect(shown.map(({ stage }) => stage)).toEqual(['completion-requested', 'approved'])
    expect(stuck.filter(({ what }) => what.includes('Brev'))).toEqual([])
  })
})
