import { afterAll, beforeAll, expect, it } from 'vitest'
import { renderWorkerPath, shippedFonts } from '../../src/program-files.js'
import { compiledTemplate, knownTemplate } from '../../src/rendering/compiled-template.js'
import { MOST_TEMPLATES } from '../../src/rendering/most-templates.js'
import type { RenderJob } from '../../src/rendering/render-version.js'
import { openRenderer, openThreadedRenderer } from '../../src/rendering/renderer.js'
import { exampleContext } from '../templates/word/example-context.js'
import { templateOf } from '../templates/word/template-of.js'

const renderer = openThreadedRenderer(shippedFonts, renderWorkerPath, 1)
let bytes: Uint8Array

beforeAll(async () => {
  bytes = await templateOf('# Kortprognos\n\nFör {{kund.namn}}.')
})
afterAll(() => renderer.close())

function job(sha256: string): RenderJob {
  return { template: { sha256, bytes }, context: exampleContext(), deviatesFrom: null, logotype: null, code: '7K3M9QXT2B', exemplars: 1, draft: false, key: { id: 'K7', bytes: new Uint8Array(32) }, issuedAt: '2026-11-22T09:00:00.000Z', decision: null }
}

it('templates that have not been used for long are forgotten, and those in use are not', () => {
  for (let number = 0; number <= 2 * MOST_TEMPLATES; number++) {
    compiledTemplate({ sha256: `mall ${number}`, bytes })
    compiledTemplate({ sha256: 'i bruk', bytes })
  }
  expect(knownTemplate('mall 0')).toBeNull()
  expect(knownTemplate('i bruk')).not.toBeNull()
})

it('a thread binds a pack to the same bytes as the thread that asks, and says what is wrong with a part', async () => {
  const { docx, pdfs: [pdf] } = await renderer.render(job('mall'))
  if (docx === null || pdf === undefined) throw new Error('nothing was rendered')
  const pack = { parts: ['1. Kortprognos', '2. Kortprognos'].map((title) => ({ title, bytes: pdf, leadsTo: [] })), statement: { title: 'Handlingar', subject: 'Prov', issuedAt: '2026-11-22T09:00:00.000Z' }, files: [{ name: '01.pdf', bytes: pdf }, { name: '01.docx', bytes: docx }] }
  const [there, here] = [await renderer.bind(pack), await openRenderer(shippedFonts).bind(pack)]
  expect([Buffer.compare(there.pdf, here.pdf), Buffer.compare(there.zip, here.zip)]).toEqual([0, 0])
  await expect(renderer.bind({ ...pack, parts: [{ title: 'Trasig', bytes: docx, leadsTo: [] }] })).rejects.toThrow('PDF')
})

it('a thread sets what goes before a pack to the same bytes as the thread that asks', async () => {
  const rows = [{ number: 1, title: 'Kortprognos', code: '7K3M-9QXT-2B', exemplars: 2, pageCount: 1, signedBy: 'Kunden', whatToDo: 'Underteckna.' }]
  const front = { letter: { template: { sha256: 'brev', bytes }, context: exampleContext(), title: 'Följebrev', marks: [] }, contents: { cover: { customer: 'Provkunden', about: [], on: '2026-11-22' }, rows, title: 'Innehåll', marks: [] }, subject: 'Prov', issuedAt: '2026-11-22T09:00:00.000Z' }
  const [there, here] = [await renderer.front(front), await openRenderer(shippedFonts).front(front)]
  expect([Buffer.compare(there.letter.pdf, here.letter.pdf), Buffer.compare(there.letter.docx, here.letter.docx), Buffer.compare(there.contents.pdf, here.contents.pdf)]).toEqual([0, 0, 0])
  expect([there.letter.pageCount, there.contents.pageCount]).toEqual([1, 1])
})

it('a thread that has been sent too many templates is sent the first one again', async () => {
  const [first] = await Promise.all(Array.from({ length: MOST_TEMPLATES + 1 }, (_, number) => renderer.render(job(`mall ${number}`))))
  expect((await renderer.render(job('mall 0'))).pdfs).toEqual(first?.pdfs)
})
