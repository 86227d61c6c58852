import { beforeAll, describe, expect, it } from 'vitest'
import { readFacts } from '../../templates/facts-faults.js'
import type { Facts } from '../../templates/facts.js'
import { pack } from '../../src/flows/pack.js'
import { record } from '../../src/flows/record.js'
import { deskScan } from '../../src/flows/desk.js'
import { scan } from '../../src/flows/scan.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { customerStatus } from '../../src/flows/status.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { filesOf, versionOf } from '../../src/storage/versions.js'
import { letters } from '../../src/storage/letters.js'
import type { VersionStatus } from '../../contracts/status.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { approveReviewSet, confirmed, copierPdf, inCopier, scanned, sheetsOf, signedAndConfirmed } from '../signed-scans.js'
import { wordText } from '../read-papers.js'

const FACTS = factsOf('lillfors-kommun')
/** Where the pilot is held stands in rutiner, of the papers signed here, and in no other. */
const NEW_PILOT = factsOf('lillfors-kommun', (facts) => readFacts({ ...facts, prognos: { ...facts.prognos, pilot: { ...facts.prognos?.pilot, enhet: 'Hemsjukvården Norra' } } }))

let house: House
let manifest: Manifest

const reissue = () => ({ by: house.app.actor(CLERK), reason: 'piloten flyttas' })
const statusOf = async (code: string): Promise<VersionStatus> => {
  const found = (await customerStatus(house.app, FACTS.kund.orgnr)).documents.find((document) => document.code === code)
  if (found === undefined) throw new Error(`${code} has no status`)
  return found
}
const codesOf = (one: Manifest): Record<string, string> => Object.fromEntries(one.documents.map(({ kind, code }) => [kind, code]))

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, FACTS)
  await approveReviewSet(house, manifest)
  await signedAndConfirmed(house, manifest, ['raps', 'rutiner', 'grundavtal'])
})

describe('changed facts for a customer who has signed', () => {
  it('are refused, naming each document that would change and the signatures that would fall, and nothing is done', async () => {
    const before = await customerStatus(house.app, FACTS.kund.orgnr)
    const refused = await failureOf(packed(house, NEW_PILOT))
    expect(refused.code).toBe('reissue-needed')
    const rutiner = refused.faults.find(({ path }) => path.startsWith('rutiner '))
    expect(rutiner?.message).toMatch(/godkännandet.*underskriften av kunden.*underskriften av SVR.*faller/i)
    const unsigned = refused.faults.filter(({ path }) => /^(leveransavtal|kortprognos)[^,]*$/.test(path))
    expect(unsigned.map(({ message }) => message)).toEqual(unsigned.map(() => 'ändras; inga underskrifter faller'))
    expect(refused.faults.some(({ path }) => path.startsWith('grundavtal'))).toBe(false)
    expect(await customerStatus(house.app, FACTS.kund.orgnr)).toEqual(before)
  })

  it('wait in the outbox as long as nobody reissues', async () => {
    expect((await letters(house.app.store.read)).map(({ state }) => state)).toEqual(['due'])
  })
})

