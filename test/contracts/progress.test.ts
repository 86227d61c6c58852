import { describe, expect, it } from 'vitest'
import { customerFileTasks } from '../../contracts/customer-file.js'
import { progressOf, type CustomerProgress } from '../../contracts/progress.js'
import type { Facts } from '../../templates/facts.js'
import { approved, codeOf, ORGNR, SHA, signed, Story } from './story.js'

const FACTS: Facts = {
  kund: { namn: 'Exempelkommunen', kundtyp: 'kommun', orgnr: ORGNR }, kort: { sisKort: 'ja' },
  ledtider: [{ punkt: 'utfardartillstand', agare: 'Säker Hetsson', begard: '2026-10-01', utlovad: '2026-11-15' }],
}

function page(story: Story, facts: Facts | null = null): CustomerProgress {
  return progressOf({ orgnr: ORGNR, name: 'Exempelkommunen', versions: story.versions, events: story.events, facts, plan: { startsOn: '2026-10-05' }, today: story.today, answerDays: 10 })
}

function sendLetter(story: Story): void {
  story.record({ type: 'letter-due', letter: 'brev-1', codes: [codeOf('raps'), codeOf('rutiner')], releaseAt: '2026-11-22T10:15:00Z' })
  story.record({ type: 'letter-queued', letter: 'brev-1', messageId: '<1@svr.example>', ciphertextSha256: SHA, keys: { sender: 'A', recipient: 'B', archive: 'C' } })
  story.record({ type: 'letter-relayed', letter: 'brev-1', receiptSha256: SHA })
}

describe('the next action', () => {
  it('names together the documents that wait for the same thing', () => {
    const story = new Story('grundavtal', 'tjansteavtal')
    story.on('tjansteavtal', { type: 'guard-overridden', guard: 'approval-before-signing', reason: 'muntligt besked' })
    for (const kind of ['grundavtal', 'tjansteavtal']) story.on(kind, { type: 'handed-over' })
    expect(page(story).nextAction).toBe('Grundavtal för IT-tjänster och Tjänsteavtal SITHS: Skanna handlingen när kunden har undertecknat, och bekräfta underskriften.')
  })

  it('is the board’s decision before anything is signed', () => {
    const story = new Story('tjansteavtal', 'raps')
    story.on('tjansteavtal', { type: 'handed-over' })
    story.on('raps', { type: 'handed-over' })
    story.on('raps', { type: 'final-received' })
    expect(page(story).nextAction).toBe('Tillämpningsanvisning RAPS: Registrera förvaltningsgruppens beslut.')
  })

  it('tells a Tjänsteavtal that waits for the board from one that waits for the customer', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    story.on('tjansteavtal', { type: 'handed-over' })
    story.on('raps', approved())
    expect(story.status('tjansteavtal').waitingFor).toBe('förvaltningsgruppens godkännande av Skriftliga rutiner för kort- och certifikatutgivning')
    story.on('rutiner', approved())
    expect(story.status('tjansteavtal').waitingFor).toBe('underskrift av kunden')
  })

  it('is the first open point when no document waits', () => {
    expect(page(new Story()).nextAction).toBe('Steg 1, Initiering: punkt 1.1, Visa siths.se.')
  })

  it('is what is stuck before anything else', () => {
    expect(page(new Story('grundavtal'), FACTS).nextAction).toBe('Utfärdartillstånd: Påminn SIS/DNV. Bevakas av Säker Hetsson.')
  })
})

