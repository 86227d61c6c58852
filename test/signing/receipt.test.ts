import { expect, test } from 'vitest'
import { describeOutcome, deliveryOutcomeSchema } from '../../signing/delivery.js'
import { textOf } from '../../signing/letter.js'
import { proofsInArchive, proofsOf, witnessFaults, WITNESS_WORDS, WITNESSES, type Witnessed } from '../../signing/receipt-proof.js'
import { partFaults, readReceipt, receiptFaults, receiptOf, receiptText, type ReceiptFindings, type SentLetter } from '../../signing/receipt.js'

const MEMBER = { kind: 'raps', title: 'RAPS', code: 'ABCD', fileName: 'RAPS.pdf', sha256: 'a'.repeat(64), sizeBytes: 12, pageCount: 3 }
const KEYS = { sender: '1'.repeat(40), recipient: '2'.repeat(40), archive: '3'.repeat(40) }
const CIPHERTEXT = { sha256: 'c'.repeat(64), sizeBytes: 4000 }
const SENT: SentLetter = {
  letter: {
    id: 'l1', number: 1, predecessor: null, orgnr: '212000-1892', members: [MEMBER],
  },
  ciphertext: CIPHERTEXT, keys: KEYS, messageId: '<l1@b.example>', from: 'a@b.example', to: 'c@d.example',
  attempts: [
    { at: '2026-11-22T09:00:00Z', outcome: { kind: 'unknown', reason: 'avbrott' } },
    { at: '2026-11-22T09:01:00Z', outcome: { kind: 'accepted', response: '250 Ok' } },
  ],
}
const TEXT = textOf({ purpose: 'review', id: 'l1', number: 1, predecessor: null, customer: { name: 'Åmåls kommun', orgnr: '212000-1892' }, provider: { name: 'SVR', replyAddress: 'a@b.example' }, members: [MEMBER] }).replaceAll('\n', '\r\n')
const ATTACHMENTS = [{ fileName: 'RAPS.pdf', sha256: MEMBER.sha256 }]
const OPENED = { boundary: 'b', text: TEXT, sealedTo: ['2'.repeat(16), '3'.repeat(16)], archiveIds: ['3'.repeat(16)], signedBy: KEYS.sender, from: 'a@b.example', to: 'c@d.example', messageId: '<l1@b.example>' }
const FOUND: ReceiptFindings = {
  ciphertext: CIPHERTEXT, opened: { ...OPENED, attachments: ATTACHMENTS }, archived: new Set([MEMBER.sha256]), recipientIds: ['2'.repeat(16)],
}
const WITNESSED: Witnessed = {
  receiptSha256: 'f'.repeat(64), relayedWith: ['f'.repeat(64)], queued: [{ messageId: '<l1@b.example>', ciphertextSha256: CIPHERTEXT.sha256, keys: KEYS }],
  attempts: SENT.attempts.map((attempt, index) => (index === 1 ? { ...attempt, at: '2026-11-22T09:01:01Z' } : attempt)), kinds: new Map([['ABCD', 'raps']]), confirmedPages: new Set(), archivedMails: new Set(),
}

test('a receipt is the same bytes however its facts were ordered, and reads back as itself', () => {
  const receipt = receiptOf(SENT)
  const text = receiptText(receipt)
  const { attempts, ...rest } = SENT
  expect(receiptText(receiptOf({ attempts, ...rest }))).toBe(text)
  expect(text.startsWith('{"attempts":[{"at":"2026-11-22T09:00:00Z","outcome":{"kind":"unknown"')).toBe(true)
  expect(readReceipt(text)).toEqual(receipt)
  expect(receiptText(readReceipt(text))).toBe(text)
})

test('an unknown member, a short digest or a missing attempt is no receipt', () => {
  const receipt = receiptOf(SENT)
  for (const wrong of [{ ...receipt, more: 1 }, { ...receipt, ciphertext: { sha256: 'c', sizeBytes: 1 } }, { ...receipt, attempts: [] }]) {
    expect(() => readReceipt(JSON.stringify(wrong))).toThrow(/invalid|unrecognized|too small/iu)
  }
})

test('point 21: an archive that bears the receipt out shows no fault', () => {
  expect(receiptFaults(receiptOf(SENT), FOUND)).toEqual([])
})

