import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filledOf } from '../../src/bench/anslut.js'
import { ifInstalled, type Contender, type ContenderName } from '../../src/bench/contender.js'
import { benchRender, openContenders } from '../../src/bench/render-bench.js'
import { WHOLE_PACK } from '../../src/bench/round-times.js'
import { renderFiguresSchema } from '../../src/bench/render-figures.js'
import { renderTable } from '../../src/bench/render-table.js'
import { openSubjects, type Subject } from '../../src/bench/subject.js'
import { benchRenderCommand } from '../../src/cli/bench.js'
import { silentProgress } from '../silent-progress.js'
import type { FilledDocument } from '../../templates/document.js'
import { wordsOf } from '../../templates/words-of.js'
import { textOf } from '../../templates/word/xml.js'
import { parseXml } from '../../templates/word/parse-xml.js'

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined
let contenders: Contender[] = []
const subjects: Subject[] = openSubjects()(1)

beforeAll(async () => {
  contenders = await openContenders()
})

async function fileOf(name: ContenderName, subject: Subject): Promise<Uint8Array> {
  const [file] = (await contenders.find((one) => one.name === name)?.make(subject)) ?? []
  if (file === undefined) throw new Error(`${name} made nothing`)
  return file
}

/** What stands in a template where Anslut writes the table of contents, and Word would. */
const CONTENTS_PLACE = 'Innehållsförteckningenskrivsnärmallenfyllsi.'

/** Word counts headings and lists itself, so their numbers are no text of the file. */
function wordsInWord(filled: FilledDocument): string {
  return wordsOf({ ...filled, blocks: filled.blocks.map((block) => (block.type === 'paragraph' ? { ...block, number: null } : block)) }).join('')
}

function firstDifference(one: string, other: string): string {
  const letters = other.split('')
  const at = one.split('').findIndex((letter, index) => letter !== letters[index])
  return at === -1 && one.length === other.length ? '' : `${one.slice(Math.max(0, at - 40), at + 40)} | ${other.slice(Math.max(0, at - 40), at + 40)}`
}

function wordTextOf(docx: Uint8Array): string {
  return textOf(parseXml('word/document.xml', unzipSync(docx)['word/document.xml'] ?? new Uint8Array())).replaceAll(/\s+/gu, '')
}

describe('what is measured beside Anslut', () => {
  it('is a whole pack with every agreement', () => {
    expect(subjects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['grundavtal', 'tjansteavtal', 'raps', 'rutiner', 'leveransavtal', 'leveransavtal-bilaga-6', 'handlaggare-ansokan', 'kortprognos']))
  })

  it.each(subjects.map((subject) => [subject.kind, subject] as const))('%s filled by docxtemplater says exactly what Anslut says', async (_, subject) => {
    const said = wordsInWord(filledOf(subject))
    expect(said.length).toBeGreaterThan(500)
    expect(firstDifference(wordTextOf(await fileOf('docxtemplater', subject)).replace(CONTENTS_PLACE, ''), said)).toBe('')
  })

  it.each(subjects.map((subject) => [subject.kind, subject] as const))('%s made by docx says every word that Anslut says', async (_, subject) => {
    const said = wordTextOf(await fileOf('docx', subject))
    expect(wordsOf(filledOf(subject)).filter((word) => !said.includes(word))).toEqual([])
  })

  it('leaves no tag of the template in what docxtemplater fills', async () => {
    for (const subject of subjects) expect(Object.entries(unzipSync(await fileOf('docxtemplater', subject))).filter(([name, bytes]) => name.endsWith('.xml') && /\{\{|undefined/.test(strFromU8(bytes))).map(([name]) => name)).toEqual([])
  })

  it('is another customer every round', () => {
    const subjectsOf = openSubjects()
    const customerIn = (round: number): string => JSON.stringify([subjectsOf(round)[0]?.context.kund.namn, subjectsOf(round)[0]?.context.undertecknare])
    expect(new Set([0, 1, 2, 311, 312].map(customerIn)).size).toBe(5)
  })
})

describe.runIf(hasPoppler).each(['pdfmake', 'typst'] as const)('the PDF that %s makes', (peer) => {
  const compared = subjects.filter(({ kind }) => ['raps', 'tjansteavtal', 'grundavtal', 'kortprognos'].includes(kind))
  const directory = mkdtempSync(join(tmpdir(), 'anslut-bench-'))
  afterAll(() => rmSync(directory, { recursive: true }))

  it.each(compared.map((subject) => [subject.kind, subject] as const))('says every word of %s', async (kind, subject) => {
    const file = join(directory, `${kind}.pdf`)
    writeFileSync(file, await fileOf(peer, subject))
    // A word cut at a line's end is whole without its hyphen.
    const read = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }).replaceAll(/[\u00AD\u2010-]\n/gu, '').replaceAll(/\s+/gu, '').replaceAll(/[-\u00AD\u2010]/gu, '')
    const missing = wordsOf(filledOf(subject)).map((word) => word.replaceAll(/[-\u00AD\u2010]/gu, '')).filter((word) => !read.includes(word))
    expect(missing).toEqual([])
  })

  it('has about as many pages as that of Anslut', async () => {
    const pagesOf = async (name: ContenderName, subject: Subject): Promise<number> => (await PDFDocument.load(await fileOf(name, subject), { updateMetadata: false })).getPageCount()
    for (const subject of compared) expect({ kind: subject.kind, isNear: Math.abs((await pagesOf(peer, subject)) - (await pagesOf('anslut-pdf', subject))) <= 2 }).toEqual({ kind: subject.kind, isNear: true })
  })
})

