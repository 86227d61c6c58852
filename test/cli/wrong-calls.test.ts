import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { distDirectory } from '../../src/program-files.js'
import { documentOf, factsOf, openHouse, packed, type House } from '../open-house.js'
import { copierPdf, inCopier, sheetsOf } from '../signed-scans.js'
import { call } from './call.js'

const facts = (name: string): string => join(distDirectory, 'fixtures', 'facts', `${name}.json`)

let house: House
let out: string
beforeAll(async () => {
  house = await openHouse()
  out = join(house.directory, 'ut')
})

describe('a wrong call ends with code 2 and says in Swedish what was meant', () => {
  it.each([
    [['pakc'], 'okänt kommando ”pakc”. Menade du pack?'],
    [['letter', 'lst'], 'Menade du'],
    [['status', '--jsn'], 'okänt val ”--jsn”. Menade du --json?'],
    [['approve', '7K3M-9QXT-2B', '--by', 'Eva'], 'valet ”--decision <text>” måste anges'],
    [['withdraw', '--by', 'Eva', '--reason', 'x'], 'uppgiften ”händelse” saknas'],
    [['status', '212000-0142', 'till'], 'för många'],
    [['withdraw', 'sju', '--by', 'Eva', '--reason', 'x'], '”sju” är inget händelsenummer'],
    [['pack', 'x.json', '--kinds', 'rasp', '--workers', '99'], '--workers 99'],
    [['record', '212000-0142', 'meeting-hold', '--by', 'Eva'], 'meeting-held'],
    [['confirm', 'abcdef12', '--document', '7K3M-9QXT-2B', '--party', 'kunden', '--by', 'Eva'], 'Menade du kund?'],
    [['schema', 'pakc'], 'Menade du ”pack”?'],
    [['approve', '7K3M-9QXT-2B', '--by', 'Eva', '--decision', '§ 1', '--on', 'igår'], 'ÅÅÅÅ-MM-DD'],
  ])('%j', async (argv, words) => {
    const answer = await call(house, ...argv)
    expect(answer.exit).toBe(2)
    expect(answer.text).toContain(words)
  })

  it('of a kind that does not exist', async () => {
    expect(await call(house, 'pack', facts('lillfors-kommun'), '--kinds', 'rasp', '--out', out)).toMatchObject({ exit: 2, text: expect.stringMatching(/kind-unknown: .*raps/) })
  })

  it('of a re-issue without a name and a reason', async () => {
    expect(await call(house, 'pack', facts('lillfors-kommun'), '--reissue', '--out', out)).toMatchObject({ exit: 2, text: expect.stringContaining('--by NAMN och --reason TEXT') })
  })
})