test.each([
  ['ciphertext', { ciphertext: 'missing', opened: null }],
  ['ciphertext', { ciphertext: 'damaged', opened: null }],
  ['ciphertext', { ciphertext: { ...CIPHERTEXT, sha256: 'd'.repeat(64) } }],
  ['ciphertext', { opened: null }],
  ['members.ABCD', { archived: new Set<string>() }],
  ['keys.sender', { opened: { ...OPENED, signedBy: '9'.repeat(40), attachments: ATTACHMENTS } }],
  ['members', { opened: { ...OPENED, attachments: [] } }],
  ['members', { opened: { ...OPENED, attachments: [{ fileName: 'RAPS.pdf', sha256: 'e'.repeat(64) }] } }],
  ...(['from', 'to', 'messageId'] as const).map((path): [string, Partial<ReceiptFindings>] => [path, { opened: { ...OPENED, attachments: ATTACHMENTS, [path]: '<other@b.example>' } }]),
] satisfies [string, Partial<ReceiptFindings>][])('names %s when the archive says otherwise', (path, change) => {
  expect(receiptFaults(receiptOf(SENT), { ...FOUND, ...change }).map((fault) => fault.path)).toEqual([path])
})

test.each([
  ['number', { ...SENT.letter, number: 2 }],
  ['number', { ...SENT.letter, orgnr: '212000-0142' }],
  ['predecessor', { ...SENT.letter, number: 1, predecessor: 1 }],
  ['members.ABCD', { ...SENT.letter, members: [{ ...MEMBER, title: 'Rutiner' }] }],
  ['members.ABCE', { ...SENT.letter, members: [{ ...MEMBER, code: 'ABCE' }] }],
  ['members.ABCD', { ...SENT.letter, members: [{ ...MEMBER, pageCount: 4 }] }],
])('names %s when the signed text of the letter says otherwise', (path, letter) => {
  expect(receiptFaults(receiptOf({ ...SENT, letter }), FOUND).map((fault) => fault.path)).toEqual([path])
})

test('point 21: what a receipt says of the whole letter must be what it says of its mails', () => {
  const second = { ...MEMBER, code: 'EFGH', sha256: 'b'.repeat(64) }
  const parts = [{ messageId: SENT.messageId, ciphertext: CIPHERTEXT, members: [MEMBER.sha256] }, { messageId: '<l2@b.example>', ciphertext: { ...CIPHERTEXT, sha256: 'd'.repeat(64) }, members: [second.sha256] }]
  const divided = { ...SENT, parts, letter: { ...SENT.letter, members: [MEMBER, second] } }
  const paths = (changes: Partial<SentLetter>) => partFaults(receiptOf({ ...divided, ...changes })).map(({ path }) => path)
  expect([paths({}), partFaults(receiptOf(SENT))]).toEqual([[], []])
  expect([paths({ messageId: '<l2@b.example>' }), paths({ ciphertext: { ...CIPHERTEXT, sizeBytes: 1 } }), paths({ letter: { ...divided.letter, members: [MEMBER, second, { ...MEMBER, sha256: 'e'.repeat(64) }] } })]).toEqual([['parts'], ['parts'], ['parts']])
})

test('a predecessor that the letter names and the receipt does not is at fault', () => {
  const opened = { ...OPENED, attachments: ATTACHMENTS, text: TEXT.replace('Dokumenten är', 'Brevet kompletterar brev 1. Dokumenten i detta brev ersätter dem\r\nDokumenten är') }
  expect(receiptFaults(receiptOf(SENT), { ...FOUND, opened }).map((fault) => fault.path)).toEqual(['predecessor'])
})

test('the recipient’s key is held against what the letter is encrypted to, where the key ring has it', () => {
  expect(receiptFaults(receiptOf(SENT), { ...FOUND, recipientIds: ['9'.repeat(16)] }).map((fault) => fault.path)).toEqual(['keys.recipient'])
  expect(receiptFaults(receiptOf(SENT), { ...FOUND, recipientIds: null })).toEqual([])
  const sealed = (ids: readonly string[], recipientIds = FOUND.recipientIds) => receiptFaults(receiptOf(SENT), { ...FOUND, recipientIds, opened: { ...OPENED, attachments: ATTACHMENTS, sealedTo: ids.map((id) => id.repeat(16)) } }).map(({ path, message }) => `${path} ${message}`)
  expect(sealed(['2', '3', '9'])).toEqual([expect.stringMatching(/^keys\.recipient .*nyckel-id 9{16}, som inte hör till .* Någon mer än mottagaren/u)])
  expect(sealed(['3'])).toEqual([expect.stringContaining('inte krypterat till någon annan nyckel än arkivnyckeln')])
  expect([sealed(['2', '3', '9'], null), sealed(['2', '3'], null)]).toEqual([[expect.stringContaining('fler nycklar än mottagarens och arkivets')], []])
  expect(proofsOf(receiptOf(SENT), { recipientKeyKnown: false }).find(({ by }) => by === 'encryption')?.proves).toContain('finns inte i nyckelringen')
})

