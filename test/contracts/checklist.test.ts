import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isCurrent, pointStatuses } from '../../contracts/checklist.js'
import { POINTS, SYSTEM_TASKS } from '../../contracts/checklist-points.js'
import { STEPS } from '../../contracts/checklist-steps.js'
import type { Event } from '../../contracts/event.js'
import { statusOf } from '../../contracts/status.js'
import { stepStatuses } from '../../contracts/step-status.js'
import type { Facts } from '../../templates/facts.js'
import { approved, codeOf, failureIn, ORGNR, SHA, signed, Story } from './story.js'

const FACTS: Facts = { kund: { namn: 'Exempelkommunen', kundtyp: 'kommun', orgnr: ORGNR } }

function settled(story: Story, id: string, facts: Facts | null = null) {
  return pointStatuses(statusOf(story), story.events, facts).find((point) => point.id === id)?.settled ?? null
}

function stateOf(story: Story, step: number) {
  return stepStatuses(pointStatuses(statusOf(story), story.events), statusOf(story), story.events, { startsOn: null }).find((found) => found.step === step)
}

function sendLetter(story: Story): void {
  story.record({ type: 'letter-due', letter: 'brev-1', codes: [codeOf('raps'), codeOf('rutiner')], releaseAt: '2026-11-22T10:15:00Z' })
  story.record({ type: 'letter-queued', letter: 'brev-1', messageId: '<1@svr.example>', ciphertextSha256: SHA, keys: { sender: 'A', recipient: 'B', archive: 'C' } })
  story.record({ type: 'letter-relayed', letter: 'brev-1', receiptSha256: SHA })
}

describe('the checklist', () => {
  it('has the 57 points of the source, each step its own, and three tasks from the presentation', () => {
    const perStep = Object.fromEntries(STEPS.map(({ step }) => [step, POINTS.filter((point) => point.step === step).length]))
    expect(perStep).toEqual({ 1: 6, 2: 5, 3: 1, 4: 16, 5: 2, 6: 10, 7: 4, 8: 1, 9: 2, 10: 6, 11: 4, 12: 0 })
    expect(POINTS).toHaveLength(57)
    expect(SYSTEM_TASKS.map(({ id }) => id)).toEqual(['2.boka', '6.boka', '10.boka'])
  })

  it('is about the steps in three phases, with 3 and 12 in the coordination lane', () => {
    expect(STEPS.map(({ phase }) => phase)).toEqual([...Array.from({ length: 3 }, () => 'Initiering'), ...Array.from({ length: 5 }, () => 'Uppstart – avtal'), ...Array.from({ length: 4 }, () => 'Produktion')])
    expect(STEPS.filter(({ lane }) => lane === 'samordning').map(({ step }) => step)).toEqual([3, 12])
    expect(STEPS.flatMap(({ meeting }) => meeting?.ordinal ?? [])).toEqual([1, 2, 3, 4, 5])
  })

  it('says only what people type in Swedish, never a code word', () => {
    for (const { settledBy } of pointStatuses([], [])) expect(settledBy).not.toMatch(/[a-z]-[a-z]+ed\b/)
    expect(readFileSync(new URL('../../contracts/checklist-points.ts', import.meta.url), 'utf8')).toContain('Lämna MiFare A-nyckel')
  })
})

describe('a tick', () => {
  it('settles a person’s point, once', () => {
    const story = new Story()
    story.record({ type: 'point-ticked', point: '1.1' }, { on: '2026-11-03' })
    expect(settled(story, '1.1')).toEqual({ by: 'person', on: '2026-11-03', who: 'Eva Exempel', at: '2026-11-22T10:00:00Z', event: 1, note: null })
    expect(failureIn(() => story.record({ type: 'point-ticked', point: '1.1' })).code).toBe('already-recorded')
    story.withdraw(1)
    expect(settled(story, '1.1')).toBeNull()
  })

  it.each([
    ['7.2', 'avgörs av att Grundavtal för IT-tjänster, Tjänsteavtal SITHS, Tillämpningsanvisning RAPS och Skriftliga rutiner för kort- och certifikatutgivning är undertecknad av alla parter (på minst ett bekräftat exemplar), arkiverad och returnerad till kunden i original'],
    ['7.3', 'avgörs av att brevet med de aktuella granskningsdokumenten är skickat'],
    ['7.4', 'avgörs av händelsen ”MIFARE A-nyckel överlämnad”'],
  ])('on %s is refused, saying what settles it', (point, message) => {
    const failure = failureIn(() => new Story().record({ type: 'point-ticked', point }))
    expect(failure.code).toBe('transition-refused')
    expect(failure.message).toContain(message)
  })

  it('on a point there is not is refused', () => {
    expect(failureIn(() => new Story().record({ type: 'point-ticked', point: '4.22' }))).toMatchObject({ code: 'point-unknown' })
  })
})

