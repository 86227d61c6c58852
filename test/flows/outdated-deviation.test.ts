import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptDraft } from '../../src/flows/draft-accept.js'
import { registerDraft } from '../../src/flows/draft-register.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { pack, type PackOutcome } from '../../src/flows/pack.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { eventsOf } from '../../src/storage/events.js'
import type { Facts } from '../../templates/facts.js'
import { call } from '../cli/call.js'
import { CLERK, COLLEAGUE, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { withDocument } from '../templates/word/template-of.js'

const FACTS = factsOf('lillfors-kommun')
const RENAMED: Facts = { ...FACTS, kund: { ...FACTS.kund, namn: 'Nya Lillfors kommun', postadress: { gata: 'Nygatan 99', postnr: '951 99', ort: 'Lillfors' }, besoksadress: { gata: FACTS.kund.besoksadress?.gata ?? '', postnr: '951 99', ort: 'Lillfors' } }, undertecknare: [{ ...FACTS.undertecknare?.[0], namn: 'Tredje Person', befattning: 'kommunchef' }, ...(FACTS.undertecknare ?? []).slice(1)] }
const kinds = ['grundavtal', 'tjansteavtal']

let house: House
let deviating: Manifest
let restore: () => Promise<void>

const wordOf = async (made: Manifest): Promise<Uint8Array> => house.app.archive.read(documentOf(made, 'grundavtal').files.find(({ path }) => path.endsWith('.docx'))?.sha256 ?? '')
async function deviate(made: Manifest, file: Uint8Array): Promise<Manifest> {
  const { text } = await registerDraft(house.app, { file, document: documentOf(made, 'grundavtal').code, by: house.app.actor(CLERK), reason: null, otherFacts: null })
  for (const by of [CLERK, COLLEAGUE]) await acceptDraft(house.app, { text, by: house.app.actor(by), reason: null })
  return packed(house, FACTS, { kinds })
}
const reissue = () => ({ by: house.app.actor(CLERK), reason: 'nya uppgifter' })
const again = (facts: Facts, why?: string): Promise<PackOutcome> => pack(house.app, { facts, stage: 'signing', kinds, reissue: reissue(), ...(why === undefined ? {} : { otherFacts: { by: house.app.actor(CLERK), reason: why } }) })
const agreementOf = ({ documents }: PackOutcome) => documents.find(({ kind }) => kind === 'grundavtal')

beforeAll(async () => {
  house = await openHouse()
  const made = await packed(house, FACTS, { kinds })
  deviating = await deviate(made, withDocument(await wordOf(made), 'Fler Tjänsteavtal kan tecknas senare', 'Fler Tjänsteavtal får tecknas senare'))
  restore = await house.remember()
})
beforeEach(() => restore())

describe('an accepted deviation when the facts have changed', () => {
  it('is not re-issued with a header that says otherwise than its text: each place is named, and nothing is done', async () => {
    const before = (await eventsOf(house.app.store.read, FACTS.kund.orgnr)).length
    const { code, message, faults } = await failureOf(again(RENAMED))
    expect([code, message.includes('--other-facts TEXT'), message.includes('draft drop')]).toEqual(['pack-inconsistent', true, true])
    const told = faults.map(({ path, message: fault }) => `${path}: ${fault}`).join('\n')
    for (const words of ['Parter', 'Nya', 'Nygatan 99', 'Tredje Person']) expect(told).toContain(words)
    expect((await eventsOf(house.app.store.read, FACTS.kund.orgnr)).length).toBe(before)
    expect((await failureOf(pack(house.app, { facts: RENAMED, stage: 'signing', kinds, reissue: null }))).code).toBe('pack-inconsistent')
  })

  it('stands as it is, with its code and signatures, by the word of somebody who says why; that is asked once', async () => {
    const outcome = await again(RENAMED, 'Kunden byter namn först vid årsskiftet')
    expect(agreementOf(outcome)).toMatchObject({ code: documentOf(deviating, 'grundavtal').code, made: 'unchanged' })
    expect(outcome.documents.find(({ kind }) => kind === 'tjansteavtal')?.made).toBe('reissued')
    const { event } = (await eventsOf(house.app.store.read, FACTS.kund.orgnr)).findLast(({ event: one }) => one.type === 'facts-recorded') ?? {}
    expect(event).toMatchObject({ kept: [documentOf(deviating, 'grundavtal').code], reason: 'Kunden byter namn först vid årsskiftet' })
    expect(agreementOf(await again(RENAMED))).toMatchObject({ made: 'unchanged' })
    const { faults } = await failureOf(again({ ...RENAMED, kund: { ...RENAMED.kund, epost: 'ny@lillfors.example' } }))
    expect(faults.map(({ message }) => message).join()).toContain('ny@lillfors.example')
    expect(faults.map(({ message }) => message).join()).not.toContain('Nygatan 99')
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [] })
  })

  it('is not left behind by a pack of other kinds without somebody’s word, and then asked once', async () => {
    const others = (why?: string): Promise<PackOutcome> => pack(house.app, { facts: RENAMED, stage: 'signing', kinds: ['tjansteavtal'], reissue: reissue(), ...(why === undefined ? {} : { otherFacts: { by: house.app.actor(CLERK), reason: why } }) })
    const { code, faults } = await failureOf(others())
    expect(code).toBe('pack-inconsistent')
    for (const words of ['Parter', 'Nygatan 99', 'Tredje Person']) expect(faults.map(({ path, message }) => `${path}: ${message}`).join()).toContain(words)
    await others('Tills kunden har svarat')
    const { event } = (await eventsOf(house.app.store.read, FACTS.kund.orgnr)).findLast(({ event: one }) => one.type === 'facts-recorded') ?? {}
    expect(event).toMatchObject({ kept: [documentOf(deviating, 'grundavtal').code], reason: 'Tills kunden har svarat' })
    expect(agreementOf(await again(RENAMED))).toMatchObject({ code: documentOf(deviating, 'grundavtal').code, made: 'unchanged' })
  })

  it('is let stand on the command line only by somebody with a name', async () => {
    expect(await call(house, 'pack', 'x.json', '--other-facts', 'därför')).toMatchObject({ exit: 2, text: expect.stringContaining('--by NAMN') })
  })

  it('is left alone when they are facts that its words do not hold', async () => {
    const made = await packed(house, FACTS, { kinds })
    const without = await deviate(made, withDocument(await wordOf(made), FACTS.kontakter?.kontraktsansvarig?.namn ?? '', 'Kundens växel'))
    const [contact] = [FACTS.kontakter?.kontraktsansvarig]
    if (contact === undefined) throw new Error('the customer has no kontraktsansvarig')
    const outcome = await again({ ...FACTS, kontakter: { ...FACTS.kontakter, kontraktsansvarig: { ...contact, namn: 'Annan Person' } } })
    expect(agreementOf(outcome)).toMatchObject({ code: documentOf(without, 'grundavtal').code, made: 'unchanged' })
  })

  it('gives way to a new text from the customer that says what the facts do', async () => {
    await again(RENAMED, 'Tills kunden har svarat')
    const { kund } = FACTS
    const said = ([old, now]: readonly [string, string]) => (docx: Uint8Array): Uint8Array => withDocument(docx, new RegExp(old, 'g'), now)
    const swaps = [[kund.namn, RENAMED.kund.namn], [kund.postadress?.gata ?? '', 'Nygatan 99'], [`${kund.postadress?.postnr} ${kund.postadress?.ort}`, '951 99 Lillfors'], [FACTS.undertecknare?.[0]?.namn ?? '', 'Tredje Person'], [FACTS.undertecknare?.[0]?.befattning ?? '', 'kommunchef']] as const
    const stale = withDocument(await wordOf(deviating), 'får tecknas senare', 'får ingås senare')
    wait(house, 5)
    const register = (file: Uint8Array): ReturnType<typeof registerDraft> => registerDraft(house.app, { file, document: documentOf(deviating, 'grundavtal').code, by: house.app.actor(CLERK), reason: null, otherFacts: null })
    const refused = await failureOf(register(stale))
    expect([refused.code, refused.faults.length > 0]).toEqual(['transition-refused', true])
    const { text } = await register(swaps.map(said).reduce((docx, swap) => swap(docx), stale))
    for (const by of [CLERK, COLLEAGUE]) await acceptDraft(house.app, { text, by: house.app.actor(by), reason: null })
    const outcome = await pack(house.app, { facts: RENAMED, stage: 'signing', kinds, reissue: null })
    expect(outcome.notices.filter(({ path }) => path.startsWith('grundavtal'))).toEqual([])
  })
})

describe('a customer’s text that names another party than the facts', () => {
  it('is told by name and address, by its place', async () => {
    const made = await packed(house, FACTS, { kinds })
    await deviate(made, withDocument(withDocument(await wordOf(made), new RegExp(`>${FACTS.kund.namn}<`), '>Storfors kommun<'), FACTS.kund.postadress?.gata ?? '', 'Felgatan 1'))
    const { notices } = await pack(house.app, { facts: FACTS, stage: 'signing', kinds, reissue: null })
    const told = notices.map(({ path, message }) => `${path}: ${message}`)
    expect(told).toContainEqual(expect.stringMatching(/^grundavtal, avsnitt 1 Parter: anger Storfors kommun; uppgifterna \(kund\.namn\) säger Lillfors kommun/))
    expect(told).toContainEqual(expect.stringMatching(/^grundavtal, avsnitt 1 Parter: anger Felgatan 1, .*uppgifterna \(kund\.postadress\) säger/))
  })
})