describe('bench render', () => {
  it('gives every contender a figure for three documents and the pack, peers a ratio, and the first document its time', async () => {
    const figures = renderFiguresSchema.parse(await benchRender({ rounds: 1, warmUpRounds: 0, starts: 1, packs: 2 }, () => undefined))
    expect(figures.rows.map(({ what }) => what)).toEqual(['raps', 'tjansteavtal', 'grundavtal', WHOLE_PACK])
    const peers = ['docx', 'docx+pdfmake', 'docx+typst', 'docxtemplater', 'pdfmake', 'typst']
    for (const { what, figures: row } of figures.rows) {
      const ofRow = what === WHOLE_PACK && figures.peers.libreoffice !== null ? [...peers, 'docxtemplater+libreoffice'] : peers
      expect(row.map(({ measured }) => measured).toSorted()).toEqual(['anslut-docx', 'anslut-docx-pdf', 'anslut-pdf', ...ofRow].toSorted())
      expect(row.filter(({ timesAnslut }) => timesAnslut !== null).map(({ measured }) => measured).toSorted()).toEqual(ofRow.toSorted())
      expect(row.every(({ medianMs, minMs }) => medianMs >= minMs && minMs > 0)).toBe(true)
      expect(row.filter(({ pages }) => pages === null).map(({ measured }) => measured).toSorted()).toEqual(['anslut-docx', 'docx', 'docxtemplater'])
    }
    expect(figures.firstDocument.medianWallMs).toBeGreaterThan(0)
    expect(figures.manyPacks).toMatchObject({ packs: 2, wallMs: expect.any(Number) })
    const { cpuMsPerPack, peakBytes } = figures.manyPacks
    expect([cpuMsPerPack, peakBytes].map((figure) => figure !== null && figure > 0)).toEqual(existsSync('/proc/self/status') ? [true, true] : [false, false])
    const table = renderTable(figures)
    expect(table).toMatch(/\n2 paket i en körning, .* s(, \d+ CPU-ms per paket, som mest \d+ MB minne)?\.\n/)
    for (const shown of ['raps', 'tjansteavtal', 'grundavtal', WHOLE_PACK]) expect(table).toContain(`\n${shown.padEnd(16)} Anslut DOCX `)
    expect(table.match(/^ +docx\+typst /gm)).toHaveLength(4)
    expect(table).toContain('Första handlingen på disk')
    expect(renderTable({ ...figures, peers: { ...figures.peers, libreoffice: '7.4' } })).not.toContain('saknas')
    expect(renderTable({ ...figures, peers: { ...figures.peers, pdfmake: null, libreoffice: null } })).toMatch(/pdfmake saknas[^]*libreoffice saknas/)
  }, 300_000)

  it('takes a peer that is not installed for missing, and nothing else', async () => {
    const absent = 'ett-paket-som-inte-finns'
    expect(await ifInstalled(() => import(absent))).toBeNull()
    await expect(ifInstalled(() => Promise.reject(new Error('trasig')))).rejects.toThrow('trasig')
  })

  it('refuses a number of rounds or packs that is none', async () => {
    for (const options of [{ n: 'tio' }, { packs: '0' }, { packs: '312' }]) await expect(async () => benchRenderCommand.standsAlone?.({ args: [], options, progress: silentProgress, environment: {} })).rejects.toMatchObject({ code: 'call-invalid' })
  })
})