describe('a re-issue with changed facts', () => {
  let again: Manifest
  beforeAll(async () => {
    wait(house, 5)
    again = await packed(house, NEW_PILOT, { reissue: reissue() })
  })

  it('gives new versions of the changed documents only', () => {
    const [before, after] = [codesOf(manifest), codesOf(again)]
    const changed = Object.keys(after).filter((kind) => after[kind] !== before[kind])
    expect(changed).toContain('rutiner')
    expect(changed).not.toContain('grundavtal')
    expect(changed).not.toContain('raps')
  })

  it('supersedes the old version, whose signatures and approval are gone from the new one, and keeps those of the others', async () => {
    const [old, fresh] = [documentOf(manifest, 'rutiner').code, documentOf(again, 'rutiner').code]
    expect(await statusOf(old)).toMatchObject({ stage: 'superseded', supersededBy: fresh })
    expect(await statusOf(fresh)).toMatchObject({ stage: 'issued', signedBy: [], approval: null })
    expect(await statusOf(documentOf(manifest, 'raps').code)).toMatchObject({ stage: 'signed', signedBy: ['kund', 'svr'] })
    expect(await statusOf(documentOf(manifest, 'grundavtal').code)).toMatchObject({ stage: 'signed', signedBy: ['kund', 'svr'] })
    expect((await versionOf(house.app.store.read, old))?.supersededBy).toBe(fresh)
    expect(await filesOf(house.app.store.read, old)).toHaveLength(3)
  })

  it('cancels the letter that was due for a superseded member, once', async () => {
    expect((await letters(house.app.store.read)).map(({ state, reason }) => [state, reason])).toEqual([['cancelled', expect.stringContaining('Ersatt')]])
  })

  it('says superseded-version of the old paper when it is scanned now', async () => {
    const path = inCopier(house, 'gammal.pdf', await copierPdf(house, sheetsOf(documentOf(manifest, 'rutiner')).slice(0, 2)))
    const [report] = await scan(house.app, [path])
    const { code, title } = documentOf(manifest, 'rutiner')
    const [one, two] = [1, 2].map((page) => ({ sourcePage: page, reason: 'superseded-version' as const, was: { code, title, orgnr: manifest.customer.orgnr, customer: manifest.customer.name, exemplar: 1, page, replacedBy: documentOf(again, 'rutiner').code } }))
    expect(report).toMatchObject({ documents: [], unmatched: [one, two] })
    expect((await deskScan(house.app, report?.scan ?? '')).waiting).toEqual([one, two].map((page, index) => ({ ...page, why: report?.unmatched[index]?.why, candidates: [] })))
    expect(report?.unmatched[1]?.why).toBe(`sida 2 av ${title} för ${manifest.customer.name}, exemplar 1 (${spokenCode(code)}), som är ersatt av ${spokenCode(documentOf(again, 'rutiner').code)}; be kunden underteckna den nya, och lägg bort den här`)
  })

  it('refuses to record anything on the old version, naming the new one', async () => {
    const refused = await failureOf(record(house.app, { subject: documentOf(manifest, 'rutiner').code, event: 'archived', options: { place: 'Närarkiv 3' }, exemplar: null, by: house.app.actor(CLERK), on: null }))
    expect(refused.code).toBe('transition-refused')
    const fresh = documentOf(again, 'rutiner').code
    expect(refused.message).toContain(`${fresh.slice(0, 4)}-${fresh.slice(4, 8)}`)
  })

  it('repeated gives the same versions again', async () => {
    expect(codesOf(await packed(house, NEW_PILOT, { reissue: reissue() }))).toEqual(codesOf(again))
    expect(codesOf(await packed(house, NEW_PILOT))).toEqual(codesOf(again))
  })

  it('makes a letter due anew once the new version is approved and signed', async () => {
    await approveReviewSet(house, again, ['rutiner'])
    await signedAndConfirmed(house, again, ['rutiner'])
    const [, second] = await letters(house.app.store.read)
    expect(second).toMatchObject({ state: 'due', number: 1, predecessor: null, codes: [documentOf(again, 'rutiner').code, documentOf(manifest, 'raps').code].sort() })
  })
})

describe('two members of one due letter re-issued together', () => {
  it('call the letter back once', async () => {
    const both: Facts = { ...NEW_PILOT, kund: { ...FACTS.kund, namn: 'Lillfors nya kommun' } }
    const done = await packed(house, both, { reissue: reissue() })
    expect(documentOf(done, 'raps').code).not.toBe(documentOf(manifest, 'raps').code)
    const cancelled = (await customerStatus(house.app, FACTS.kund.orgnr)).letters.map(({ stage }) => stage)
    expect(cancelled).toEqual(['cancelled', 'cancelled'])
  })
})