describe('what is stuck', () => {
  it('is a document nobody has touched for a fortnight', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', { type: 'handed-over' }, { on: '2026-11-02' })
    expect(page(story).stuck).toEqual([{
      what: 'Grundavtal för IT-tjänster GRUN-DAVT-L1', why: 'Väntar sedan 20 dagar på underskrift av kunden.', since: '2026-11-02',
      nextAction: 'Skanna handlingen när kunden har undertecknat, och bekräfta underskriften.',
    }])
  })

  it('is the Leveransavtal, not each of the appendices that follow it', () => {
    const story = new Story('leveransavtal', 'leveransavtal-bilaga-3', 'leveransavtal-bilaga-5')
    for (const { kind } of story.versions) story.on(kind, { type: 'handed-over' }, { on: '2026-11-02' })
    expect(page(story).stuck.map(({ what }) => what)).toEqual(['Leveransavtal LEVE-RANS-L1'])
    story.signFully('leveransavtal', [1])
    expect(story.status('leveransavtal-bilaga-3')).toMatchObject({ stage: 'handed-over', waitingFor: 'bekräftelse av handlingens sidor' })
    story.confirmPages('leveransavtal-bilaga-3')
    expect(story.status('leveransavtal-bilaga-3')).toMatchObject({ stage: 'in-force', waitingFor: null })
  })

  it('is a returned RAPS at once, with the board’s reason', () => {
    const story = new Story('raps')
    story.on('raps', { type: 'returned-for-revision', reason: 'kapitel 4 saknas.' })
    expect(page(story).stuck).toMatchObject([{ why: 'Återremitterad: kapitel 4 saknas. Väntar på kundens omarbetade slutversion.' }])
  })

  it('is a letter that nobody has answered, and why it matters', () => {
    const story = new Story('raps', 'rutiner')
    story.signProviderPapers()
    sendLetter(story)
    story.today = '2026-12-10'
    expect(page(story).stuck.map(({ why }) => why)).toContain('Driftleverantören har inte bekräftat mottagningen på 14 arbetsdagar; det håller upp granskningen i steg 8.')
  })

  it('is a letter that should have gone two working days ago, not one that waits for its release, and one dated by a wrong clock', () => {
    const story = new Story('raps', 'rutiner')
    story.signProviderPapers()
    story.record({ type: 'letter-due', letter: 'brev-1', codes: [codeOf('raps'), codeOf('rutiner')], releaseAt: '2026-11-27T10:15:00Z' })
    const on = (day: string): string | undefined => {
      const before = story.today
      story.today = day
      const found = page(story).stuck.find(({ what }) => what.startsWith('Brevet'))?.why
      story.today = before
      return found
    }
    expect([on('2026-11-27'), on('2026-11-30'), on('2026-12-01'), on('2026-11-20')]).toEqual([undefined, undefined, 'Det skulle ha gått 2026-11-27 men ligger kvar i utkorgen.', expect.stringContaining('klocka har gått fel')])
  })

  it('is a letter that was held, with the reason', () => {
    const story = new Story('raps', 'rutiner')
    story.signProviderPapers()
    story.record({ type: 'letter-due', letter: 'brev-1', codes: [codeOf('raps'), codeOf('rutiner')], releaseAt: '2026-11-22T10:15:00Z' })
    story.record({ type: 'letter-held', letter: 'brev-1', reason: 'nyckeln är låst' })
    expect(page(story).stuck[0]).toMatchObject({ why: 'Det är stoppat: nyckeln är låst', nextAction: 'Åtgärda orsaken och återuppta brevet.' })
    expect(page(story).letters).toMatchObject([{ label: 'Stoppat', titles: ['Tillämpningsanvisning RAPS', 'Skriftliga rutiner för kort- och certifikatutgivning'] }])
  })
})

