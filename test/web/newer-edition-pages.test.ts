import { beforeAll, describe, expect, it } from 'vitest'
import { spokenCode } from '../../contracts/spoken-code.js'
import { acceptDraft } from '../../src/flows/draft-accept.js'
import { registerDraft } from '../../src/flows/draft-register.js'
import { exportTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { eventsOf } from '../../src/storage/events.js'
import { filesOf, versionsOf, type StoredVersion } from '../../src/storage/versions.js'
import { factsFields } from '../../src/web/pages/facts-fields.js'
import type { Facts } from '../../templates/facts.js'
import { openBrowser, type Browser } from '../http/browser.js'
import { ask, useService } from '../http/served-app.js'
import { factsOf } from '../open-house.js'
import { tampered, withDocument } from '../templates/word/template-of.js'

const service = useService()
const FACTS = factsOf('lillfors-kommun')
const HOME = `/kunder/${FACTS.kund.orgnr}`
const PACK = `${HOME}/paket`
let browser: Browser

const current = async (kind: string): Promise<StoredVersion> => {
  const found = (await versionsOf(service().app.store.read, FACTS.kund.orgnr)).find((version) => version.kind === kind && version.supersededBy === null)
  if (found === undefined) throw new Error(`no ${kind} is in force`)
  return found
}
const typed = (facts: Facts): Record<string, string> => Object.fromEntries(factsFields(facts, () => 0).map(({ name, value }) => [name, value]))
const issue = (facts: Facts, fields: Readonly<Record<string, string>>) => browser.sendFiles(PACK, { formular: 'uppgifter', ...typed(facts), utgava: 'signing', by: 'Eva Ek', ...fields })
const NOTICE = /<div class="notice"><p><strong>Mallen har en nyare utgåva<\/strong><\/p>\s*<ul>(.*?)<\/ul>/s

beforeAll(async () => {
  const made = await ask(service(), 'POST', '/api/v1/packs', { facts: FACTS, kinds: ['grundavtal', 'kortprognos'] })
  if (made.status !== 201) throw new Error(`the pack was refused: ${made.status}`)
  browser = openBrowser(service())
  await browser.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
})

describe('a newer edition that says something else', () => {
  it('is told on the customer’s page and where its papers are issued, in a page’s words, until they are issued anew', async () => {
    for (const page of [HOME, PACK]) expect((await browser.open(page)).html).not.toMatch(NOTICE)
    const { bytes } = await exportTemplate(service().app, 'kortprognos', null)
    await importTemplate(service().app, { file: tampered(bytes, { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' i en ny lydelse</w:t></w:r></w:p>') }), by: service().app.actor('Maja Mallansvarig'), kind: null })
    const before = await current('kortprognos')
    for (const page of [HOME, PACK]) {
      const rows = (NOTICE.exec((await browser.open(page)).html)?.[1] ?? '').replaceAll(/<[^>]+>/g, '')
      expect([page, rows]).toEqual([page, expect.stringContaining(`${before.title} ${spokenCode(before.code)}: en nyare utgåva finns (2); ge ut på nytt med ett skäl`)])
      expect(rows).not.toContain('--')
    }
    const done = await issue(FACTS, { slag: 'kortprognos', skal: 'Ny lydelse' })
    expect([done.status, (await current('kortprognos')).code === before.code]).toEqual([303, false])
    for (const page of [HOME, PACK]) expect((await browser.open(page)).html).not.toMatch(NOTICE)
  })
})

describe('an accepted deviation, when the facts that are typed say otherwise', () => {
  const moved: Facts = { ...FACTS, kund: { ...FACTS.kund, postadress: { gata: 'Nygatan 99', postnr: '951 99', ort: 'Lillfors' } } }

  beforeAll(async () => {
    const { app } = service()
    const { code } = await current('grundavtal')
    const word = (await filesOf(app.store.read, code)).find(({ path }) => path.endsWith('.docx'))?.sha256 ?? ''
    const file = withDocument(await app.archive.read(word), 'Fler Tjänsteavtal kan tecknas senare', 'Fler Tjänsteavtal får tecknas senare')
    const { text } = await registerDraft(app, { file, document: code, by: app.actor('Eva Ek'), reason: null, otherFacts: null })
    for (const by of ['Eva Ek', 'Kim Kollega']) await acceptDraft(app, { text, by: app.actor(by), reason: null })
  })

  it('is refused by its places with the field that lets it stand, and nothing is issued or lost of what was typed', async () => {
    await browser.open(PACK)
    const { code } = await current('grundavtal')
    const refused = await issue(moved, { slag: 'grundavtal', skal: 'Kunden har flyttat' })
    expect([refused.status, (await current('grundavtal')).code]).toEqual([422, code])
    for (const words of ['Nygatan 99', 'i fältet ”Varför texten får gälla med andra uppgifter”', 'name="annat"', 'value="Nygatan 99"', '>Kunden har flyttat</textarea>']) expect(refused.html).toContain(words)
    expect(refused.html).not.toContain('--other-facts')
  })

  it('stands by the word of who says why, which the history keeps as it was typed', async () => {
    await browser.open(PACK)
    const { code } = await current('grundavtal')
    const done = await issue(moved, { slag: 'grundavtal', skal: 'Kunden har flyttat', annat: 'Flytten sker <först> vid årsskiftet' })
    expect([done.status, (await current('grundavtal')).code]).toEqual([303, code])
    const { event } = (await eventsOf(service().app.store.read, FACTS.kund.orgnr)).findLast(({ event: one }) => one.type === 'facts-recorded') ?? {}
    expect(event).toMatchObject({ kept: [code], reason: 'Flytten sker <först> vid årsskiftet' })
    const { html } = await browser.open(`${HOME}/historik`)
    expect(html).toContain('Flytten sker &lt;först&gt; vid årsskiftet')
  })
})
