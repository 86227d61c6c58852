import { z } from 'zod'
import { canonicalJson } from '../templates/canonical-json.js'
import type { Fault } from '../templates/failure.js'
import { deliveryAttemptSchema, type DeliveryAttempt } from './delivery.js'
import type { LetterMember } from './letter.js'
import { statedFaults, type StatedLetter } from './receipt-proof.js'

const text = z.string().min(1)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u)
const fingerprint = z.string().regex(/^[0-9A-F]{40}$/u)
const sizeBytes = z.int().nonnegative()

/** The scanned page that a page of the attachment was made of; receipts of before this was kept have none. */
const source = z.strictObject({ page: z.int().positive(), scan: sha256, sourcePage: z.int().positive() })

/** What one letter leaves behind: enough to prove from the archive alone what was sent to whom, and when. */
export const receiptSchema = z.strictObject({
  format: z.literal('anslut-receipt-1'),
  letter: text,
  number: z.int().positive(),
  predecessor: z.int().positive().nullable(),
  orgnr: text,
  members: z.array(z.strictObject({ kind: text, title: text, code: text, fileName: text, sha256, sizeBytes, pageCount: z.int().positive(), sources: z.array(source).optional() })).min(1),
  ciphertext: z.strictObject({ sha256, sizeBytes }),
  keys: z.strictObject({ sender: fingerprint, recipient: fingerprint, archive: fingerprint }),
  messageId: text,
  /** The mails of a letter that was too large for one, in order, each with the digests of its members; `ciphertext` and `messageId` above are those of the first. */
  parts: z.array(z.strictObject({ messageId: text, ciphertext: z.strictObject({ sha256, sizeBytes }), members: z.array(sha256).min(1) })).min(2).optional(),
  from: text,
  to: text,
  attempts: z.array(deliveryAttemptSchema).min(1),
})

export type Receipt = z.infer<typeof receiptSchema>

/** What the worker knows about a letter once it is relayed. */
export interface SentLetter {
  /** `predecessor` is the number of the letter this one completes; null for a first letter. */
  readonly letter: { readonly id: string; readonly number: number; readonly predecessor: number | null; readonly orgnr: string; readonly members: readonly LetterMember[] }
  readonly ciphertext: Receipt['ciphertext']
  readonly keys: Receipt['keys']
  readonly messageId: string
  /** Left out when the letter is one mail. */
  readonly parts?: Receipt['parts']
  readonly from: string
  readonly to: string
  readonly attempts: readonly DeliveryAttempt[]
}

/** The receipt of a letter; the same facts give the same receipt. */
export function receiptOf({ letter, ciphertext, keys, messageId, parts, from, to, attempts }: SentLetter): Receipt {
  return receiptSchema.parse({
    format: 'anslut-receipt-1', letter: letter.id, number: letter.number, predecessor: letter.predecessor, orgnr: letter.orgnr,
    members: letter.members.map(({ kind, title, code, fileName, sha256, sizeBytes, pageCount, sources }) => ({ kind, title, code, fileName, sha256, sizeBytes, pageCount, ...(sources === undefined || sources.length === 0 ? {} : { sources }) })),
    ciphertext, keys, messageId, ...(parts === undefined ? {} : { parts }), from, to, attempts,
  })
}

/** The receipt as the bytes that are archived: JSON with sorted keys, no white space, one line feed at the end. */
export function receiptText(receipt: Receipt): string {
  return `${canonicalJson(receipt)}\n`
}

/** A receipt read back from the archive. @throws ZodError or SyntaxError when the bytes are not one */
export function readReceipt(archived: string): Receipt {
  return receiptSchema.parse(JSON.parse(archived))
}

/** Whom a kept letter says that it is from and to: addresses alone; and the boundary between its parts. */
export interface LetterHeaders {
  readonly boundary: string
  readonly from: string
  readonly to: string
  readonly messageId: string
}

/** What was found when a letter's receipt was checked. */
export interface ReceiptFindings {
  readonly ciphertext: { readonly sha256: string; readonly sizeBytes: number } | 'missing' | 'damaged'
  /** What the kept letter holds when opened with the archive key; its headers alone when that key is not at hand; null when it did not open. */
  readonly opened: (LetterHeaders & StatedLetter & { readonly signedBy: string; readonly attachments: readonly { readonly fileName: string; readonly sha256: string }[] }) | LetterHeaders | null
  /** The ids of every part of the recipient's key; null when the key ring does not hold it. */
  readonly recipientIds: readonly string[] | null
  /** Digests of the members' PDFs that the archive holds unchanged. */
  readonly archived: ReadonlySet<string>
}