describe('an appendix amended after the Leveransavtal was signed', () => {
  const customer = factsOf('vardgruppen-solbacka')
  const [first] = customer.kontakter?.handlaggare ?? []
  const amended: Facts = { ...customer, kontakter: { ...customer.kontakter, kontraktsansvarig: { namn: 'Nya Kontraktsson', befattning: 'Inköpschef', epost: 'nya.kontraktsson@solbacka.example', telefon: '08-465 004 31' } } }
  let before: Manifest

  beforeAll(async () => {
    before = await packed(house, customer)
    const report = await scanned(house, [...sheetsOf(documentOf(before, 'leveransavtal'), 1), ...sheetsOf(documentOf(before, 'leveransavtal'), 2)])
    await confirmed(house, report, documentOf(before, 'leveransavtal').code, 'kund')
    wait(house, 60)
  })

  it('touches that appendix alone when only it is asked for', async () => {
    expect(first).toBeDefined()
    const refused = await failureOf(packed(house, amended, { kinds: ['leveransavtal-bilaga-5'] }))
    const named = refused.faults.filter(({ path }) => !path.includes(',')).map(({ path, message }) => [path.split(' ')[0], message.split(' ')[0]])
    expect(named).toEqual([['leveransavtal-bilaga-5', 'ändras;'], ['grundavtal', 'utfärdas']])
    const after = await packed(house, amended, { kinds: ['leveransavtal-bilaga-5'], reissue: reissue() })
    expect(after.documents.map(({ kind }) => kind)).toEqual(['leveransavtal-bilaga-5'])
    const { documents } = await customerStatus(house.app, customer.kund.orgnr)
    expect(documents.filter(({ stage }) => stage === 'superseded').map(({ kind }) => kind)).toEqual(['leveransavtal-bilaga-5'])
    expect(documents.find(({ kind }) => kind === 'leveransavtal')?.signedBy).toEqual(['kund'])
  })

  it('gives it signature boxes of its own for both parties, in words too', async () => {
    const { documents } = await packed(house, amended, { kinds: ['leveransavtal-bilaga-5'] })
    const [bilaga] = documents
    expect(documentOf(before, 'leveransavtal-bilaga-5').signatureBoxes).toEqual([])
    expect([...new Set(bilaga?.signatureBoxes.map(({ party }) => party))].sort()).toEqual(['driftleverantor', 'kund'])
    const word = bilaga?.files.find(({ path }) => path.endsWith('.docx'))
    expect(wordText(await house.app.archive.read(word?.sha256 ?? ''), 'body')).toMatch(/underskrift|namnförtydligande/i)
  })

  it('is signed by itself, and the agreement’s signatures say nothing about it', async () => {
    const { documents } = await packed(house, amended, { kinds: ['leveransavtal-bilaga-5'] })
    const bilaga = documents[0]
    if (bilaga === undefined) throw new Error('no appendix')
    expect((await customerStatus(house.app, customer.kund.orgnr)).documents.find(({ code }) => code === bilaga.code)).toMatchObject({ signedBy: [], covered: false })
    const report = await scanned(house, [...sheetsOf(bilaga, 1), ...sheetsOf(bilaga, 2)])
    for (const party of ['kund', 'driftleverantor']) await confirmed(house, report, bilaga.code, party)
    expect((await customerStatus(house.app, customer.kund.orgnr)).documents.find(({ code }) => code === bilaga.code)).toMatchObject({ stage: 'in-force', signedBy: ['kund', 'driftleverantor'] })
  })
})

describe('a document that no longer belongs in the pack', () => {
  const before = factsOf('tallmo-omsorg')
  const after = factsOf('tallmo-omsorg', (facts) => readFacts({ ...facts, kort: { ...facts.kort, sisKort: 'nej' } }))

  it('is named, and cancelled only with leave; it is issued anew when it belongs there again', async () => {
    const { code } = documentOf(await packed(house, before), 'sis-dnv-ansokan')
    const refused = await failureOf(packed(house, after))
    expect(refused.faults.map(({ path }) => path.split(' ')[0])).toContain('sis-dnv-ansokan')
    const outcome = await pack(house.app, { facts: after, stage: 'signing', kinds: null, reissue: reissue() })
    expect(outcome.dropped).toEqual(['Ansökan om utfärdartillstånd (SIS/DNV)'])
    const { documents } = await customerStatus(house.app, before.kund.orgnr)
    expect(documents.find((document) => document.code === code)).toMatchObject({ stage: 'cancelled', cancelled: { text: 'piloten flyttas' } })
    const again = documentOf(await packed(house, before, { reissue: reissue() }), 'sis-dnv-ansokan')
    expect(again.code).not.toBe(code)
  })
})
