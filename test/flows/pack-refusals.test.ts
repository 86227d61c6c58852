import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFacts } from '../../templates/facts-faults.js'
import { kindOf } from '../../contracts/kinds.js'
import { compareDraft, compareRegistered } from '../../src/flows/draft-compare.js'
import { registerDraft } from '../../src/flows/draft-register.js'
import { factsOfDrafts } from '../../src/flows/latest-facts.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { pack } from '../../src/flows/pack.js'
import { releaseTemplate } from '../../src/flows/template.js'
import { customerStatus } from '../../src/flows/status.js'
import { distDirectory, shippedFacts } from '../../src/program-files.js'
import { customerOf, customers } from '../../src/storage/customers.js'
import { allEvents, eventsOf } from '../../src/storage/events.js'
import { versionsOf } from '../../src/storage/versions.js'
import { CLERK, COLLEAGUE, factsOf, failureOf, openHouse, packed, setParties, type House } from '../open-house.js'
import { hasPdftotext, pdfText, squashed, wordText } from '../read-papers.js'

const LILLFORS = factsOf('lillfors-kommun')
const BARE = readFacts(shippedFacts(join('faulty', 'step-4-draft')))

let house: House
beforeAll(async () => {
  house = await openHouse()
})

const wordOf = async ({ documents }: Manifest): Promise<Uint8Array> => house.app.archive.read(documents[0]?.files.find(({ path }) => path.endsWith('.docx'))?.sha256 ?? '')

describe('facts that do not suffice for signing', () => {
  it('are refused naming everything that is missing, and nothing is issued or registered', async () => {
    const refused = await failureOf(packed(house, BARE))
    expect(refused.code).toBe('facts-missing')
    const paths = refused.faults.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['kund.hsaId', 'kund.postadress', 'undertecknare', 'raFunktionsbrevlada']))
    expect(new Set(paths).size).toBe(paths.length)
    expect(await customers(house.app.store.read)).toEqual([])
  })

  it('are enough again once exactly what was named is filled in', async () => {
    const { kund } = LILLFORS
    const refused = await failureOf(packed(house, { ...LILLFORS, kund: { namn: kund.namn, kundtyp: kund.kundtyp, orgnr: kund.orgnr } }, { kinds: ['raps'] }))
    const named = refused.faults.map(({ path }) => path)
    expect(named.every((path) => path.startsWith('kund.'))).toBe(true)
    const filled = Object.fromEntries(Object.entries(kund).filter(([key]) => ['namn', 'kundtyp', 'orgnr'].includes(key) || named.some((path) => path === `kund.${key}` || path.startsWith(`kund.${key}.`))))
    const outcome = await packed(house, readFacts({ ...LILLFORS, kund: filled }), { kinds: ['raps'] })
    expect(outcome.documents).toHaveLength(1)
  })

  it('name misspelt keys with what was meant', () => {
    const faults = (() => {
      try {
        readFacts(shippedFacts(join('faulty', 'misspelt-keys')))
      } catch (error) {
        return error instanceof Error && 'faults' in error ? error.faults : []
      }
      return []
    })()
    expect(faults).toContainEqual({ path: 'kund.nanm', message: 'okänd uppgift, menade du kund.namn?' })
  })
})

