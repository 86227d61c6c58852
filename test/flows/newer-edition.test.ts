import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { App } from '../../src/app.js'
import { latestEditions } from '../../src/storage/editions.js'
import { customerStatus } from '../../src/flows/status.js'
import { exportTemplate, releaseTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { pack, type PackOutcome, type PackRequest } from '../../src/flows/pack.js'
import { registerDraft } from '../../src/flows/draft-register.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { CUSTOMER_ROUTES } from '../../src/http/routes/customers.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import { readFacts } from '../../templates/facts-faults.js'
import { call } from '../cli/call.js'
import { CLERK, COLLEAGUE, documentOf, factsOf, failureOf, openHouse, packed, setParties, type House } from '../open-house.js'
import { wordText } from '../read-papers.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'
import { tampered, withDocument } from '../templates/word/template-of.js'

const FACTS = factsOf('lillfors-kommun')
const kinds = ['kortprognos', 'raps', 'rutiner']
const NEW_WORDS = ': nya ord i mallen'

let house: House
let manifest: Manifest
let restore: () => Promise<void>

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, FACTS, { kinds })
  restore = await house.remember()
})
beforeEach(() => restore())

const reissue = () => ({ by: house.app.actor(CLERK), reason: 'ny mallutgåva' })
const made = (changes: Partial<PackRequest> = {}): Promise<PackOutcome> => pack(house.app, { facts: FACTS, stage: 'signing', kinds, reissue: null, ...changes })
const madeOf = ({ documents }: PackOutcome): Record<string, string> => Object.fromEntries(documents.map((one) => [one.kind, one.made]))
/** A new edition of the template, with other words in its heading. */
async function newEdition(kind: string, words = NEW_WORDS): Promise<void> {
  const { bytes } = await exportTemplate(house.app, kind, null)
  await importTemplate(house.app, { file: withDocument(bytes, '</w:t></w:r></w:p>', `${words}</w:t></w:r></w:p>`), by: house.app.actor('Maja Mallansvarig'), kind: null })
}

describe('a new edition that says something else, for a customer whose facts are unchanged', () => {
  beforeEach(() => newEdition('kortprognos'))

  it('leaves versions and bytes as they are, and tells of the document and how it gets the new words', async () => {
    const outcome = await made()
    expect(madeOf(outcome)).toEqual({ kortprognos: 'unchanged', raps: 'unchanged', rutiner: 'unchanged' })
    const code = documentOf(manifest, 'kortprognos').code
    const told = outcome.notices.filter(({ message }) => message.includes('nyare utgåva'))
    expect(told).toEqual([{ path: `kortprognos ${spokenCode(code)}`, message: 'en nyare utgåva finns (2); ge ut på nytt med --reissue' }])
    expect((await customerStatus(house.app, FACTS.kund.orgnr)).newerEditions).toEqual([{ code, kind: 'kortprognos', title: documentOf(manifest, 'kortprognos').title, edition: '1', newest: '2', message: 'en nyare utgåva finns (2); ge ut på nytt med --reissue' }])
  })

  it('stands on the customer’s status for the clerk', async () => {
    const { text } = await call(house, 'status', FACTS.kund.orgnr)
    expect(text).toMatch(/NYARE UTGÅVOR\n.*: en nyare utgåva finns \(2\)/)
    const route = CUSTOMER_ROUTES.find(({ path, method }) => path === '/customers/:orgnr' && method === 'get')
    if (route?.carries !== 'json') throw new Error('the status is JSON')
    const asked = await route.prepare({ params: { orgnr: FACTS.kund.orgnr }, query: {}, body: {} }).work({ app: house.app, runOutbox: () => Promise.resolve([]), runIncoming: () => Promise.resolve([]), offerLink: () => '' })
    expect(asked).toMatchObject({ newerEditions: [{ message: 'en nyare utgåva finns (2); ge ut på nytt med ett skäl' }] })
  })

  it('reaches the customer by a re-issue, which repeated does nothing', async () => {
    const again = await packed(house, FACTS, { kinds, reissue: reissue() })
    expect(documentOf(again, 'kortprognos').edition).toBe('2')
    expect(documentOf(again, 'raps').code).toBe(documentOf(manifest, 'raps').code)
    const word = documentOf(again, 'kortprognos').files.find(({ path }) => path.endsWith('.docx'))
    expect(wordText(await house.app.archive.read(word?.sha256 ?? ''), 'body')).toContain(NEW_WORDS)
    expect(madeOf(await made({ reissue: reissue() }))).toEqual({ kortprognos: 'unchanged', raps: 'unchanged', rutiner: 'unchanged' })
    expect((await customerStatus(house.app, FACTS.kund.orgnr)).newerEditions).toEqual([])
  })

  it('is what the next draft is made from', async () => {
    const drafted = await packed(house, FACTS, { kinds: ['kortprognos'], stage: 'draft' })
    await newEdition('kortprognos', 'Ännu nyare')
    const again = await packed(house, FACTS, { kinds: ['kortprognos'], stage: 'draft' })
    expect([documentOf(drafted, 'kortprognos').edition, documentOf(again, 'kortprognos').edition]).toEqual(['2', '3'])
  })

  it('is told beside changed facts too, with what falls, before anybody says re-issue', async () => {
    await restore()
    await approveReviewSet(house, manifest)
    await signedAndConfirmed(house, manifest, ['raps'])
    await newEdition('raps')
    const moved = readFacts({ ...FACTS, prognos: { ...FACTS.prognos, pilot: { ...FACTS.prognos?.pilot, enhet: 'Hemsjukvården Norra' } } })
    const { code, faults } = await failureOf(made({ facts: moved }))
    expect(code).toBe('reissue-needed')
    expect(faults.find(({ path }) => path.startsWith('raps'))?.message).toMatch(/^ges också ut på nytt, med den nyare utgåvan 2; godkännandet .* faller$/)
    expect((await made()).notices.find(({ path }) => path.startsWith('raps'))?.message).toMatch(/^en nyare utgåva finns \(2\); ge ut på nytt med --reissue \(godkännandet .* faller\)$/)
  })
})

