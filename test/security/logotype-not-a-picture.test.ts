import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { call, type Answer } from '../cli/call.js'
import { factsOf, openHouse } from '../open-house.js'

const house = await openHouse()
const FIXTURES = new URL('../../fixtures/facts/', import.meta.url)
let folders = 0

/** What `pack` answers for a customer whose folder was laid out by `lay`. */
async function packFrom(lay: (folder: string) => void, change: (facts: ReturnType<typeof factsOf>) => unknown = (facts) => facts): Promise<Answer> {
  const folder = join(house.directory, `kund-${++folders}`)
  mkdirSync(join(folder, 'logotyper'), { recursive: true })
  lay(folder)
  writeFileSync(join(folder, 'kund.json'), JSON.stringify(change(factsOf('tallmo-omsorg'))))
  return call(house, 'pack', join(folder, 'kund.json'), '--draft', '--kinds', 'leveransavtal-bilaga-4', '--out', join(folder, 'ut'))
}

const NAME = 'tallmo omsorg.png'
const picture = (name: string) => fileURLToPath(new URL(`logotyper/${name}`, FIXTURES))

test('without a picture the document says the file’s name, stderr says so, and the command is done', async () => {
  const answer = await packFrom(() => undefined)
  expect([answer.exit, answer.complaints]).toEqual([0, expect.stringContaining(`kund.logotyp: bilden ${NAME} finns inte bredvid uppgiftsfilen eller i logotyper/ där`)])
})

test.each([['beside the facts', ''], ['in logotyper/', 'logotyper']])('a picture %s is taken without a word', async (_, place) => {
  const answer = await packFrom((folder) => copyFileSync(picture(NAME), join(folder, place, NAME)))
  expect([answer.exit, answer.complaints]).toEqual([0, ''])
})

test('a vector file is left where it is, and stderr says that its name is printed', async () => {
  const answer = await packFrom((folder) => writeFileSync(join(folder, 'logotyp.svg'), '<svg onload="x()"/>'), (facts) => ({ ...facts, kund: { ...facts.kund, logotyp: 'logotyp.svg' } }))
  expect([answer.exit, answer.complaints]).toEqual([0, expect.stringContaining('logotyp.svg är varken PNG eller JPEG')])
})

test.each<[string, (folder: string) => void, string]>([
  ['holds something else', (folder) => writeFileSync(join(folder, NAME), '<svg/>'), 'är varken PNG eller JPEG'],
  ['is larger than any logotype', (folder) => writeFileSync(join(folder, NAME), Buffer.alloc(5 * 1024 * 1024 + 1)), 'är större än 5 MB'],
  ['is a folder', (folder) => mkdirSync(join(folder, NAME)), 'är ingen fil'],
  ['is a pipe that nobody writes to', (folder) => execFileSync('mkfifo', [join(folder, 'logotyper', NAME)]), 'är ingen fil'],
])('a picture that %s is refused by place', async (_, lay, message) => {
  const answer = await packFrom(lay)
  expect([answer.exit, answer.text]).toEqual([3, expect.stringContaining(message)])
})

test.each(['../logotyp.png', '/etc/logotyp.png', 'a/b.png', '..\\logotyp.png', '.png'])('the name %s is no picture beside the facts and is refused', async (logotyp) => {
  const answer = await packFrom((folder) => copyFileSync(picture(NAME), join(folder, '..', 'logotyp.png')), (facts) => ({ ...facts, kund: { ...facts.kund, logotyp } }))
  expect([answer.exit, answer.text]).toEqual([3, expect.stringContaining('är inget filnamn på en bild')])
})