describe('lead times', () => {
  it('come from the facts, and from events after them', () => {
    const story = new Story()
    expect(page(story, FACTS).leadTimes.find(({ item }) => item === 'utfardartillstand')).toMatchObject({ owner: 'Säker Hetsson', requestedOn: '2026-10-01', state: 'overdue' })
    story.record({ type: 'lead-time-promised', item: 'utfardartillstand', promisedOn: '2026-12-20' })
    expect(page(story, FACTS).leadTimes.find(({ item }) => item === 'utfardartillstand')?.state).toBe('promised')
    story.record({ type: 'lead-time-received', item: 'utfardartillstand', number: 'U-17', expiresOn: '2026-11-30' })
    expect(page(story, FACTS).leadTimes.find(({ item }) => item === 'utfardartillstand')).toMatchObject({ state: 'expiring', number: 'U-17', from: 'SIS/DNV' })
    expect(page(story, FACTS).stuck.at(-1)).toMatchObject({ why: 'Det gäller bara till 2026-11-30.', nextAction: 'Be SIS/DNV om förnyelse i tid. Bevakas av Säker Hetsson.' })
    story.today = '2026-12-01'
    expect(page(story, FACTS).leadTimes.find(({ item }) => item === 'utfardartillstand')?.state).toBe('expired')
  })

  it('are followed anew when a permit that runs out is asked for again, until the new one is there', () => {
    const story = new Story()
    const permit = () => page(story, FACTS).leadTimes.find(({ item }) => item === 'utfardartillstand')
    const stuck = () => page(story, FACTS).stuck.filter(({ what }) => what === 'Utfärdartillstånd').map(({ nextAction }) => nextAction)
    const item = 'utfardartillstand'
    story.record({ type: 'lead-time-received', item, number: 'U-17', expiresOn: '2026-12-30' }, { on: '2026-11-01' })
    // Written down afterwards, and of the first round still.
    story.record({ type: 'lead-time-requested', item, owner: 'Bo Berg' }, { on: '2026-10-02' })
    expect([permit()?.state, stuck()]).toEqual(['expiring', ['Be SIS/DNV om förnyelse i tid. Bevakas av Bo Berg.']])
    story.record({ type: 'lead-time-requested', item, owner: 'Eva Ek' })
    expect([permit(), stuck()]).toEqual([expect.objectContaining({ state: 'requested', requestedOn: story.today, promisedOn: null, receivedOn: null, number: 'U-17', expiresOn: '2026-12-30' }), []])
    expect(page(story, FACTS).awaited.filter(({ what }) => what === 'Utfärdartillstånd')).toMatchObject([{ from: 'SIS/DNV', owner: 'Eva Ek' }])
    story.today = '2026-12-31'
    expect([permit()?.state, stuck()]).toEqual(['expired', ['Påminn SIS/DNV om förnyelsen. Bevakas av Eva Ek.']])
    story.record({ type: 'lead-time-promised', item, promisedOn: '2027-01-10' })
    story.today = '2027-01-11'
    expect([permit()?.state, stuck()]).toEqual(['overdue', ['Påminn SIS/DNV. Bevakas av Eva Ek.']])
    story.record({ type: 'lead-time-received', item, number: 'U-18', expiresOn: '2030-01-01' })
    expect([permit(), stuck()]).toEqual([expect.objectContaining({ state: 'received', number: 'U-18', requestedOn: '2026-11-22', promisedOn: '2027-01-10' }), []])
  })

  it('are received when the application is granted or the person registered', () => {
    const story = new Story('sis-dnv-ansokan', 'handlaggare-ansokan')
    story.on('sis-dnv-ansokan', { type: 'permit-granted', number: 'U-17', expiresOn: '2029-01-01' })
    story.on('handlaggare-ansokan', { type: 'registered' })
    expect(page(story, FACTS).leadTimes.filter(({ state }) => state === 'received').map(({ item, number }) => [item, number])).toEqual([['handlaggare', null], ['utfardartillstand', 'U-17']])
  })

  it('need no permit when the customer wants no SIS-approved cards', () => {
    expect(page(new Story(), { kund: FACTS.kund, kort: { sisKort: 'nej' } }).leadTimes.find(({ item }) => item === 'utfardartillstand')?.state).toBe('unneeded')
  })
})

describe('originals', () => {
  it('are where somebody recorded them, never where a scan was made', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    expect(page(story).originals.map(({ place }) => place)).toEqual(['Överlämnat till kunden', 'Överlämnat till kunden'])
    story.on('grundavtal', signed('svr'), { exemplar: 1 })
    story.on('grundavtal', { type: 'archived', reference: 'Närarkiv 3' })
    story.on('grundavtal', { type: 'original-returned', how: 'rekommenderat brev' })
    expect(page(story).originals.map(({ exemplar, holder, place }) => [exemplar, holder, place])).toEqual([
      [1, 'svr', 'Arkiverat hos SVR: Närarkiv 3'], [2, 'kund', 'Returnerat till kunden: rekommenderat brev'],
    ])
  })
})

