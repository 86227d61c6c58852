import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFName, rgb } from 'pdf-lib'
import { beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from '../open-house.js'
import { MAP, thirdPartyForm } from '../templates/form/third-party-form.js'
import { call } from './call.js'

let house: House
let form: string
let map: string

beforeAll(async () => {
  house = await openHouse()
  form = join(house.directory, 'ansokan.pdf')
  map = join(house.directory, 'karta.json')
  writeFileSync(form, await thirdPartyForm())
})

it('a check of a form without a map writes one to begin with, every field for the pen', async () => {
  const answer = await call(house, 'template', 'check', form, '--out', map)
  expect([answer.exit, answer.text]).toEqual([4, expect.stringContaining('ingen fältkarta')])
  expect(JSON.parse(readFileSync(map, 'utf8'))).toEqual({ fields: Object.fromEntries([...Object.keys(MAP.fields), 'Underskrift1'].map((name) => [name, null])), signatures: [] })
})

it('a form with its map is taken in, and exported as one PDF that a check is content with', async () => {
  writeFileSync(map, JSON.stringify(MAP))
  const imported = await call(house, 'template', 'import', form, '--kind', 'sis-dnv-ansokan', '--fields', map, '--by', 'Maja Mallansvarig')
  expect(imported.text).toContain('sis-dnv-ansokan, utgåva 2 (Maja Mallansvarig) är inläst.')
  const out = join(house.directory, 'ut.pdf')
  await call(house, 'template', 'export', 'sis-dnv-ansokan', '--out', out)
  expect((await call(house, 'template', 'check', out)).text).toContain('Mallen går att använda.')
  expect((await call(house, 'template', 'diff', 'sis-dnv-ansokan')).text).toContain('Org.namn (textfält')
})

it('a map for a Word template is a wrong call, and a map that is no JSON is refused by its name', async () => {
  const word = join(house.directory, 'raps.docx')
  await call(house, 'template', 'export', 'raps', '--out', word)
  expect(await call(house, 'template', 'import', word, '--fields', map, '--by', 'Maja')).toMatchObject({ exit: 2 })
  const broken = join(house.directory, 'trasig.json')
  writeFileSync(broken, '{\n"fields": }')
  expect(await call(house, 'template', 'check', form, '--fields', broken)).toMatchObject({ exit: 3, text: expect.stringContaining('inte JSON') })
})

it('a check tries the fields of a form as an import does, and both name the one that paper would not show', async () => {
  const black = join(house.directory, 'svart.pdf')
  writeFileSync(black, await thirdPartyForm((pdf) => {
    pdf.getPage(0).drawRectangle({ x: 60, y: 720, width: 300, height: 20, color: rgb(0, 0, 0) })
    for (const { dict } of pdf.getForm().getField('Org.namn').acroField.getWidgets()) dict.set(PDFName.of('MK'), pdf.context.obj({}))
  }))
  const said = 'Fält Org.namn: det som fylls i skulle inte synas på papper'
  expect(await call(house, 'template', 'check', black, '--kind', 'sis-dnv-ansokan', '--fields', map)).toMatchObject({ exit: 4, text: expect.stringContaining(said) })
  expect(await call(house, 'template', 'import', black, '--kind', 'sis-dnv-ansokan', '--fields', map, '--by', 'Maja')).toMatchObject({ exit: 3, text: expect.stringContaining(said) })
})
