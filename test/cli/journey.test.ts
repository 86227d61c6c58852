import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allCommands } from '../../src/cli/commands.js'
import { manifestSchema } from '../../src/flows/manifest.js'
import { distDirectory } from '../../src/program-files.js'
import { BOARD, CLERK, COLLEAGUE, documentOf, openUnpinnedHouse, PARTS, wait, type PostalHouse } from '../open-house.js'
import { reply } from '../mail/returned-mails.js'
import { copierPdf, inCopier, sheetsOf } from '../signed-scans.js'
import { tampered, withDocument } from '../templates/word/template-of.js'
import { call, called, type Answer } from './call.js'

const FACTS = join(distDirectory, 'fixtures', 'facts', 'bryggans-barnmorskemottagning.json')

let house: PostalHouse
let orgnr: string

const done = async (...argv: readonly string[]): Promise<Answer> => {
  const answer = await call(house, ...argv)
  expect(answer).toMatchObject({ exit: 0 })
  return answer
}
const manifest = () => manifestSchema.parse(JSON.parse(readFileSync(join(house.directory, 'ut', orgnr, 'manifest.json'), 'utf8')))
const codeOf = (kind: string): string => documentOf(manifest(), kind).code
const sequence = z.object({ events: z.array(z.object({ sequence: z.int() })).min(1) })

beforeAll(async () => {
  // One review document: scanning and sealing more of them is other tests' business.
  house = await openUnpinnedHouse({ reviewSet: ['rutiner'] })
})

