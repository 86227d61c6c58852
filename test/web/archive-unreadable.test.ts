import { beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/app.js'
import { customerProgress } from '../../src/flows/status.js'
import { exportTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import type { Page, Visit } from '../../src/web/page.js'
import { EVALUATION_PAGE } from '../../src/web/pages/evaluation.js'
import { MEETING_PAGE } from '../../src/web/pages/meeting.js'
import { SUPPLIER_PAGE } from '../../src/web/pages/supplier.js'
import { factsOf, openHouse, packed, type House } from '../open-house.js'
import { withDocument } from '../templates/word/template-of.js'
import { visitTo } from './visit-to.js'

const FACTS = factsOf('lillfors-kommun')
let house: House

/** The house as somebody meets it whose archive disk answers nothing. */
function unreadable(): App {
  return { ...house.app, archive: { ...house.app.archive, read: () => Promise.reject(new Error('EIO: i/o error, read')) } }
}

async function send(page: Page, id: string, said: object, params: Visit['params'] = {}): Promise<void> {
  await page.forms.find((form) => form.id === id)?.work(visitTo(unreadable(), { orgnr: FACTS.kund.orgnr, ...params }), { said, files: [], directory: '' })
}

beforeAll(async () => {
  house = await openHouse()
  await packed(house, FACTS, { kinds: ['kortprognos'] })
  // Whether the newer edition says something else is told by files of the archive.
  const { bytes } = await exportTemplate(house.app, 'kortprognos', null)
  await importTemplate(house.app, { file: withDocument(bytes, '</w:t></w:r></w:p>', ': nya ord</w:t></w:r></w:p>'), by: house.app.actor('Maja Mallansvarig'), kind: null })
})

describe('an archive that cannot be read', () => {
  it('keeps nobody from saving what has nothing to do with it: answers, contacts and meetings', async () => {
    await send(EVALUATION_PAGE, 'svar', { tidplanen: '4' })
    await send(SUPPLIER_PAGE, 'kontakt', { roll: 'kundtjanst', namn: 'Kundtjänst Väst' })
    await send(MEETING_PAGE, 'boka', { dag: '2026-12-01', fran: '09:00', till: '11:00', plats: 'Rådhuset' }, { traff: '1' })
    const { evaluation, contacts, meetings } = await customerProgress(unreadable(), FACTS.kund.orgnr)
    expect([evaluation.answers.length, contacts.find(({ role }) => role === 'kundtjanst')?.name, meetings[0]?.booking?.startsAt]).toEqual([1, 'Kundtjänst Väst', '2026-12-01T09:00'])
  })
})