describe('a draft', () => {
  it.runIf(hasPdftotext)('shows every gap, is marked UTKAST and may not be signed, in Word and PDF', async () => {
    const { documents, stage } = await packed(house, { ...BARE, kund: { ...BARE.kund, orgnr: '212000-0142' } }, { stage: 'draft' })
    expect(stage).toBe('draft')
    for (const { kind, files } of documents) {
      expect(files.map(({ path, exemplar }) => [path, exemplar])).toEqual([[`${kind}.docx`, undefined], [`${kind}.pdf`, undefined]])
      const [word = new Uint8Array(), pdf = new Uint8Array()] = await Promise.all(files.map(({ sha256 }) => house.app.archive.read(sha256)))
      for (const text of [wordText(word, 'all'), pdfText(pdf).replaceAll(/\s+/g, ' ')]) {
        expect(text).toContain('UTKAST')
        expect(text).toMatch(/får ej undertecknas/i)
      }
    }
    const grundavtal = documents.find(({ kind }) => kind === 'grundavtal')
    const word = wordText(await house.app.archive.read(grundavtal?.files[0]?.sha256 ?? ''), 'body')
    expect(word).toMatch(/\[saknas: kund\.\w+/)
    expect(word).toMatch(/\[saknas: undertecknare/)
    const pdf = squashed(pdfText(await house.app.archive.read(grundavtal?.files[1]?.sha256 ?? '')))
    for (const [gap] of word.matchAll(/\[saknas:[^\]]+\]/g)) expect(pdf).toContain(squashed(gap))
  })

  it('changes with the facts without leave, since nobody may have signed it', async () => {
    const first = await packed(house, BARE, { stage: 'draft', kinds: ['raps'] })
    const second = await packed(house, { ...BARE, raFunktionsbrevlada: 'RAfunktionen@lillfors.example' }, { stage: 'draft', kinds: ['raps'] })
    expect(second.documents[0]?.code).not.toBe(first.documents[0]?.code)
  })

  it('stands beside the signing copy and neither replaces it nor is replaced by it', async () => {
    const facts = factsOf('vardgruppen-solbacka')
    const signing = await packed(house, facts, { kinds: ['raps'] })
    await packed(house, facts, { stage: 'draft', kinds: ['raps'] })
    const versions = await versionsOf(house.app.store.read, facts.kund.orgnr)
    expect(versions.map(({ stage, supersededBy }) => [stage, supersededBy])).toEqual([['signing', null], ['draft', null]])
    const other = { ...facts, kund: { ...facts.kund, namn: 'Vårdgruppen Nytt namn' }, raFunktionsbrevlada: 'ny@vardgruppensolbacka.example' }
    const before = await customerOf(house.app.store.read, facts.kund.orgnr)
    const { notices, documents } = await pack(house.app, { facts: other, stage: 'draft', kinds: ['raps'], reissue: null })
    expect(notices).toContainEqual({ path: 'uppgifter', message: expect.stringContaining('andra uppgifter än handlingarna att underteckna') })
    expect(before === null ? null : await factsOfDrafts(house.app.store.read, before)).toEqual(other)
    expect(await customerOf(house.app.store.read, facts.kund.orgnr)).toEqual(before)
    // The customer returns the paper that is to be signed: what it says otherwise is its own words alone.
    expect(await compareDraft(house.app, { file: await wordOf(signing), document: null })).toMatchObject({ isUnchanged: true, customer: facts.kund.namn })
    expect(await registerDraft(house.app, { file: await wordOf(signing), document: signing.documents[0]?.code ?? '', by: house.app.actor(CLERK), reason: null, otherFacts: null })).toMatchObject({ differences: 0 })
    // Made of the draft, it says what is not recorded: told by place, and for the board only by somebody's word.
    const draft = { file: await wordOf(await packed(house, other, { stage: 'draft', kinds: ['raps'] })), document: documents[0]?.code ?? '' }
    const { otherFacts, isUnchanged } = await compareDraft(house.app, draft)
    expect([isUnchanged, otherFacts]).toEqual([true, expect.arrayContaining([{ path: expect.stringMatching(/^(?:Avsnitt|Tabell|Under) /), message: expect.stringContaining(`Nytt namn`) }, { path: expect.any(String), message: expect.stringContaining('”ny@vardgruppensolbacka.example”; de registrerade uppgifterna säger') }])])
    const refused = await failureOf(registerDraft(house.app, { ...draft, by: house.app.actor(CLERK), reason: null, otherFacts: null }))
    expect([refused.code, refused.faults]).toEqual(['pack-inconsistent', otherFacts])
    const { code } = await registerDraft(house.app, { ...draft, by: house.app.actor(CLERK), reason: null, otherFacts: 'Namnet byts 1 januari' })
    expect((await eventsOf(house.app.store.read, facts.kund.orgnr)).findLast(({ event }) => event.type === 'customer-text-registered')?.event).toMatchObject({ reason: 'Namnet byts 1 januari' })
    expect((await compareRegistered(house.app, code)).otherFacts).toEqual(otherFacts)
    expect((await failureOf(packed(house, other, { kinds: ['raps'] }))).code).toBe('reissue-needed')
    expect((await packed(house, facts, { kinds: ['raps'] })).documents[0]?.code).not.toBe(documents[0]?.code)
    expect(before === null ? null : await factsOfDrafts(house.app.store.read, before)).toBeNull()
  })
})

describe('real parties', () => {
  it('get signing copies only of editions that two persons have released, and no EXEMPEL on them', async () => {
    const real = await openHouse()
    await setParties(real, { exempel: false })
    const refused = await failureOf(packed(real, LILLFORS, { kinds: ['raps', 'kortprognos'] }))
    expect([refused.code, refused.faults.map(({ path }) => path)]).toEqual(['edition-unreleased', ['raps', 'kortprognos']])
    await releaseTemplate(real.app, 'raps', real.app.actor(CLERK))
    expect((await failureOf(packed(real, LILLFORS, { kinds: ['raps'] }))).code).toBe('edition-unreleased')
    expect((await failureOf(releaseTemplate(real.app, 'raps', real.app.actor(CLERK)))).code).toBe('already-recorded')
    await releaseTemplate(real.app, 'raps', real.app.actor(COLLEAGUE))
    const { documents } = await packed(real, LILLFORS, { kinds: ['raps'] })
    const word = documents[0]?.files.find(({ path }) => path === 'raps.docx')
    const text = wordText(await real.app.archive.read(word?.sha256 ?? ''), 'all')
    expect(text).not.toContain('EXEMPEL')
    expect(text).not.toContain('ej juridiskt granskad')
  })
})

describe('two packs at once', () => {
  it('in one process issue each document once', async () => {
    const facts = factsOf('tallmo-omsorg')
    const packs = await Promise.all([1, 2, 3].map(() => pack(house.app, { facts, stage: 'signing', kinds: null, reissue: null })))
    expect(new Set(packs.map(({ documents }) => documents.map(({ code }) => code).join())).size).toBe(1)
    const versions = await versionsOf(house.app.store.read, facts.kund.orgnr)
    expect(versions.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual([...new Set(versions.map(({ kind, subject }) => `${kind} ${subject}`))].sort())
  })

  it('in two processes issue each document once, both succeeding', async () => {
    const data = join(house.directory, 'två-processer')
    const command = [join(distDirectory, 'src', 'main.js'), 'pack', join(distDirectory, 'fixtures', 'facts', 'bryggans-barnmorskemottagning.json'), '--data', data, '--json']
    const runs = await Promise.all(['a', 'b'].map((out) => promisify(execFile)(process.execPath, [...command, '--out', join(house.directory, out)], { maxBuffer: 2 ** 26 })))
    const [a, b] = runs.map(({ stdout }): unknown => JSON.parse(stdout))
    expect(JSON.stringify(a).replaceAll(join(house.directory, 'a'), '')).toContain('"orgnr"')
    const manifests = ['a', 'b'].map((out) => readFileSync(join(house.directory, out, factsOf('bryggans-barnmorskemottagning').kund.orgnr, 'manifest.json'), 'utf8'))
    expect(manifests[0]).toBe(manifests[1])
    expect(b).toBeTypeOf('object')
  })
})

describe('a personnummer', () => {
  it('stands in the document that needs it and nowhere else: not in events, status, manifest or failures', async () => {
    const facts = factsOf('lillfors-kommun')
    const number = facts.kontakter?.handlaggare?.[0]?.personnummer ?? ''
    expect(number).toMatch(/\d{4}$/)
    await packed(house, facts, { kinds: ['raps'], reissue: { by: house.app.actor(CLERK), reason: 'prov' } })
    const manifest = await packed(house, facts, { kinds: ['handlaggare-ansokan'] })
    const [word] = manifest.documents[0]?.files ?? []
    expect(wordText(await house.app.archive.read(word?.sha256 ?? ''), 'body')).toContain(number)
    const digits = number.replaceAll(/\D/g, '')
    const said: string[] = [JSON.stringify(manifest), JSON.stringify(await customerStatus(house.app, facts.kund.orgnr))]
    for await (const event of allEvents(house.app.store.read)) said.push(JSON.stringify(event))
    for (const text of said) expect(text.replaceAll(/[-+ ]/g, '').includes(digits.slice(-10))).toBe(false)
  })

  it.runIf(hasPdftotext)('is masked in every other document of the pack', async () => {
    const facts = factsOf('vardgruppen-solbacka')
    const number = facts.kontakter?.handlaggare?.[0]?.personnummer ?? ''
    const { documents } = await packed(house, facts, { reissue: { by: house.app.actor(CLERK), reason: 'prov' } })
    const shown: string[] = []
    for (const { kind, files } of documents) {
      for (const { sha256, mediaType } of files) {
        const bytes = await house.app.archive.read(sha256)
        if ((mediaType === 'application/pdf' ? pdfText(bytes) : wordText(bytes, 'all')).includes(number.slice(-4))) shown.push(kind)
      }
    }
    expect([...new Set(shown)]).toEqual(['handlaggare-ansokan'])
  })
})

describe('kinds', () => {
  it('that do not exist are refused with the nearest', async () => {
    const refused = await failureOf(packed(house, LILLFORS, { kinds: ['rasp'] }))
    expect([refused.code, refused.message]).toEqual(['kind-unknown', expect.stringContaining('raps')])
    expect(kindOf('raps').inReviewSet).toBe(true)
  })
})