describe('the whole journey on the command line', () => {
  it('sets and lists the parties', async () => {
    for (const part of PARTS) await done('party', 'set', join(distDirectory, 'fixtures', 'parties', `${part}.json`), '--by', CLERK)
    expect((await done('party', 'list')).text).toContain('granskningsadress granskning@driftbolaget.example')
  })

  it('keeps the list of card products', async () => {
    const article = ['product', 'set', 'SK-900', '--name', 'Besökskort', '--sort', 'card', '--by', CLERK]
    expect((await done(...article, '--price', '1 189,50', '--holds', 'fotografi')).text).toMatch(/^SK-900 Besökskort \(ordinarie kort, fotografi, 1.189,50.kr\)/u)
    expect(await call(house, ...article, '--price', 'gratis')).toMatchObject({ exit: 2, text: expect.stringContaining('189,50') })
    expect((await done('product', 'withdraw', 'SK-900', '--reason', 'utgått', '--by', CLERK)).text).toContain('utgått')
    expect((await done('product', 'list')).json).toMatchObject([{ article: 'SK-900', price: 1189.5 }])
  })

  it('issues a pack, and the same again', async () => {
    const { json } = await done('pack', FACTS, '--out', join(house.directory, 'ut'), '--kinds', 'raps,rutiner,kortprognos')
    orgnr = z.object({ packs: z.array(z.object({ orgnr: z.string() })) }).parse(json).packs[0]?.orgnr ?? ''
    expect((await done('pack', FACTS, '--out', join(house.directory, 'ut'), '--kinds', 'raps,rutiner,kortprognos')).text).toContain('oförändrad')
    await done('pack', FACTS, '--out', join(house.directory, 'utkast'), '--kinds', 'kortprognos', '--draft')
  })

  it('keeps how long documents are kept, says it of one, and keeps that longer', async () => {
    const decision = ['--decision', 'Plan 2026, 4.2', '--decided-by', 'Arkivnämnden', '--decided-on', '2026-05-04', '--by', CLERK]
    expect((await done('retention', 'set', 'kortprognos', '--years', '2 år', '--from', 'issued', ...decision)).text).toBe('kortprognos (Prognos för kortutgivning): 2 år efter att handlingen gavs ut, enligt Plan 2026, 4.2 (Arkivnämnden, 2026-05-04)\n')
    expect(await call(house, 'retention', 'set', 'raps', '--years', 'länge', ...decision)).toMatchObject({ exit: 2, text: expect.stringContaining('eller bevaras') })
    expect((await done('retention', 'list')).text).toContain('raps (Tillämpningsanvisning RAPS): inte beslutat, bevaras tills vidare')
    expect((await done('retention', 'show', codeOf('kortprognos'))).json).toMatchObject({ state: 'running' })
    expect((await done('retention', 'extend', codeOf('kortprognos'), '--until', 'bevaras', '--reason', 'forskning', '--by', CLERK)).text).toContain('Bevaras, enligt ett särskilt beslut.')
    expect((await done('retention', 'due')).json).toEqual([])
  })

  it('compares and registers what the customer has returned, and returns to the template', async () => {
    const returned = join(house.directory, 'ut', orgnr, 'raps.docx')
    expect((await done('draft', 'compare', returned)).text).toContain('Ingen skillnad')
    const before = codeOf('raps')
    expect((await done('draft', 'register', returned, '--document', before, '--by', CLERK)).text).toContain('ordagrant som mallen')
    await done('pack', FACTS, '--out', join(house.directory, 'ut'), '--kinds', 'raps,rutiner,kortprognos')
    expect(codeOf('raps')).not.toBe(before)
    await done('draft', 'drop', codeOf('raps'), '--by', CLERK, '--reason', 'Kunden tog tillbaka sin text')
  })

  it('takes in what a customer wants otherwise in an agreement: one proposal is rejected, the next accepted by two', async () => {
    const [out, returned] = [join(house.directory, 'avtal'), join(house.directory, 'retur.docx')]
    await done('pack', FACTS, '--out', out, '--kinds', 'tjansteavtal')
    const issued = readFileSync(join(out, orgnr, 'tjansteavtal.docx'))
    const agreement = documentOf(manifestSchema.parse(JSON.parse(readFileSync(join(out, orgnr, 'manifest.json'), 'utf8'))), 'tjansteavtal').code
    const propose = async (sentence: string): Promise<string> => {
      writeFileSync(returned, withDocument(issued, 'är inte part i Leveransavtalet.', sentence))
      expect((await call(house, 'draft', 'register', returned, '--document', agreement, '--by', CLERK)).exit).toBe(4)
      const listed = z.array(z.looseObject({ text: z.string(), state: z.string() })).parse((await done('draft', 'list', orgnr)).json)
      return listed.find(({ state }) => state === 'proposed')?.text ?? ''
    }
    await done('draft', 'reject', await propose('är inte part i något.'), '--by', COLLEAGUE, '--reason', 'för vitt')
    const accepted = await propose('är inte part i Leveransavtalet och betalar inget.')
    expect((await call(house, 'draft', 'accept', accepted, '--by', CLERK)).exit).toBe(4)
    await done('draft', 'accept', accepted, '--by', COLLEAGUE)
    expect(await call(house, 'draft', 'send', orgnr, '--by', CLERK)).toMatchObject({ exit: 3, text: expect.stringMatching(/^key-unpinned: /) })
    expect((await done('outbox', 'list')).text).toContain('Inga utkast')
    for (const verb of [['hold', '--reason', 'fel mottagare'], ['release'], ['cancel', '--reason', 'fel mottagare']]) expect(await call(house, 'outbox', ...verb, 'finns inte', '--by', CLERK)).toMatchObject({ exit: 3, text: expect.stringMatching(/^letter-unknown: /) })
  })

  it('approves, returns, records and ticks', async () => {
    await done('return-for-revision', codeOf('rutiner'), '--by', BOARD, '--reason', 'kapitel 4 saknas')
    await done('record', codeOf('rutiner'), 'final-received', '--by', CLERK)
    for (const kind of ['raps', 'rutiner']) await done('approve', codeOf(kind), '--by', BOARD, '--decision', 'Protokoll 7, § 12')
    expect((await done('print-decision', codeOf('raps'), '--by', CLERK, '--out', join(house.directory, 'ut'))).text).toContain('§ 12')
    await done('record', orgnr, 'customer-number-reported', '--by', CLERK, '--place', 'Kontor 4', '--set', 'kundnummer=88', '--set', 'källa=Kundtjänst')
    expect((await done('point', orgnr, '1.1', '--by', CLERK, '--on', '2026-11-22')).text).toContain('2026-11-22')
  })

  it('adds a point, unticks it and takes it away', async () => {
    expect((await done('point', orgnr, '4', '--add', 'Boka lokal', '--by', CLERK)).text).toContain('Egen checklistepunkt tillagd')
    await done('point', orgnr, '4.e1', '--by', CLERK)
    await done('point', orgnr, '4.e1', '--untick', '--reason', 'fel kund', '--by', CLERK)
    await done('point', orgnr, '4.e1', '--remove', '--reason', 'behövs inte', '--by', CLERK)
    expect(await call(house, 'point', orgnr, '1.1', '--untick', '--by', CLERK)).toMatchObject({ exit: 2, text: expect.stringContaining('--reason') })
  })

  it('plans, packs for a meeting, books it, moves it, invites, holds it and calls another off', async () => {
    const file = join(house.directory, 'häfte.pdf')
    writeFileSync(file, '%PDF-1.7 häfte')
    await done('handout', 'add', file, '--name', 'Produktkatalog', '--edition', '2026-11', '--for', '4.2.5', '--by', CLERK)
    expect((await done('handout', 'list')).text).toContain('Produktkatalog, utgåva 2026-11')
    await done('plan', 'set', orgnr, '--start', '2026-11-16', '--weeks', '4=2-6', '--by', CLERK)
    expect((await done('plan', 'show', orgnr)).text).toContain('vecka 2–6 (2026-11-30 – 2027-01-03) *')
    const book = ['meeting', 'book', orgnr, '2', '--from', '2026-12-01T09:00', '--place', 'Rådhuset', '--participant', 'Rut Ran <rut@kommunen.example>', '--by', CLERK]
    await done(...book, '--to', '2026-12-01T15:00')
    await done(...book, '--to', '2026-12-01T16:00')
    const path = join(house.directory, 'traff.ics')
    await done('meeting', 'invite', orgnr, '2', '--out', path)
    expect(readFileSync(path, 'utf8').replaceAll('\r\n ', '')).toMatch(/SEQUENCE:1[\s\S]*DTEND;TZID=Europe\/Stockholm:20261201T160000[\s\S]*rut@kommunen\.example/)
    expect(await call(house, 'meeting', 'invite', orgnr, '2', '--mail', '--by', CLERK)).toMatchObject({ exit: 3, text: expect.stringMatching(/^facts-missing: /) })
    expect((await done('meeting', 'list', orgnr)).text).toContain('Ta med: 4.2.5 Produktkatalog med prislista [Produktkatalog, utgåva 2026-11]')
    expect((await done('plan', 'calendar', '--from', '2026-12-01', '--to', '2026-12-01')).text).toContain('2026-12-01  Träff: Träff 2 (Avtal) kl. 09:00, Rådhuset')
    await done('meeting', 'cancel', orgnr, '2', '--reason', 'snöstorm', '--by', CLERK)
    const held = await done('meeting', 'hold', orgnr, '1', '--participant', 'Rut Ran', '--handout', 'Produktkatalog', '--minutes', file, '--by', CLERK)
    expect(held.text).toContain('Minnesanteckningar sparade')
    await done('handout', 'export', 'Produktkatalog', '--out', join(house.directory, 'igen.pdf'))
    expect(readFileSync(join(house.directory, 'igen.pdf'))).toEqual(readFileSync(file))
    await done('handout', 'retire', 'Produktkatalog', '--reason', 'ny katalog', '--by', CLERK)
  })

  it('reads a scan, confirms it, takes a confirmation back and makes it anew, whereupon a letter falls due', async () => {
    const path = inCopier(house, 'hög.pdf', await copierPdf(house, sheetsOf(documentOf(manifest(), 'rutiner'), 1)))
    const { json } = await done('scan', path, '--out', join(house.directory, 'kopior'))
    const { scan } = z.object({ scan: z.string() }).parse(json)
    expect(z.object({ scan: z.string() }).parse((await done('scan', '--again', scan.slice(0, 12))).json)).toEqual({ scan })
    const confirm = (party: string): Promise<Answer> => done('confirm', scan.slice(0, 12), '--document', codeOf('rutiner'), '--party', party, '--by', CLERK, '--exemplar', '1')
    const [wrong] = sequence.parse((await confirm('kund')).json).events
    expect((await done('withdraw', String(wrong?.sequence), '--by', CLERK, '--reason', 'fel sida i handen')).text).toContain('Händelse')
    await confirm('kund')
    expect((await confirm('svr')).text).toContain('brev 1')
  })

  it('lists, shows, holds and resumes the letter', async () => {
    const { json } = await done('letter', 'list')
    const id = z.array(z.object({ id: z.string() })).parse(json)[0]?.id ?? ''
    await done('letter', 'hold', id, '--by', CLERK, '--reason', 'väntar')
    await done('letter', 'resume', id, '--by', CLERK)
    await done('letter', 'show', id)
    expect(await call(house, 'letter', 'verify', id)).toMatchObject({ exit: 3, text: expect.stringMatching(/^letter-state: /) })
  })

  it('says that a letter without a pinned key was not sent, with exit code 4', async () => {
    wait(house, 15)
    const answer = await call(house, 'send', '--once')
    expect(answer).toMatchObject({ exit: 4, text: expect.stringContaining('Två personer behöver fästa') })
  })

  it('imports, pins and checks keys', async () => {
    const path = join(house.directory, 'leverantör.asc')
    writeFileSync(path, house.supplierKey.toPublic().armor())
    const fingerprint = house.supplierKey.getFingerprint()
    expect((await call(house, 'keys', 'check')).exit).toBe(4)
    expect((await done('keys', 'import', path)).text).toContain('kör sedan ”keys pin”')
    expect((await done('keys', 'show', fingerprint)).text).toContain('brev krypteras till den')
    for (const person of [CLERK, COLLEAGUE]) await done('keys', 'pin', fingerprint, '--address', 'granskning@driftbolaget.example', '--by', person)
    await done('keys', 'check')
    expect((await done('keys', 'import', path)).text).toContain('är redan fäst av två personer')
    expect((await done('keys', 'list')).text).toContain(CLERK)
    expect((await call(house, 'keys', 'unpin', fingerprint, '--address', 'granskning@driftbolaget.example', '--by', CLERK, '--reason', 'prov')).text).toContain('inte längre fäst')
    for (const person of [CLERK, COLLEAGUE]) await done('keys', 'pin', fingerprint, '--address', 'granskning@driftbolaget.example', '--by', person)
    expect(await call(house, 'keys', 'generate')).toMatchObject({ exit: 3, text: expect.stringMatching(/^keys-exist: /) })
  })

  it('sends the letter, verifies its receipt and the archive, and shows the status', async () => {
    const id = z.array(z.object({ id: z.string() })).parse((await done('letter', 'list')).json)[0]?.id ?? ''
    await done('letter', 'resume', id, '--by', CLERK)
    await done('send', '--once')
    expect((await done('letter', 'verify', id)).text).toMatch(/^Kvittot stämmer[^]*Visat av brevet självt: [^]*Vilar på husets anteckningar: /)
    const { receiptSha256 } = z.object({ letter: z.object({ receiptSha256: z.string() }) }).parse((await done('letter', 'show', id)).json).letter
    const receipt = join(house.app.config.dataDirectory, 'archive', receiptSha256.slice(0, 2), receiptSha256)
    expect((await done('letter', 'verify', receipt, '--data', house.app.config.dataDirectory)).text).toMatch(/^Kvittot stämmer: /)
    expect(await call(house, 'letter', 'verify', receipt, '--data', house.directory)).toMatchObject({ exit: 4, text: expect.stringMatching(/^Inget i arkivet motsäger kvittot, men brevet är inte öppnat[^]*Inte prövat mot historiken: /) })
    expect((await done('archive', 'verify')).text).toContain('allt stämmer')
    expect((await done('archive', 'checks')).text).toMatch(/filer och \d+ händelser, allt stämde\n$/)
    expect(await done('status')).toMatchObject({ text: expect.stringMatching(/INKOMMET\n {2}hög\.pdf kom .* från kommandoraden: skanning [0-9a-f]{12}\n/), json: [{ orgnr }] })
    expect((await done('status', orgnr)).text).toContain('NÄSTA:')
  })

  it('pauses letters, sends one again, and takes in what the supplier answers', async () => {
    const sent = z.array(z.object({ id: z.string(), messageId: z.string() })).parse((await done('letter', 'list')).json)[0]
    await done('outbox', 'pause', '--by', CLERK, '--reason', 'nyckelbyte')
    const { replaced } = z.object({ replaced: z.string() }).parse((await done('keys', 'rotate', 'sender', '--by', CLERK)).json)
    expect((await done('keys', 'rotate', 'archive', '--by', CLERK)).text).toContain('Den ersätter')
    expect((await done('status')).text).toContain('Den egna avsändarnyckeln byttes')
    expect(await call(house, 'keys', 'adopt', 'archive', join(house.directory, 'leverantör.asc'), '--by', CLERK)).toMatchObject({ exit: 3, text: expect.stringMatching(/^key-invalid: /) })
    await done('letter', 'resend', sent?.id ?? '', '--by', CLERK, '--reason', 'kom inte fram')
    expect(await call(house, 'send', '--once')).toMatchObject({ exit: 4, text: expect.stringContaining('nyckelbyte') })
    await done('outbox', 'resume', '--by', CLERK)
    await done('send', '--once')
    expect(await call(house, 'letter', 'cancel', sent?.id ?? '', '--by', CLERK, '--reason', 'för sent')).toMatchObject({ exit: 3, text: expect.stringMatching(/^letter-state: /) })
    const path = join(house.directory, 'svar.eml')
    writeFileSync(path, reply('granskning@driftbolaget.example', 'Tack, vi har fått det.', sent?.messageId ?? ''))
    const [answer] = z.array(z.object({ sha256: z.string() })).parse((await done('answer', 'read', path)).json)
    writeFileSync(path, reply('kompis@annan.example', 'Vi godkänner.', sent?.messageId ?? ''))
    expect((await done('answer', 'read', path)).text).toContain('INTE adressen som brevet gick till, inte undertecknat')
    expect((await done('answer', 'list')).text).toContain(`från granskning@driftbolaget.example, inte undertecknat (om brev ${sent?.id ?? ''}`)
    expect((await done('answer', 'show', answer?.sha256 ?? '')).text).toContain('Tack, vi har fått det.')
    expect((await done('answer', 'settle', answer?.sha256 ?? '', '--as', 'received', '--by', CLERK)).text).toContain('mottagningen bekräftad')
    expect(await call(house, 'answer', 'fetch')).toMatchObject({ exit: 3, text: expect.stringMatching(/^mailbox-unset: /) })
    expect((await done('keys', 'revoke', 'sender', '--fingerprint', replaced, '--cause', 'superseded', '--reason', 'bytt', '--by', CLERK)).text).toContain('BEGIN PGP PUBLIC KEY BLOCK')
    expect((await done('keys', 'export', '--out', join(house.directory, 'nycklar'))).text).toContain('fingeravtryck.pdf')
  })

  it('keeps a page without a code on the desk until a person decides', async () => {
    const paper = await PDFDocument.create()
    paper.addPage([595, 842]).drawRectangle({ x: 80, y: 300, width: 300, height: 200 })
    const path = inCopier(house, 'lapp.pdf', await paper.save())
    const { scan } = z.object({ scan: z.string() }).parse((await call(house, 'scan', path)).json)
    expect((await call(house, 'desk', 'list')).text).toContain(scan.slice(0, 12))
    const named = [scan, '1', '--by', CLERK, '--reason', 'ett kvitto på frimärken']
    expect(await call(house, 'desk', 'assign', ...named, '--code', codeOf('kortprognos'), '--exemplar', '1', '--page', '1')).toMatchObject({ exit: 3, text: expect.stringContaining('page-doubtful: ') })
    expect((await done('desk', 'split', ...named)).text).toContain('delad i skanning')
    await done('desk', 'restore', ...named)
    await done('desk', 'discard', ...named)
    expect((await call(house, 'desk', 'restore', ...named)).exit).not.toBe(3)
  })

  it('lists, exports, checks and releases templates', async () => {
    const path = join(house.directory, 'raps.docx')
    await done('template', 'list')
    await done('template', 'export', 'raps', '--out', path)
    await done('template', 'check', path)
    expect((await done('template', 'release', 'raps', '--by', CLERK)).text).toContain('väntar på en andra person')
  })

  it('takes an edited template back, shows the difference and previews it', async () => {
    const path = join(house.directory, 'raps.docx')
    writeFileSync(path, tampered(readFileSync(path), { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' TILLAGT</w:t></w:r></w:p>') }))
    expect((await done('template', 'import', path, '--by', COLLEAGUE)).text).toContain('raps, utgåva 2')
    expect((await done('template', 'diff', 'raps')).text).toContain('{+ TILLAGT+}')
    expect((await done('template', 'list', '--history', 'raps')).text).toMatch(new RegExp(`utgåva 2 \\(${COLLEAGUE}.*\n.*utgåva 1 \\(Anslut.*${CLERK}`))
    const out = join(house.directory, 'forhandsvisning')
    expect((await done('template', 'preview', 'raps', '--customer', orgnr, '--out', out)).text).toContain('raps-utkast.pdf')
    expect((await done('template', 'preview', path, '--customer', orgnr, '--out', out)).text).toContain('raps-utkast.docx')
  })

  it('backs everything up, and reads it back into another directory', async () => {
    const path = join(house.directory, 'kopia.tar')
    expect((await done('backup', path)).text).toContain('Lösenfrasen finns inte i den')
    expect((await done('restore', path, '--data', join(house.directory, 'aterlast'))).text).toContain('Arkivet och händelsekedjan stämmer')
  })

  it('writes the history to a file that anybody can check', async () => {
    const path = join(house.directory, 'historik.jsonl')
    const { head } = z.looseObject({ head: z.string() }).parse((await done('archive', 'history', path)).json)
    expect((await done('archive', 'check-history', path)).text).toContain(head)
    writeFileSync(path, readFileSync(path, 'utf8').replace('Protokoll 7', 'Protokoll 8'))
    const changed = await call(house, 'archive', 'check-history', path)
    expect([changed.exit, changed.text]).toEqual([4, expect.stringContaining('är ändrad')])
  })

  it('keeps accounts', async () => {
    const [username, by] = ['kim@region.example', ['--by', CLERK]]
    const { json } = await done('user', 'add', username, '--name', 'Kim Konto', '--role', 'lasare', '--role', 'drift', ...by)
    expect((await done('user', 'roles', username, '--role', 'namnd', ...by)).text).toContain('Kim Konto: nämnd (engångslösenord)')
    expect((await done('user', 'sign-on', username, '--certificate', 'CN=Kim', ...by)).text).toContain('(engångslösenord, certifikat: CN=Kim)')
    await done('user', 'lock', username, ...by)
    expect((await done('user', 'list')).text).toContain('(låst, engångslösenord, certifikat: CN=Kim)')
    await done('user', 'unlock', username, ...by)
    const path = join(house.directory, 'engangslosenord')
    writeFileSync(path, z.object({ oneTimePassword: z.string() }).parse(json).oneTimePassword)
    expect((await call(house, 'user', 'token', username, '--password-file', path, '--label', 'prov')).text).toContain('välj ett eget först')
    await done('user', 'password', username, ...by)
    await done('user', 'remove', username, ...by)
  })

  it('gives the JSON schema of every command’s output', async () => {
    for (const { name } of await allCommands()) expect((await done('schema', ...name.split(' '))).json).toMatchObject({ $schema: expect.any(String) })
  })

  it('leaves out no command but those that run until interrupted', async () => {
    expect((await allCommands()).map(({ name }) => name).filter((name) => !called.has(name) && !/^(demo|serve|bench .*)$/.test(name))).toEqual([])
  })
})
