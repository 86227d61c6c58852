import { beforeAll, expect, it } from 'vitest'
import { scan } from '../../src/flows/scan.js'
import { allEvents } from '../../src/storage/events.js'
import { scans } from '../../src/storage/scans.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import { failureOf, openHouse, type House } from '../open-house.js'
import { inCopier } from '../signed-scans.js'

let house: House
beforeAll(async () => {
  house = await openHouse()
})

it('a personnummer in the name of a scanned file is kept neither in the event chain nor in the row', async () => {
  const broken = new TextEncoder().encode(`%PDF-1.7\n${'x'.repeat(200)}`)
  expect((await failureOf(scan(house.app, [inCopier(house, 'RAPS Eva 19850101-1234.pdf', broken)]))).code).toBe('scan-unreadable')
  const names: string[] = []
  for await (const { event } of allEvents(house.app.store.read)) if (event.type === 'scan-received') names.push(event.fileName)
  names.push(...(await scans(house.app.store.read)).map(({ fileName }) => fileName))
  expect(names).toEqual(['RAPS Eva ********-****.pdf', 'RAPS Eva ********-****.pdf'])
})

it.each([
  ['850101-1234.pdf', '******-****.pdf'], ['8501011234.pdf', '**********.pdf'], ['eva_850101_1234_raps.pdf', 'eva_******_****_raps.pdf'],
  ['850161+1234.pdf', '******+****.pdf'], ['19850101–1234.pdf', '********–****.pdf'], ['raps-2026-11-22.pdf', 'raps-2026-11-22.pdf'], ['hög-17.pdf', 'hög-17.pdf'],
])('%s is recorded as %s', (name, recorded) => {
  expect(withoutPersonnummer(name)).toBe(recorded)
})
