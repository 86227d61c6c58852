import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareDraft } from '../../src/flows/draft-compare.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { call } from '../cli/call.js'
import { documentOf, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { splitAt, tracked, rewritten } from '../templates/returned-document.js'
import { tampered, withDocument } from '../templates/word/template-of.js'

const directory = mkdtempSync(join(tmpdir(), 'anslut-draft-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
let house: House
let manifest: Manifest

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, factsOf('lillfors-kommun'))
})

const wordOf = async (kind: string): Promise<Uint8Array> => house.app.archive.read(documentOf(manifest, kind).files.find(({ path }) => path.endsWith('.docx'))?.sha256 ?? '')
/** One row changed under tracking, the next without. */
const edited = (docx: Uint8Array): Uint8Array => rewritten(withDocument(docx, OTHER_ROW, 'Antecknat av sekreteraren'), 'w:tr', ROW, (xml) => splitAt(xml, ROW, `${tracked.deleted(ROW)}${tracked.inserted('Paragraf')}`))
const [ROW, OTHER_ROW] = ['Protokoll och paragraf', 'Antecknat av (namn)']

describe('draft compare', () => {
  it('knows what the file was issued as, says that nothing differs, and records nothing', async () => {
    const compared = await compareDraft(house.app, { file: await wordOf('raps'), document: null })
    expect(compared).toMatchObject({ code: documentOf(manifest, 'raps').code, kind: 'raps', customer: 'Lillfors kommun', isUnchanged: true, saysCode: null, supersededBy: null })
  })

  it('says on the command line where something differs, whether it was tracked, and that a person must look', async () => {
    const path = join(directory, 'raps.docx')
    const original = await wordOf('raps')
    writeFileSync(path, original)
    expect(await call(house, 'draft', 'compare', path)).toMatchObject({ exit: 0, text: expect.stringContaining('Ingen skillnad') })
    writeFileSync(path, edited(original))
    const { exit, text } = await call(house, 'draft', 'compare', path)
    expect(exit).toBe(4)
    expect(text).toContain('2 ställen skiljer: 1 med spårning, 1 HELT ELLER DELVIS UTAN SPÅRNING.')
    expect(text).toMatch(/^ {2}Tabell 2, rad 3 \(under ”Tillämpningsanvisning RAPS”\) – ändrat, spårat \(Kim Kund 2026-11-20\)\n {2}\[-Protokoll och paragraf -\]\{\+Paragraf \+\}\| $/m)
    expect(text).toMatch(/^! Tabell 2, rad 4 \(under ”Tillämpningsanvisning RAPS”\) – ändrat, UTAN SPÅRNING\n {2}Antecknat av \[-\(namn\)-\]\{\+sekreteraren\+\} \| $/m)
  })

  it('takes another code than the file says, and points that out', async () => {
    const compared = await compareDraft(house.app, { file: await wordOf('raps'), document: documentOf(manifest, 'rutiner').code })
    expect(compared).toMatchObject({ kind: 'rutiner', saysCode: documentOf(manifest, 'raps').code, isUnchanged: false })
  })

  it('asks for the code when the file says none, and refuses one that was never issued', async () => {
    const anonymous = tampered(await wordOf('raps'), { 'docProps/core.xml': (xml) => xml.replace(/<cp:keywords>.*<\/cp:keywords>/, ''), 'word/header1.xml': (xml) => xml.replace('Versionskod', 'Kod') })
    expect(await failureOf(compareDraft(house.app, { file: anonymous, document: null }))).toMatchObject({ code: 'code-unknown', message: expect.stringContaining('--document KOD') })
    expect((await failureOf(compareDraft(house.app, { file: anonymous, document: '7K3M-9QXT-2B' }))).code).toBe('code-unknown')
  })
})

function hasOffice(): boolean {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
if (!hasOffice()) console.warn('Hoppar över: LibreOffice saknas (apt-get install libreoffice-writer), så inget utkast sparas om i ett annat program.')

describe.runIf(hasOffice())('a document saved anew in LibreOffice', () => {
  /** The files as LibreOffice saves them. */
  function saved(files: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, `${name}.docx`), bytes)
    execFileSync('soffice', [`-env:UserInstallation=file://${directory}/profile`, '--headless', '--convert-to', 'docx:MS Word 2007 XML', '--outdir', join(directory, 'out'), ...Object.keys(files).map((name) => join(directory, `${name}.docx`))], { stdio: 'ignore' })
    return Object.fromEntries(Object.keys(files).map((name) => [name, readFileSync(join(directory, 'out', `${name}.docx`))]))
  }

  it('differs in nothing when nobody changed it, whatever the kind, and in one place when somebody changed one', async () => {
    const kinds = manifest.documents.map(({ kind }) => kind)
    const originals = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await wordOf(kind)] as const)))
    const changed = edited(await wordOf('raps'))
    const returned = saved({ ...originals, changed })
    for (const kind of kinds) {
      const compared = await compareDraft(house.app, { file: returned[kind] ?? new Uint8Array(), document: null })
      expect({ kind: compared.kind, differences: compared.differences, margins: compared.margins, remarks: compared.remarks }).toEqual({ kind, differences: [], margins: [], remarks: [] })
    }
    const { differences } = await compareDraft(house.app, { file: returned['changed'] ?? new Uint8Array(), document: null })
    expect(differences.map(({ tracking, words }) => [tracking, words.filter(({ mark }) => mark === 'added').map(({ text }) => text)])).toEqual([['tracked', ['Paragraf ']], ['untracked', ['sekreteraren']]])
  }, 120_000)
})