describe('points that documents settle', () => {
  it('7.1 needs the customer’s signature on all four', () => {
    const story = new Story('grundavtal', 'tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    for (const kind of ['grundavtal', 'tjansteavtal', 'raps']) story.on(kind, signed('kund'), { exemplar: 1 })
    expect(settled(story, '7.1')).toBeNull()
    story.on('rutiner', signed('kund'), { exemplar: 1 })
    expect(settled(story, '7.1')).toMatchObject({ by: 'document', who: 'Eva Exempel' })
  })

  it('7.1 does without a Grundavtal when the customer has one', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    story.signProviderPapers()
    expect(settled(story, '7.1')).toBeNull()
    expect(settled(story, '7.1', { ...FACTS, avtal: { befintligtGrundavtal: { avtalsnummer: 'G-17', datum: '2024-05-06' } } })).toMatchObject({ by: 'document' })
  })

  it('7.2 needs signature, archive and return of every agreement and appendix', () => {
    const story = new Story('grundavtal', 'tjansteavtal', 'raps', 'rutiner')
    story.signProviderPapers()
    const kinds = ['grundavtal', 'tjansteavtal', 'raps', 'rutiner']
    for (const kind of kinds) story.on(kind, { type: 'archived', reference: 'Närarkiv 3' })
    for (const kind of kinds.slice(1)) story.on(kind, { type: 'original-returned', how: 'bud' })
    expect(settled(story, '7.2')).toBeNull()
    story.on('grundavtal', { type: 'original-returned', how: 'bud' })
    expect(settled(story, '7.2')).toMatchObject({ by: 'document', note: null })
  })

  it('7.2 says which exemplar went back without confirmed signatures of its own', () => {
    const story = new Story('grundavtal', 'tjansteavtal', 'raps', 'rutiner')
    const kinds = ['raps', 'rutiner', 'grundavtal', 'tjansteavtal']
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    for (const kind of kinds) for (const party of ['kund', 'svr'] as const) story.on(kind, signed(party), { exemplar: 1 })
    for (const kind of kinds) story.on(kind, { type: 'archived', reference: 'Närarkiv 3' })
    expect(story.status('raps').nextAction).toContain('Underskrifterna på just exemplar 2 är inte bekräftade')
    for (const kind of kinds) story.on(kind, { type: 'original-returned', how: 'bud' })
    expect(settled(story, '7.2')?.note).toContain('Tillämpningsanvisning RAPS: Exemplar 2 (kunden) är returnerat, men inga underskrifter på det är bekräftade.')
    for (const kind of kinds) story.on(kind, signed('kund'), { exemplar: 2 })
    expect(settled(story, '7.2')?.note).toContain('på det är bara underskriften av kunden bekräftad')
    for (const kind of kinds) story.on(kind, signed('svr'), { exemplar: 2 })
    expect(settled(story, '7.2')?.note).toBeNull()
  })

  it('7.3 needs the letter of the current papers to have left', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    story.signProviderPapers()
    expect(settled(story, '7.3')).toBeNull()
    sendLetter(story)
    expect(settled(story, '7.3')).toMatchObject({ by: 'event' })
  })

  it('4.2.4 falls away when the customer wants no SIS-approved cards', () => {
    expect(settled(new Story(), '4.2.4', { ...FACTS, kort: { sisKort: 'nej' } })).toMatchObject({ by: 'facts' })
    expect(settled(new Story(), '4.2.4', { ...FACTS, kort: { sisKort: 'ja' } })).toBeNull()
  })

  it('5.2 needs every handläggare’s application and the logotype', () => {
    const story = new Story('handlaggare-ansokan')
    story.on('handlaggare-ansokan', { type: 'handed-in' })
    expect(settled(story, '5.2')).toBeNull()
    story.record({ type: 'logotype-handed-in' })
    expect(settled(story, '5.2')).not.toBeNull()
  })

  it('6.9 needs the RA card for both environments', () => {
    const story = new Story()
    story.record({ type: 'ra-card-handed-over', environment: 'production', to: 'Rut Ran' })
    expect(settled(story, '6.9')).toBeNull()
    story.record({ type: 'ra-card-handed-over', environment: 'training', to: 'Rut Ran' })
    expect(settled(story, '6.9')).not.toBeNull()
  })

  it('superseded versions settle nothing but the folder that was handed over', () => {
    const story = new Story('leveransavtal')
    story.on('leveransavtal', { type: 'handed-over' })
    story.on('leveransavtal', { type: 'cancelled', reason: 'fel pris' })
    expect(statusOf(story).filter(isCurrent)).toEqual([])
    expect(settled(story, '4.2.3')).not.toBeNull()
  })
})

describe('a step', () => {
  it('6 is not done by its points alone: the board must have approved', () => {
    const story = new Story('raps', 'rutiner')
    for (const { id } of POINTS.filter(({ step, settledBy }) => step === 6 && settledBy.by === 'person')) story.record({ type: 'point-ticked', point: id })
    for (const environment of ['production', 'training'] as const) story.record({ type: 'ra-card-handed-over', environment, to: 'Rut Ran' })
    story.record({ type: 'meeting-held', ordinal: 3 })
    story.record({ type: 'secure-mail-configured' })
    expect(stateOf(story, 6)).toMatchObject({ state: 'started', missing: ['Förvaltningsgruppens godkännande av Tillämpningsanvisning RAPS och Skriftliga rutiner för kort- och certifikatutgivning'] })
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    expect(stateOf(story, 6)?.state).toBe('done')
  })

  it('12 has no points and waits for the Styrgrupp', () => {
    const story = new Story()
    expect(stateOf(story, 12)?.state).toBe('waiting')
    const outcome: Event = { type: 'steering-outcome-recorded', outcome: 'Utan anmärkning' }
    expect(failureIn(() => story.record(outcome)).message).toContain('utvärdering är inte genomgången')
    story.record({ type: 'evaluation-sent' })
    story.record({ type: 'evaluation-reviewed' })
    story.record(outcome)
    expect(stateOf(story, 12)?.state).toBe('done')
  })

  it('keeps its state whatever week it is, and shows the planned days', () => {
    const points = pointStatuses([], [])
    const late = stepStatuses(points, [], [], { startsOn: '2020-01-06' })
    expect(late.every(({ state }) => state === 'waiting')).toBe(true)
    expect(late[3]).toMatchObject({ plannedFrom: '2020-01-27', plannedTo: '2020-03-08' })
    expect(stepStatuses(points, [], [], { startsOn: null, weeks: { 4: { from: 5, to: 9 } } })[3]).toMatchObject({ weeks: { from: 5, to: 9 }, plannedFrom: null })
  })
})
