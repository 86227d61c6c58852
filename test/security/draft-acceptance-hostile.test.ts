import { beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../contracts/event.js'
import { acceptDraft, type AcceptedDraft } from '../../src/flows/draft-accept.js'
import { dropDraft } from '../../src/flows/draft-drop.js'
import { registerDraft, type RegisteredDraft } from '../../src/flows/draft-register.js'
import { rejectDraft } from '../../src/flows/draft-reject.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { customerStatus } from '../../src/flows/status.js'
import { appendEvents } from '../../src/storage/events.js'
import { versionsOf } from '../../src/storage/versions.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { wordText } from '../read-papers.js'
import { partOf, withDocument } from '../templates/word/template-of.js'

let house: House
const facts = factsOf('lillfors-kommun')
const KIND = 'leveransavtal-bilaga-6'
const [FIRST, SECOND] = ['Åsa Öberg', 'Bo Berg']

beforeEach(async () => {
  house = await openHouse()
})

const issue = (kinds = [KIND]): Promise<Manifest> => packed(house, facts, { kinds })
const wordOf = async (made: Manifest, kind = KIND): Promise<Uint8Array> => house.app.archive.read(documentOf(made, kind).files.find(({ path }) => path.endsWith('.docx'))?.sha256 ?? '')
const propose = async (made: Manifest, words = 'TILLAGT'): Promise<RegisteredDraft> => registerDraft(house.app, { file: withWords(await wordOf(made), words), document: documentOf(made, KIND).code, by: house.app.actor(FIRST), reason: null, otherFacts: null })
const accept = (text: string, by: string): Promise<AcceptedDraft> => acceptDraft(house.app, { text, by: house.app.actor(by), reason: null })
const versionCount = async (): Promise<number> => (await versionsOf(house.app.store.read, facts.kund.orgnr)).filter(({ kind }) => kind === KIND).length

/** The file with words added first in a paragraph of its text. */
function withWords(docx: Uint8Array, words: string): Uint8Array {
  const text = /<w:pStyle w:val="BodyText"\/>(?:(?!<w:t[ >]).)*<w:t[^>]*>/s
  return withDocument(docx, text, text.exec(partOf(docx, 'word/document.xml'))?.[0].concat(`${words} `) ?? '')
}

describe('one person who would be two', () => {
  it.each([
    ['in capitals', FIRST.toUpperCase()],
    ['composed otherwise', FIRST.normalize('NFD')],
    ['with spaces and invisible characters', ` Åsa \u00A0Ö\u200Bberg `],
    ['in wide letters', 'Åsa Öｂｅｒｇ'],
  ])('is one, also as the one who registered the proposal: %s', async (_, spelling) => {
    const { text } = await propose(await issue())
    expect(await accept(text, FIRST)).toMatchObject({ state: 'proposed', code: null })
    expect((await failureOf(accept(text, spelling))).code).toBe('already-recorded')
    expect(await versionCount()).toBe(1)
  })
})

describe('a proposal that is over', () => {
  it('is accepted by nobody once it is rejected, replaced or dropped', async () => {
    const made = await issue()
    const rejected = await propose(made)
    await rejectDraft(house.app, { text: rejected.text, by: house.app.actor(SECOND), reason: 'Nej' })
    const [one, other] = [await propose(made, 'ENA'), await propose(made, 'ANDRA')]
    for (const by of [FIRST, SECOND]) await accept(one.text, by)
    expect((await failureOf(accept(rejected.text, SECOND))).message).toContain('är avslaget')
    expect((await failureOf(accept(other.text, FIRST))).message).toContain('är ersatt av')
    const { code } = documentOf(await issue(), KIND)
    await dropDraft(house.app, { document: code, by: house.app.actor(CLERK), reason: 'Ångrat' })
    expect((await failureOf(accept(one.text, 'Tove Tredje'))).message).toContain('är taget ur bruk')
    expect(await versionCount()).toBe(2)
  })
})

describe('a huge proposal', () => {
  it('of thousands of words in one paragraph is told and issued whole', async () => {
    const words = Array.from({ length: 20_000 }, (_, index) => `ord${index}`).join(' ')
    const { text, differences } = await propose(await issue(), words)
    // So little is alike that it is one paragraph gone and another come.
    expect(differences).toBe(2)
    for (const by of [FIRST, SECOND]) await accept(text, by)
    expect(wordText(await wordOf(await issue()), 'body')).toContain('ord0 ord1 ord2')
    expect(wordText(await wordOf(await issue()), 'body')).toContain('ord19999')
  })
})

describe('a deviation in an appendix', () => {
  it('registered after its agreement was signed is issued to be signed by itself, and leaves the agreement alone', async () => {
    const made = await issue(['leveransavtal', KIND])
    const agreement = documentOf(made, 'leveransavtal')
    expect(documentOf(made, KIND).signatureBoxes).toEqual([])
    const signature = { type: 'signature-confirmed', party: 'kund', scan: '0'.repeat(64), pages: [{ page: 1, scan: '0'.repeat(64), sourcePage: 1, rotation: 0 }] } satisfies Event
    await house.app.store.write((tx) => appendEvents(tx, [{ actor: house.app.actor(CLERK), happenedOn: '2026-11-22', orgnr: facts.kund.orgnr, code: agreement.code, exemplar: 1, event: signature }], house.app.now().toISOString()))
    const { text } = await propose(made)
    await accept(text, FIRST)
    await acceptDraft(house.app, { text, by: house.app.actor(SECOND), reason: 'Ändrad bilaga' })
    const renewed = await issue(['leveransavtal', KIND])
    expect(documentOf(renewed, 'leveransavtal').code).toBe(agreement.code)
    expect(documentOf(renewed, KIND).signatureBoxes.map(({ party }) => party)).toEqual(agreement.signatureBoxes.map(({ party }) => party))
    expect((await customerStatus(house.app, facts.kund.orgnr)).documents.find(({ code }) => code === agreement.code)?.signedBy).toEqual(['kund'])
  })
})
