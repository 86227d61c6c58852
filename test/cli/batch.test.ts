import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { packCommand } from '../../src/cli/pack.js'
import { factsOf, openHouse, type House } from '../open-house.js'
import { call } from './call.js'

let house: House
let out = ''
beforeAll(async () => {
  house = await openHouse()
  out = join(house.directory, 'ut')
})

/** A directory with a file per customer. */
function directoryOf(name: string, files: Readonly<Record<string, unknown>>): string {
  const directory = join(house.directory, name)
  mkdirSync(directory)
  for (const [file, facts] of Object.entries(files)) writeFileSync(join(directory, file), JSON.stringify(facts))
  return directory
}

const batch = (...paths: string[]): ReturnType<typeof call> => call(house, 'pack', ...paths, '--kinds', 'kortprognos', '--out', out)

describe('pack on many customers', () => {
  it('takes a directory for its files of facts, and a file named twice once', async () => {
    const directory = directoryOf('alla', { 'b.json': factsOf('lillfors-kommun'), 'a.JSON': factsOf('tallmo-omsorg'), 'läs mig.txt': 'x' })
    expect(await batch(directory, join(directory, 'b.json'))).toMatchObject({ exit: 0, json: { packs: [{}, {}], faulty: [] } })
  })

  it('makes no papers for an organisation that several files are about, names them all, and goes on with the others', async () => {
    const other = factsOf('lillfors-kommun', (facts) => ({ ...facts, raFunktionsbrevlada: 'annan@lillfors.example' }))
    const directory = directoryOf('dubbla', { 'a.json': factsOf('lillfors-kommun'), 'b.json': other, 'c.json': factsOf('vardgruppen-solbacka') })
    const answer = await batch(directory)
    expect(answer).toMatchObject({ exit: 4, json: { packs: [{ name: factsOf('vardgruppen-solbacka').kund.namn }], faulty: [{ file: join(directory, 'a.json') }, { file: join(directory, 'b.json') }] } })
    expect(answer.complaints).toContain(`${join(directory, 'a.json')}: kund.orgnr: 212000-9879 (Lillfors kommun) står också i ${join(directory, 'b.json')}; behåll en av filerna\n`)
  })

  it('refuses a directory without any', async () => {
    expect(await batch(directoryOf('tom', {}))).toMatchObject({ exit: 3, text: expect.stringMatching(/^file-unreadable: .*tom innehåller inga uppgiftsfiler/) })
  })

  it('uses every processor for several customers, one for one, and as many as are asked for', () => {
    const directory = directoryOf('en', { 'a.json': {} })
    const threadsFor = (args: string[], workers?: string): number | undefined => packCommand.threads?.({ args, options: { workers } })
    expect([threadsFor(['a.json']), threadsFor(['a.json', 'b.json']), threadsFor([directory]), threadsFor([directory], '3')]).toEqual([1, availableParallelism(), availableParallelism(), 3])
  })
})
