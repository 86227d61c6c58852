import { beforeEach, expect, test } from 'vitest'
import { exportTemplate, releaseTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { tampered } from '../templates/word/template-of.js'
import { failureOf, openHouse, type House } from '../open-house.js'

const AUTHOR = 'Åsa Östlund'
let house: House

beforeEach(async () => {
  house = await openHouse()
})

async function handIn(by: string): Promise<void> {
  const { bytes } = await exportTemplate(house.app, 'utvardering', null)
  const docx = tampered(bytes, { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' MER</w:t></w:r></w:p>') })
  await importTemplate(house.app, { file: docx, by: house.app.actor(by), kind: null })
}

test.each([AUTHOR, AUTHOR.toUpperCase(), ` ${AUTHOR.replace(' ', '   ')} `, AUTHOR.normalize('NFD'), `Åsa\u200B Östlund`, 'Åsa\u00A0Östlund'])('the author releasing their own edition as %j is refused', async (name) => {
  await handIn(AUTHOR)
  const failure = await failureOf(releaseTemplate(house.app, 'utvardering', house.app.actor(name)))
  expect([failure.code, failure.message]).toEqual(['transition-refused', expect.stringContaining('kan inte själv frisläppa')])
})

test('one person releasing twice under two spellings is refused', async () => {
  await releaseTemplate(house.app, 'utvardering', house.app.actor('Eva Exempel'))
  expect((await failureOf(releaseTemplate(house.app, 'utvardering', house.app.actor('eva  exempel')))).code).toBe('already-recorded')
})

test.each(['Anslut', 'anslut', ' ANSLUT ', 'Ansl\u00ADut'])('an edition handed in as %j, the program’s own name, is refused', async (name) => {
  expect((await failureOf(handIn(name))).code).toBe('call-invalid')
})