describe('the monthly customer file', () => {
  it.each([['2026-11-03', ['2026-11', '2026-12']], ['2026-11-05', ['2026-11', '2026-12']], ['2026-11-06', ['2026-12']], ['2026-12-06', []]])('from a delivery that may start %s is expected in %j', (on, months) => {
    const story = new Story()
    story.today = '2026-12-06'
    story.record({ type: 'delivery-may-start', source: 'lokal säljare' }, { on })
    expect(customerFileTasks(story.events, '2026-12-06').map(({ month }) => month)).toEqual(months)
  })

  it('is late from the 10th, then sent, then checked', () => {
    const story = new Story()
    story.today = '2026-12-10'
    story.record({ type: 'delivery-may-start', source: 'lokal säljare' }, { on: '2026-11-20' })
    expect(page(story).customerFiles).toMatchObject([{ month: '2026-12', expectedOn: '2026-12-05', state: 'late' }])
    story.record({ type: 'customer-file-sent', month: '2026-12' })
    expect(page(story).customerFiles).toMatchObject([{ state: 'sent' }])
    story.record({ type: 'customer-file-checked', month: '2026-12' })
    expect(page(story).customerFiles).toMatchObject([{ state: 'checked' }])
  })
})

describe('the month of a customer file', () => {
  it.each([
    ['2026-11-06', '2026-12-10', '2026-11', 'Bara 2026-12 går att registrera.'], ['2026-11-06', '2027-01-10', '2031-05', 'Månaderna 2026-12 till 2027-01 går att registrera.'],
    ['2026-11-06', '2026-11-20', '2026-11', 'Den första kunddatafilen är den för 2026-12.'], [null, '2026-12-10', '2026-12', 'Leveransen får inte påbörjas ännu.'],
  ])('that may start %s is on %s not %s', (start, today, month, message) => {
    const story = new Story()
    story.today = today
    if (start !== null) story.record({ type: 'delivery-may-start', source: 'lokal säljare' }, { on: start })
    for (const type of ['customer-file-sent', 'customer-file-checked'] as const) expect(() => story.record({ type, month })).toThrow(message)
  })
})

describe('the supplier’s reports', () => {
  it('say which month a file is of', () => {
    const story = new Story()
    story.record({ type: 'delivery-may-start', source: 'lokal säljare' }, { on: '2026-11-02' })
    story.record({ type: 'customer-file-sent', month: '2026-11', note: 'med kryptering' })
    expect(page(story).supplierReports.at(-1)).toMatchObject({ label: 'Kunddatafil skickad', text: 'för 2026-11 med kryptering' })
  })

  it('stand with day, source and words, without the withdrawn', () => {
    const story = new Story()
    story.record({ type: 'customer-number-reported', customerNumber: '88', office: 'Kontor 4', source: 'Kundtjänst' })
    story.record({ type: 'product-specified', source: 'lokal säljare' })
    story.withdraw(2)
    expect(page(story).supplierReports).toEqual([{ event: 1, type: 'customer-number-reported', label: 'Kundnummer och kontor återkopplade', on: '2026-11-22', source: 'Kundtjänst', text: 'kundnummer 88, kontor Kontor 4' }])
  })
})

describe('the whole page', () => {
  it('of a customer whose papers are all there says so', () => {
    const story = new Story('grundavtal', 'tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    expect(page(story).steps.find(({ step }) => step === 7)?.state).toBe('waiting')
    story.signProviderPapersAfterApproval()
    sendLetter(story)
    story.record({ type: 'mifare-key-handed-over', to: 'Rut Ran' })
    for (const { kind } of story.versions) {
      story.on(kind, { type: 'archived', reference: 'Närarkiv 3' })
      story.on(kind, { type: 'original-returned', how: 'bud' })
    }
    const { steps, documents } = page(story)
    expect(steps.find(({ step }) => step === 7)?.state).toBe('done')
    expect(documents.map(({ waitingFor }) => waitingFor)).toEqual([null, null, null, null])
  })
})
