import { describe, expect, it } from 'vitest'
import { eventSchema } from '../../contracts/event.js'
import { EVENT_LABELS } from '../../contracts/event-label.js'
import { fieldsOf, readRecordable, RECORD_FIELDS } from '../../contracts/recordable.js'
import { RECORDABLE } from '../../contracts/recordable-names.js'
import { failureIn } from './story.js'

/** Events that no person records with `record`: the program's own, and those with a command of their own. */
const ELSEWHERE = [
  'issued', 'approved', 'signature-confirmed', 'pages-confirmed', 'customer-registered', 'facts-recorded', 'mail-queued', 'mail-held', 'mail-resumed', 'mail-called-off', 'customer-text-registered', 'customer-text-accepted', 'customer-text-rejected', 'customer-text-dropped', 'point-ticked', 'withdrawn',
  'letter-due', 'letter-cancelled', 'letter-queued', 'letter-relayed', 'letter-failed', 'letter-held', 'letter-resumed', 'letter-resent', 'letter-called-off', 'letter-delivered', 'letter-bounced', 'letter-answered',
  'party-recorded', 'edition-added', 'edition-released', 'key-imported', 'key-pinned', 'key-unpinned', 'own-key-made', 'own-key-revoked', 'scan-received', 'clean-copy-kept', 'outbox-paused', 'outbox-reopened', 'webhook-added', 'webhook-removed', 'webhook-told-again', 'restored', 'answer-dismissed', 'page-assigned', 'page-discarded', 'page-split',
  'own-point-added', 'own-point-removed', 'meeting-booked', 'meeting-cancelled', 'meeting-attended', 'meeting-minutes-kept', 'handouts-given', 'plan-set', 'plan-template-set', 'handout-added', 'handout-retired', 'card-product-set', 'card-product-withdrawn', 'retention-set', 'retention-extended',
  'accounts-in-force', 'account-created', 'account-changed', 'customer-link-made', 'customer-link-revoked', 'customer-scan-received',
]

describe('what can be recorded', () => {
  it('is every event but those recorded elsewhere', () => {
    expect([...new Set(RECORDABLE.map(({ type }) => type)), ...ELSEWHERE].toSorted()).toEqual(Object.keys(EVENT_LABELS).toSorted())
  })

  it('has names that are all different, and a field for `--place` only where the event has it', () => {
    expect(new Set(RECORDABLE.map(({ name }) => name)).size).toBe(RECORDABLE.length)
    expect(RECORDABLE.filter(({ type, place }) => place !== null && !fieldsOf(type).some(({ field }) => field === place))).toEqual([])
  })

  it('can be said in full with the options there are', () => {
    const values: Record<string, string> = { expiresOn: '2029-01-01', promisedOn: '2027-01-01', month: '2026-12', mail: 'a'.repeat(64), grade: '4' }
    const questions: Record<string, string> = { 'evaluation-answered': 'helhet', 'evaluation-commented': 'fungerade-bast' }
    for (const { name, type, fixed, scope } of RECORDABLE) {
      const set = Object.fromEntries(fieldsOf(type).filter(({ field }) => !(field in fixed)).map(({ field }) => [RECORD_FIELDS[field]?.key ?? field, values[field] ?? (field === 'question' ? questions[type] : undefined) ?? 'värde']))
      const read = readRecordable(name, { set })
      expect(read.scope).toBe(scope)
      expect(eventSchema.parse(read.event)).toEqual(read.event)
    }
  })
})

describe('reading what somebody recorded', () => {
  it.each([
    ['archived', { place: 'Närarkiv 3' }, { type: 'archived', reference: 'Närarkiv 3' }],
    ['original-returned', { place: 'post', note: 'REK 17' }, { type: 'original-returned', how: 'post', note: 'REK 17' }],
    ['ra-card-handed-over:training', { place: 'Rut Ran' }, { type: 'ra-card-handed-over', environment: 'training', to: 'Rut Ran' }],
    ['meeting-held:3', {}, { type: 'meeting-held', ordinal: 3 }],
    ['permit-granted', { place: 'U-17', set: { 'giltig-till': '2029-01-01' } }, { type: 'permit-granted', number: 'U-17', expiresOn: '2029-01-01' }],
    ['lead-time-promised:handlaggare', { place: '2026-12-01' }, { type: 'lead-time-promised', item: 'handlaggare', promisedOn: '2026-12-01' }],
    ['lead-time-received:handlaggare', {}, { type: 'lead-time-received', item: 'handlaggare' }],
    ['customer-number-reported', { place: 'Kontor 4', set: { kundnummer: '88', källa: 'Kundtjänst' } }, { type: 'customer-number-reported', office: 'Kontor 4', customerNumber: '88', source: 'Kundtjänst' }],
    ['guard-overridden:signing-order', { reason: 'brådskar' }, { type: 'guard-overridden', guard: 'signing-order', reason: 'brådskar' }],
    ['superseded', { place: '7k3m-9qxt-2b' }, { type: 'superseded', by: '7K3M9QXT2B' }],
  ])('%s', (name, options, event) => {
    expect(readRecordable(name, options).event).toEqual(event)
  })

  it.each([
    ['arkived', {}, 'event-unknown', 'Menade du archived?'],
    ['meeting-held', {}, 'event-unknown', 'Skriv något av: meeting-held:1'],
    ['archived', {}, 'event-incomplete', '--place: saknas (arkivreferens'],
    ['cancelled', {}, 'event-incomplete', '--reason: saknas (motivering)'],
    ['handed-over', { place: 'Hylla 3' }, 'event-incomplete', '--place: hör inte till ”Överlämnad till kunden”'],
    ['permit-granted', { place: 'U-17', set: { 'giltig-till': 'nästa år' } }, 'event-incomplete', '”nästa år” går inte att läsa (sista giltighetsdag'],
    ['permit-granted', { place: 'U-17', set: { 'gilti-till': '2029-01-01' } }, 'event-incomplete', 'Menade du giltig-till?'],
    ['lead-time-received:utfardartillstand', { place: 'U-17' }, 'event-incomplete', '--set giltig-till=…: saknas'],
    ['lead-time-received:utfardartillstand', {}, 'event-incomplete', '--place: saknas (nummer på beslutet); --set giltig-till=…: saknas'],
    ['customer-file-sent', { place: '2026-13' }, 'event-incomplete', 'månad, ÅÅÅÅ-MM'],
    ['handed-over', { set: { implied: 'true' } }, 'event-incomplete', 'hör inte till'],
  ] as const)('%s with %j says what is wrong', (name, options, code, message) => {
    const failure = failureIn(() => readRecordable(name, options))
    expect(failure.code).toBe(code)
    expect(failure.message).toContain(message)
  })
})