test('history and notes bear a receipt out, and each thing that they say otherwise is named', () => {
  const receipt = receiptOf(SENT)
  const faults = (change: Partial<Witnessed>) => witnessFaults(receipt, { ...WITNESSED, ...change }).map((fault) => fault.path)
  expect(faults({})).toEqual([])
  expect(faults({ relayedWith: [] })).toEqual(['history'])
  for (const queued of [[], [{ messageId: '<l1@b.example>', ciphertextSha256: CIPHERTEXT.sha256, keys: { ...KEYS, recipient: '8'.repeat(40) } }]]) expect(faults({ queued })).toEqual(['history'])
  expect(faults({ attempts: WITNESSED.attempts.slice(1) })).toEqual(['attempts'])
  expect(faults({ attempts: [...WITNESSED.attempts].reverse() })).toEqual(['attempts'])
  expect(faults({ kinds: new Map() })).toEqual(['members.ABCD'])
  const sourced = receiptOf({ ...SENT, letter: { ...SENT.letter, members: [{ ...MEMBER, sources: [{ page: 1, scan: 'b'.repeat(64), sourcePage: 2 }] }] } })
  expect(witnessFaults(sourced, WITNESSED).map((fault) => fault.path)).toEqual(['members.ABCD'])
  expect(witnessFaults(sourced, { ...WITNESSED, confirmedPages: new Set([`ABCD ${'b'.repeat(64)} 2`]) })).toEqual([])
  const [first] = SENT.attempts
  const outcome = { kind: 'delivered' as const, response: 'levererat', mail: 'e'.repeat(64) }
  const reported = receiptOf({ ...SENT, attempts: [...(first === undefined ? [] : [first]), { at: '2026-11-22T09:01:00Z', outcome }] })
  const noted = { ...WITNESSED, attempts: reported.attempts }
  expect([witnessFaults(reported, noted).map((fault) => fault.path), witnessFaults(reported, { ...noted, archivedMails: new Set([outcome.mail]) })]).toEqual([['attempts'], []])
  expect(proofsOf(receipt, { recipientKeyKnown: true }).map(({ by }) => by)).toEqual([...WITNESSES])
  expect(proofsOf(receipt, { recipientKeyKnown: true }).at(-1)?.proves).toContain('utom det sista försökets tid')
  expect(WITNESS_WORDS.notes).toContain('Vilar på')
})

test('a letter whose key is not at hand is held against its headers, and what that leaves unproven is said', () => {
  const opened = { boundary: 'b', from: 'a@b.example', to: 'c@d.example', messageId: '<l1@b.example>' }
  expect([receiptFaults(receiptOf(SENT), { ...FOUND, opened }), receiptFaults(receiptOf(SENT), { ...FOUND, opened: { ...opened, to: 'e@d.example' } }).map(({ path }) => path)]).toEqual([[], ['to']])
  const { proofs, unproven } = proofsInArchive(receiptOf(SENT), { recipientKeyKnown: false, unopened: 'Nyckeln finns inte.' })
  expect([proofs.map(({ by }) => by), unproven.map(({ by }) => by), unproven[0]?.why]).toEqual([['archive'], ['letter', 'encryption', 'history'], expect.stringContaining('Nyckeln finns inte.')])
  const whole = proofsInArchive(receiptOf(SENT), { recipientKeyKnown: true, unopened: null })
  expect([whole.proofs.map(({ by }) => by), whole.unproven.map(({ by }) => by)]).toEqual([['letter', 'archive', 'encryption'], ['history']])
})

test('a receipt of a letter that nobody accepted is at fault', () => {
  const receipt = receiptOf({ ...SENT, attempts: SENT.attempts.slice(0, 1) })
  expect(receiptFaults(receipt, FOUND)).toEqual([{ path: 'attempts', message: expect.stringContaining('sista försök') }])
})

test('every outcome has words', () => {
  for (const option of deliveryOutcomeSchema.options) {
    const kind = option.shape.kind.value
    const words = describeOutcome(deliveryOutcomeSchema.parse(sample(kind)))
    expect(words).toContain('SVAR')
  }
})

function sample(kind: string): unknown {
  if (['unknown', 'unreachable', 'not-secure'].includes(kind)) return { kind, reason: 'SVAR' }
  if (kind === 'delivered') return { kind, response: 'SVAR', mail: 'a'.repeat(64) }
  if (kind === 'too-large') return { kind, limitBytes: 1, response: 'SVAR' }
  return kind === 'partly-refused' ? { kind, response: 'SVAR', rejected: ['a@b.example'] } : { kind, response: 'SVAR' }
}
