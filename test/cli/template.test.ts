import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { CLERK, openHouse, type House } from '../open-house.js'
import { partOf, tampered } from '../templates/word/template-of.js'
import { call } from './call.js'

const check = z.object({ faults: z.array(z.object({ path: z.string(), message: z.string() })), notes: z.array(z.object({ path: z.string(), message: z.string() })), copy: z.string().nullable() })
let house: House
let path: string
let faulty: string

beforeAll(async () => {
  house = await openHouse()
  path = join(house.directory, 'leveransavtal.docx')
  faulty = join(house.directory, 'fel.docx')
  await call(house, 'template', 'export', 'leveransavtal', '--out', path)
  writeFileSync(faulty, tampered(readFileSync(path), { 'word/document.xml': (xml) => xml.replace('{{kund.namn}}', '{{kund.nanm}}') }))
})

it('a check shows every fault by its place, as text, as JSON and as comments in a copy', async () => {
  const out = join(house.directory, 'kommenterad.docx')
  const answer = await call(house, 'template', 'check', faulty, '--out', out)
  expect(answer.exit).toBe(4)
  expect(answer.text).toMatch(/^Stycke \d+: {{kund\.nanm}} är ingen känd uppgift, menade du kund\.namn\?/)
  expect(check.parse(answer.json)).toMatchObject({ faults: [{ path: expect.stringMatching(/^Stycke \d+$/) }], notes: [], copy: out })
  expect(partOf(readFileSync(out), 'word/comments.xml')).toContain('menade du kund.namn?')
})

it('facts that the kind asks for and the template never names are remarks, not faults', async () => {
  const unasked = join(house.directory, 'utan-referens.docx')
  writeFileSync(unasked, tampered(readFileSync(path), { 'word/document.xml': (xml) => xml.replaceAll('kund.fakturareferens', 'kund.diarienummer') }))
  const answer = await call(house, 'template', 'check', unasked)
  expect([answer.exit, check.parse(answer.json).notes.map(({ path: fact }) => fact)]).toEqual([0, ['kund.fakturareferens']])
  expect(answer.text).toContain('Observera: kund.fakturareferens krävs för undertecknandeexemplar av leveransavtal men skrivs aldrig ut i mallen. Lägg till {{kund.fakturareferens}}')
  expect(check.parse((await call(house, 'template', 'check', path, '--kind', 'checklista')).json).notes).toEqual([])
})

it('the commented copy never overwrites the template itself', async () => {
  const before = readFileSync(faulty)
  expect(await call(house, 'template', 'check', faulty, '--out', faulty)).toMatchObject({ exit: 2, text: expect.stringContaining('call-invalid') })
  expect(readFileSync(faulty).equals(before)).toBe(true)
})

it('a file that is no Word file gets no copy', async () => {
  const [text, out] = [join(house.directory, 'text.docx'), join(house.directory, 'ingen.docx')]
  writeFileSync(text, 'inte en zip-fil')
  const answer = await call(house, 'template', 'check', text, '--out', out)
  expect([answer.exit, check.parse(answer.json).copy, existsSync(out)]).toEqual([4, null, false])
})

it.each([
  ['a file that is not there', (): string[] => ['check', join(house.directory, 'finns-inte.docx')], 'file-unreadable'],
  ['a folder', (): string[] => ['import', house.directory, '--by', CLERK], 'file-unreadable'],
  ['a faulty template', (): string[] => ['import', faulty, '--by', CLERK], 'template-invalid'],
  ['an unchanged template', (): string[] => ['import', path, '--by', CLERK], 'already-recorded'],
  ['a copy where no file can be written', (): string[] => ['check', faulty, '--out', join(house.directory, 'ingen', 'mapp.docx')], 'file-unreadable'],
])('%s is refused by name', async (_, argv, code) => {
  expect(await call(house, 'template', ...argv())).toMatchObject({ exit: 3, text: expect.stringContaining(`${code}: `) })
})

it('an author is asked for', async () => {
  expect((await call(house, 'template', 'import', path)).exit).toBe(2)
})

it('an import that drops a fact the kind asks for is done, and somebody must look', async () => {
  const dropped = join(house.directory, 'tappad.docx')
  writeFileSync(dropped, tampered(readFileSync(path), { 'word/document.xml': (xml) => xml.replaceAll('kund.fakturareferens', 'kund.webb') }))
  expect(await call(house, 'template', 'import', dropped, '--by', CLERK)).toMatchObject({ exit: 4, text: expect.stringContaining('Observera: kund.fakturareferens krävs') })
})