describe('a new edition that corrects only its header', () => {
  it('is told of, changes nothing by itself, and reaches the customer by a re-issue', async () => {
    const { bytes } = await exportTemplate(house.app, 'kortprognos', null)
    await importTemplate(house.app, { file: tampered(bytes, { 'word/header1.xml': (xml) => xml.replace('Versionskod', 'Rättad versionskod') }), by: house.app.actor('Maja Mallansvarig'), kind: null })
    const outcome = await made()
    expect([madeOf(outcome)['kortprognos'], outcome.notices.filter(({ message }) => message.includes('nyare utgåva')).length]).toEqual(['unchanged', 1])
    expect(documentOf(await packed(house, FACTS, { kinds, reissue: reissue() }), 'kortprognos').edition).toBe('2')
    expect(madeOf(await made({ reissue: reissue() }))['kortprognos']).toBe('unchanged')
  })
})

describe('a new edition that says the same for this customer', () => {
  it('re-issues nothing and is not told of', async () => {
    await newEdition('kortprognos', '{{#if kund.namn}}{{else}}: namnlös{{/if}}')
    const outcome = await made({ reissue: reissue() })
    expect(madeOf(outcome)['kortprognos']).toBe('unchanged')
    expect((await made()).notices.filter(({ message }) => message.includes('nyare utgåva'))).toEqual([])
  })
})

describe('a file that tells a new edition from the old, lost or damaged', () => {
  it('is told on the document’s row, and the rest of the customer’s status stands', async () => {
    await newEdition('kortprognos', ': ord som ingen har läst')
    const templateSha256 = (await latestEditions(house.app.store.read)).find(({ kind }) => kind === 'kortprognos')?.templateSha256
    const { archive } = house.app
    const damaged: App = { ...house.app, archive: { ...archive, read: (sha256) => (sha256 === templateSha256 ? Promise.reject(new Failure('archive-damaged', 'Filen i arkivet är skadad.')) : archive.read(sha256)) } }
    const status = await customerStatus(damaged, FACTS.kund.orgnr)
    expect(status.documents).toHaveLength(kinds.length)
    expect(status.newerEditions.map(({ kind, newest, message }) => ({ kind, newest, message }))).toEqual([{ kind: 'kortprognos', newest: '2', message: 'en nyare utgåva finns (2), men det går inte att se om den säger något annat. Filen i arkivet är skadad.' }])
  })
})

describe('a new edition of real parties’ papers', () => {
  it('is taken and told of only when two persons have released it', async () => {
    await setParties(house, { exempel: false })
    const released = async (edition?: string): Promise<void> => {
      for (const name of [CLERK, COLLEAGUE]) await releaseTemplate(house.app, 'kortprognos', house.app.actor(name), edition)
    }
    await released()
    const only = ['kortprognos']
    await packed(house, FACTS, { kinds: only, reissue: reissue() })
    await newEdition('kortprognos')
    const unreleased = await made({ kinds: only, reissue: reissue() })
    expect([madeOf(unreleased), unreleased.notices.filter(({ message }) => message.includes('nyare utgåva'))]).toEqual([{ kortprognos: 'unchanged' }, []])
    await released()
    expect(documentOf(await packed(house, FACTS, { kinds: only, reissue: reissue() }), 'kortprognos').edition).toBe('2')
  })
})

describe('a new edition where the customer’s own text stands', () => {
  it('never takes the text’s place, and is told of', async () => {
    const word = documentOf(manifest, 'rutiner').files.find(({ path }) => path.endsWith('.docx'))
    const file = withDocument(await house.app.archive.read(word?.sha256 ?? ''), 'Rutinerna', 'Våra rutiner')
    const { code } = await registerDraft(house.app, { file, document: documentOf(manifest, 'rutiner').code, by: house.app.actor(CLERK), reason: null, otherFacts: null })
    await newEdition('rutiner')
    const outcome = await made({ reissue: reissue() })
    expect(outcome.documents.find(({ kind }) => kind === 'rutiner')).toMatchObject({ code, made: 'unchanged' })
    expect(outcome.notices.find(({ path }) => path.startsWith('rutiner '))?.message).toMatch(/^en nyare utgåva av mallen finns \(2\), men kundens text står kvar/)
    expect((await customerStatus(house.app, FACTS.kund.orgnr)).newerEditions.map(({ kind }) => kind)).toEqual(['rutiner'])
  })
})