describe('a refusal ends with code 3, with each fault on a line of its own beginning with its path', () => {
  it('for misspelt and unreadable facts', async () => {
    const answer = await call(house, 'pack', facts(join('faulty', 'misspelt-keys')), '--out', out)
    expect(answer.exit).toBe(3)
    expect(answer.text.split('\n')).toContain('kund.nanm: okänd uppgift, menade du kund.namn?')
    expect(answer.text).toMatch(/\nfacts-invalid: /)
    const path = join(house.directory, 'inte.json')
    writeFileSync(path, '{"kund": ')
    expect(await call(house, 'pack', path, '--out', out)).toMatchObject({ exit: 3, text: expect.stringMatching(/^file-unreadable: .*inte\.json/) })
    expect((await call(house, 'pack', join(house.directory, 'finns-inte.json'), '--out', out)).exit).toBe(3)
  })

  it('for facts that do not suffice', async () => {
    const answer = await call(house, 'pack', facts(join('faulty', 'step-4-draft')), '--out', out)
    expect(answer.exit).toBe(3)
    expect(answer.text).toMatch(/^kund\.hsaId: /m)
    expect(answer.text).toContain('--draft')
  })

  it('for changed facts of a customer who has papers', async () => {
    await packed(house, factsOf('tallmo-omsorg'), { kinds: ['raps'] })
    const changed = join(house.directory, 'ändrad.json')
    const tallmo = factsOf('tallmo-omsorg')
    writeFileSync(changed, JSON.stringify({ ...tallmo, raFunktionsbrevlada: 'RAfunktionen-ny@tallmo.example' }))
    const answer = await call(house, 'pack', changed, '--kinds', 'raps', '--out', out)
    expect(answer).toMatchObject({ exit: 3, text: expect.stringMatching(/^raps .{12}: ändras; inga underskrifter faller\n(raps .{12}, .*: .*\{\+.*\n)+reissue-needed: .*--reissue/) })
    expect((await call(house, 'pack', changed, '--kinds', 'raps', '--out', out, '--reissue', '--by', 'Eva', '--reason', 'ny brevlåda')).text).toContain('utfärdad på nytt')
  })

  it.each([
    [['status', '212000-0142'], 'customer-unknown'], [['approve', '7K3M-9QXT-2B', '--by', 'Eva', '--decision', '§ 1'], 'code-unknown'],
    [['withdraw', '99999', '--by', 'Eva', '--reason', 'x'], 'transition-refused'], [['letter', 'show', 'abcd'], 'letter-unknown'],
    [['confirm', 'abcdef12', '--document', '7K3M-9QXT-2B', '--party', 'kund', '--by', 'Eva'], 'scan-unknown'], [['send', '--once'], 'smtp-unset'],
    [['scan', '/finns/inte.pdf'], 'file-unreadable'], [['party', 'set', '/finns/inte.json'], 'file-unreadable'],
  ])('%j: %s', async (argv, code) => {
    const answer = await call(house, ...argv)
    expect([answer.exit, answer.text.split(':')[0]]).toEqual([3, code])
  })
})

describe('what is done but needs a person ends with code 4', () => {
  it('when some customers of a batch are faulty; the others are made', async () => {
    const answer = await call(house, 'pack', facts('vardgruppen-solbacka'), facts(join('faulty', 'misspelt-keys')), '--kinds', 'kortprognos', '--out', out)
    expect(answer).toMatchObject({ exit: 4, json: { packs: [{ name: factsOf('vardgruppen-solbacka').kund.namn }], faulty: [{ code: 'facts-invalid' }] } })
  })

  it('and 3 when all of them are', async () => {
    const bad = facts(join('faulty', 'misspelt-keys'))
    const answer = await call(house, 'pack', bad, facts(join('faulty', 'bad-values')), '--out', out)
    expect(answer.exit).toBe(3)
    expect(answer.text).toContain(`${bad}: kund.nanm: `)
  })

  it('when the folder of a pack cannot be written: what was issued is told, and never that nothing is done', async () => {
    const answer = await call(house, 'pack', facts('bryggans-barnmorskemottagning'), facts('vardgruppen-solbacka'), '--kinds', 'kortprognos', '--out', join(facts('bryggans-barnmorskemottagning'), 'ut'))
    const orgnrs = [factsOf('bryggans-barnmorskemottagning'), factsOf('vardgruppen-solbacka')].map(({ kund }) => kund.orgnr)
    expect(answer).toMatchObject({ exit: 4, json: { packs: orgnrs.toSorted().map((orgnr) => ({ orgnr, folder: expect.stringMatching(new RegExp(`ut/${orgnr}$`)), documents: [{ kind: 'kortprognos' }] })), faulty: [{ code: 'file-unreadable' }, { code: 'file-unreadable' }] } })
    expect(answer.text).toContain('Filerna är INTE skrivna')
    expect(answer.complaints).toContain('utfärdade och sparade')
    expect(answer.text).not.toContain('Inget är gjort')
    expect(await call(house, 'pack', facts('bryggans-barnmorskemottagning'), '--kinds', 'kortprognos', '--out', out)).toMatchObject({ exit: 0, json: { packs: [{ documents: [{ made: 'unchanged' }] }] } })
  })

  it('when every customer of a batch is refused before issuing: the code of the first and the faults of all', async () => {
    const [absent, bad] = ['/finns/inte.json', facts(join('faulty', 'misspelt-keys'))]
    const answer = await call(house, 'pack', absent, bad, '--workers', '2', '--out', out)
    expect([answer.exit, answer.text.split('\n').filter((line) => line.startsWith(absent) || line.startsWith(bad)).length > 1]).toEqual([3, true])
    expect(answer.text).toMatch(/\nfile-unreadable: Ingen av de 2 kunderna .*Inget är gjort/)
  })

  it('when a scan is incomplete', async () => {
    const manifest = await packed(house, factsOf('vardgruppen-solbacka'), { kinds: ['kortprognos'] })
    const path = inCopier(house, 'halv.pdf', await copierPdf(house, sheetsOf(documentOf(manifest, 'kortprognos')).slice(1)))
    const answer = await call(house, 'scan', path)
    expect(answer.exit).toBe(4)
    expect(answer.text).toContain('SIDOR SAKNAS')
  })

  it('when one file of a pile cannot be read; the others are reported as always and the file is named on stderr', async () => {
    const manifest = await packed(house, factsOf('vardgruppen-solbacka'), { kinds: ['kortprognos'] })
    const good = inCopier(house, 'hel.pdf', await copierPdf(house, sheetsOf(documentOf(manifest, 'kortprognos')), 'hel'))
    const answer = await call(house, 'scan', join(house.directory, 'borta.pdf'), good, inCopier(house, 'brev.txt', new TextEncoder().encode('Hej')))
    expect(answer).toMatchObject({ exit: 4, json: [{ documents: [{ kind: 'kortprognos', verdict: 'complete' }] }] })
    expect(answer.complaints?.split('\n')).toEqual([expect.stringMatching(/borta\.pdf: file-unreadable: Filen/), expect.stringMatching(/brev\.txt: scan-unreadable: Filen/), ''])
  })

  it('and 3 when no file of the pile can be read, each told on a line of its own', async () => {
    const answer = await call(house, 'scan', '/finns/inte.pdf', inCopier(house, 'brev.txt', new TextEncoder().encode('Hej')))
    expect(answer.exit).toBe(3)
    expect(answer.text).toMatch(/^\/finns\/inte\.pdf: file-unreadable: .*\n.*brev\.txt: scan-unreadable: .*\nfile-unreadable: Ingen av de 2/)
  })

  it('when the copies of a scan cannot be written, since the scan is kept and read', async () => {
    const manifest = await packed(house, factsOf('vardgruppen-solbacka'), { kinds: ['kortprognos'] })
    const path = inCopier(house, 'hel-igen.pdf', await copierPdf(house, sheetsOf(documentOf(manifest, 'kortprognos')), 'hel igen'))
    const answer = await call(house, 'scan', path, '--out', join(path, 'kopior'))
    expect(answer).toMatchObject({ exit: 4, json: { documents: [{ verdict: 'complete' }] }, complaints: expect.stringMatching(/^file-unreadable: .*läst och sparad/) })
  })

  it('when a template has faults', async () => {
    const path = join(house.directory, 'mall.docx')
    writeFileSync(path, 'ingen Word-fil')
    expect((await call(house, 'template', 'check', path)).exit).toBe(4)
  })
})
