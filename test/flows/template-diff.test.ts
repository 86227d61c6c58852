import { beforeEach, expect, it } from 'vitest'
import { exportTemplate } from '../../src/flows/template.js'
import { templateDiff } from '../../src/flows/template-diff.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { templateDiffCommand } from '../../src/cli/template-diff.js'
import { tampered } from '../templates/word/template-of.js'
import { failureOf, openHouse, type House } from '../open-house.js'

let house: House

beforeEach(async () => {
  house = await openHouse()
})

async function handIn(find: string, put: string): Promise<void> {
  const { bytes } = await exportTemplate(house.app, 'utvardering', null)
  const docx = tampered(bytes, { 'word/document.xml': (xml) => xml.replace(find, put) })
  await importTemplate(house.app, { file: docx, by: house.app.actor('Maja Mallansvarig'), kind: null })
}

it('shows the latest edition against the one before, or any two', async () => {
  await handIn('</w:t></w:r></w:p>', ' FÖRSTA</w:t></w:r></w:p>')
  await handIn('FÖRSTA', 'ANDRA')
  const latest = await templateDiff(house.app, 'utvardering', { from: null, to: null })
  expect([latest.from.edition, latest.to.edition, latest.changes.length]).toEqual(['2', '3', 1])
  expect((await templateDiff(house.app, 'utvardering', { from: '1', to: '2' })).changes).toEqual([expect.objectContaining({ type: 'changed', words: expect.arrayContaining([{ text: ' FÖRSTA', mark: 'added' }]) })])
  expect((await templateDiff(house.app, 'utvardering', { from: '3', to: '3' })).changes).toEqual([])
})

it('says so when there is nothing before, or no such edition or kind', async () => {
  const refused = async (kind: string, from: string | null, to: string | null): Promise<string> => (await failureOf(templateDiff(house.app, kind, { from, to }))).code
  expect(await refused('utvardering', null, null)).toBe('call-invalid')
  expect(await refused('utvardering', '9', null)).toBe('call-invalid')
  expect(await refused('utvrdering', null, null)).toBe('kind-unknown')
})

it('reads in Swedish, with who made which edition and what was counted', async () => {
  await handIn('</w:t></w:r></w:p>', ' MER</w:t></w:r></w:p>')
  const outcome = await templateDiffCommand.run?.({ app: house.app, args: ['utvardering'], options: {}, progress: { report: () => undefined, end: () => undefined } })
  expect(outcome?.text).toMatch(/^utvardering: från utgåva 1 \(Anslut, .*\) till utgåva 2 \(Maja Mallansvarig, .*\)\nStycken och tabellrader: 1 ändrade, 0 tillagda, 0 borttagna\./)
  expect(outcome?.text).toContain('{+ MER+}')
  expect(templateDiffCommand.output.parse(outcome?.json)).toEqual(outcome?.json)
})
