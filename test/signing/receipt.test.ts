import { expect, test } from 'vitest'
import { describeOutcome, deliveryOutcomeSchema } from '../../signing/delivery.js'
import { readReceipt, receiptFaults, receiptOf, receiptText, type ReceiptFindings, type SentLetter } from '../../signing/receipt.js'

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
const OPENED = { signedBy: KEYS.sender, from: 'a@b.example', to: 'c@d.example', messageId: '<l1@b.example>' }
const FOUND: ReceiptFindings = {
  ciphertext: CIPHERTEXT, opened: { ...OPENED, attachments: [{ fileName: 'RAPS.pdf', sha256: MEMBER.sha256 }] }, archived: new Set([MEMBER.sha256]),
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
  ['keys.sender', { opened: { ...OPENED, signedBy: '9'.repeat(40), attachments: [{ fileName: 'RAPS.pdf', sha256: MEMBER.sha256 }] } }],
  ['members', { opened: { ...OPENED, attachments: [] } }],
  ['members', { opened: { ...OPENED, attachments: [{ fileName: 'RAPS.pdf', sha256: 'e'.repeat(64) }] } }],
  ...(['from', 'to', 'messageId'] as const).map((path): [string, Partial<ReceiptFindings>] => [path, { opened: { ...OPENED, attachments: [{ fileName: 'RAPS.pdf', sha256: MEMBER.sha256 }], [path]: '<other@b.example>' } }]),
] satisfies [string, Partial<ReceiptFindings>][])('names %s when the archive says otherwise', (path, change) => {
  expect(receiptFaults(receiptOf(SENT), { ...FOUND, ...change }).map((fault) => fault.path)).toEqual([path])
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