/** A receipt as one for each mail of its letter, so that each can be checked alone. */
export function receiptsOfParts(receipt: Receipt): readonly Receipt[] {
  const { parts, ...whole } = receipt
  if (parts === undefined) return [receipt]
  return parts.map(({ messageId, ciphertext, members }) => ({ ...whole, messageId, ciphertext, members: whole.members.filter((member) => members.includes(member.sha256)) }))
}

/** Where a receipt contradicts itself: what it says of the whole letter must be what it says of its mails. */
export function partFaults({ parts, members, messageId, ciphertext }: Receipt): readonly Fault[] {
  const first = parts?.[0]
  if (parts === undefined || first === undefined) return []
  const faults: Fault[] = []
  if (first.messageId !== messageId || first.ciphertext.sha256 !== ciphertext.sha256 || first.ciphertext.sizeBytes !== ciphertext.sizeBytes) faults.push({ path: 'parts', message: 'Kvittots Message-ID eller krypterade brev är inte den första delens.' })
  if (parts.flatMap((part) => part.members).sort().join() !== members.map(({ sha256 }) => sha256).sort().join()) faults.push({ path: 'parts', message: 'Kvittots delar har inte tillsammans just de handlingar som kvittot nämner.' })
  return faults
}

/** Where the archive contradicts a receipt, in Swedish; empty when it bears it out in every point. */
export function receiptFaults(receipt: Receipt, found: ReceiptFindings): readonly Fault[] {
  return [...ciphertextFaults(receipt, found), ...memberFaults(receipt, found), ...openedFaults(receipt, found), ...attemptFaults(receipt)]
}

function ciphertextFaults(receipt: Receipt, { ciphertext }: ReceiptFindings): Fault[] {
  const path = 'ciphertext'
  if (ciphertext === 'missing') return [{ path, message: `Det krypterade brevet ${receipt.ciphertext.sha256} finns inte i arkivet. Återställ det från säkerhetskopian.` }]
  if (ciphertext === 'damaged') return [{ path, message: `Det krypterade brevet ${receipt.ciphertext.sha256} har ändrats i arkivet sedan det skickades. Återställ det från säkerhetskopian.` }]
  if (ciphertext.sha256 === receipt.ciphertext.sha256 && ciphertext.sizeBytes === receipt.ciphertext.sizeBytes) return []
  return [{ path, message: `Det krypterade brevet har ändrats: SHA-256 är ${ciphertext.sha256}, i kvittot ${receipt.ciphertext.sha256}. Återställ det från säkerhetskopian.` }]
}

function memberFaults(receipt: Receipt, { archived }: ReceiptFindings): Fault[] {
  return receipt.members
    .filter((member) => !archived.has(member.sha256))
    .map((member) => ({ path: `members.${member.code}`, message: `Bilagan ”${member.fileName}” finns inte oförändrad i arkivet. Kör "anslut archive verify".` }))
}

function openedFaults(receipt: Receipt, { ciphertext, opened, recipientIds }: ReceiptFindings): Fault[] {
  if (ciphertext === 'missing' || ciphertext === 'damaged') return []
  if (opened === null) return [{ path: 'ciphertext', message: 'Det krypterade brevet gick inte att öppna med arkivnyckeln. Kontrollera nyckeln med "anslut keys check".' }]
  const faults: Fault[] = []
  if ('signedBy' in opened && opened.signedBy !== receipt.keys.sender) faults.push({ path: 'keys.sender', message: `Brevet är undertecknat av ${opened.signedBy}, enligt kvittot av ${receipt.keys.sender}.` })
  for (const [path, name] of [['from', 'avsändaren'], ['to', 'mottagaren'], ['messageId', 'Message-ID']] as const) if (opened[path] !== receipt[path]) faults.push({ path, message: `I brevet är ${name} ${opened[path]}, i kvittot ${receipt[path]}.` })
  if (!('signedBy' in opened)) return faults
  const inLetter = opened.attachments.map((each) => `${each.sha256} ${each.fileName}`).sort()
  const inReceipt = receipt.members.map((each) => `${each.sha256} ${each.fileName}`).sort()
  if (inLetter.join('\n') !== inReceipt.join('\n')) faults.push({ path: 'members', message: `Brevet innehåller ${inLetter.length} bilagor som inte är samma som kvittots ${inReceipt.length}.` })
  return [...faults, ...statedFaults(receipt, opened, recipientIds)]
}

function attemptFaults(receipt: Receipt): Fault[] {
  const last = receipt.attempts.at(-1)?.outcome.kind
  return last === 'accepted' || last === 'delivered' || last === 'confirmed' ? [] : [{ path: 'attempts', message: 'Kvittots sista försök är inte det som postservern tog emot.' }]
}
