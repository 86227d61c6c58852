import { z } from 'zod'
import { canonicalJson } from '../templates/canonical-json.js'
import type { Fault } from '../templates/failure.js'
import type { DeliveryAttempt } from './delivery.js'
import { completesLine, memberLines, numberLine } from './letter.js'
import type { Receipt } from './receipt.js'

/** Who bears a part of a receipt out, the strongest first; what only `notes` do rests on what the house itself wrote down. */
export const WITNESSES = ['letter', 'archive', 'encryption', 'history', 'notes'] as const

/** What of a receipt was borne out by whom, in Swedish. */
export const proofSchema = z.strictObject({ by: z.enum(WITNESSES), proves: z.string() })
export type Proof = z.infer<typeof proofSchema>

/** What of a receipt was held against nobody, and why, in Swedish. */
export const unprovenSchema = z.strictObject({ by: z.enum(WITNESSES), why: z.string() })
export type Unproven = z.infer<typeof unprovenSchema>

/** The kept letter opened: its text under the sender's signature, the ids (16 hex digits) of the keys it is encrypted to, and those of every part of the archive key that opened it. */
export interface StatedLetter {
  readonly text: string
  readonly sealedTo: readonly string[]
  readonly archiveIds: readonly string[]
}

/** Where the letter's own signed text, or what it is encrypted to, says otherwise than the receipt. `recipientIds` are the key ids of the recipient's key; null when the key ring does not hold it. */
export function statedFaults(receipt: Receipt, { text, sealedTo, archiveIds }: StatedLetter, recipientIds: readonly string[] | null): Fault[] {
  const lines = text.split(/\r?\n/u)
  const faults: Fault[] = []
  if (!lines.includes(numberLine(receipt.orgnr, receipt.number))) faults.push({ path: 'number', message: `Brevets text säger inte att det är brev ${receipt.number} för ${receipt.orgnr}, som kvittot gör.` })
  const isSaid = receipt.predecessor === null ? !lines.some((line) => line.startsWith('Brevet kompletterar brev ')) : lines.includes(completesLine(receipt.predecessor))
  if (!isSaid) faults.push({ path: 'predecessor', message: receipt.predecessor === null ? 'Brevets text säger att det kompletterar ett tidigare brev; kvittot nämner inget.' : `Brevets text säger inte att det kompletterar brev ${receipt.predecessor}, som kvittot gör.` })
  const stated = `\n${lines.join('\n')}\n`
  for (const member of receipt.members) {
    const isStated = receipt.members.some((_, index) => stated.includes(`\n${[`${index + 1}. ${member.title}`, ...memberLines(member)].join('\n')}\n`))
    if (!isStated) faults.push({ path: `members.${member.code}`, message: `Brevets text beskriver inte ”${member.title}” (${member.code}, ${member.pageCount} sidor, ${member.sizeBytes} byte) som kvittot gör.` })
  }
  return [...faults, ...keyFaults(receipt, sealedTo.filter((id) => !archiveIds.includes(id)), recipientIds)]
}

/** Of what a letter is encrypted to beside the archive key, everything must be the recipient's; of a key that is not at hand only so much is known, that it has one such id. */
function keyFaults({ keys }: Receipt, others: readonly string[], recipientIds: readonly string[] | null): Fault[] {
  const path = 'keys.recipient'
  if (others.length === 0) return [{ path, message: `Brevet är inte krypterat till någon annan nyckel än arkivnyckeln, alltså inte till kvittots mottagarnyckel ${keys.recipient}.` }]
  if (recipientIds === null) return others.length === 1 ? [] : [{ path, message: `Brevet är krypterat till fler nycklar än mottagarens och arkivets: nyckel-id ${others.join(' och ')}. Någon mer kan ha kunnat läsa det.` }]
  const strangers = others.filter((id) => !recipientIds.includes(id))
  const isTheirs = strangers.length < others.length
  return strangers.length === 0 ? [] : [{ path, message: `Brevet är krypterat till nyckel-id ${strangers.join(' och ')}, som inte hör till kvittots mottagarnyckel ${keys.recipient} eller till arkivnyckeln.${isTheirs ? ' Någon mer än mottagaren kan ha kunnat läsa det.' : ''}` }]
}

/** What else than the receipt says of its letter: the history, and what the house noted while it sent it. */
export interface Witnessed {
  readonly receiptSha256: string
  /** Digests of the receipts that the history says the letter was handed over with. */
  readonly relayedWith: readonly string[]
  /** What the history says was sealed, each time it was. */
  readonly queued: readonly { readonly messageId: string; readonly ciphertextSha256: string; readonly keys: Receipt['keys']; readonly parts?: readonly { readonly messageId: string; readonly ciphertextSha256: string }[] | undefined }[]
  readonly attempts: readonly DeliveryAttempt[]
  /** By printed code without hyphens. */
  readonly kinds: ReadonlyMap<string, string>
  /** The scanned pages confirmed for each member, as `CODE SCAN SOURCEPAGE`, code without hyphens. */
  readonly confirmedPages: ReadonlySet<string>
  /** Digests of the mails behind attempts that the archive holds unchanged. */
  readonly archivedMails: ReadonlySet<string>
}

/** Where history and notes say otherwise than the receipt. */
export function witnessFaults(receipt: Receipt, witnessed: Witnessed): Fault[] {
  const faults: Fault[] = []
  if (!witnessed.relayedWith.includes(witnessed.receiptSha256)) faults.push({ path: 'history', message: `Historiken säger inte att brevet ${receipt.letter} gick med det här kvittot. Kör ”letter show ${receipt.letter}” och pröva kvittot som står där.` })
  if (!witnessed.queued.some((queued) => isSealedAs(receipt, queued))) faults.push({ path: 'history', message: 'Historiken säger inte att brevet förseglades med kvittots Message-ID, krypterade text och nycklar.' })
  return [...faults, ...memberFaults(receipt, witnessed), ...attemptFaults(receipt, witnessed), ...mailFaults(receipt, witnessed.archivedMails)]
}

function isSealedAs({ messageId, ciphertext, keys, parts = [] }: Receipt, queued: Witnessed['queued'][number]): boolean {
  const mails = (queued.parts ?? []).map((part) => `${part.messageId} ${part.ciphertextSha256}`)
  return queued.messageId === messageId && queued.ciphertextSha256 === ciphertext.sha256 && (['sender', 'recipient', 'archive'] as const).every((each) => queued.keys[each] === keys[each])
    && mails.join() === parts.map((part) => `${part.messageId} ${part.ciphertext.sha256}`).join()
}

function memberFaults(receipt: Receipt, { kinds, confirmedPages }: Witnessed): Fault[] {
  return receipt.members.flatMap(({ code: spoken, kind, title, sources = [] }) => {
    const [code, path] = [spoken.replaceAll('-', ''), `members.${spoken}`]
    const faults: Fault[] = []
    if (kinds.get(code) !== kind) faults.push({ path, message: `”${title}” är enligt kvittot av slaget ${kind}, enligt versionens uppgifter ${kinds.get(code) ?? 'okänt'}.` })
    if (!sources.every(({ scan, sourcePage }) => confirmedPages.has(`${code} ${scan} ${sourcePage}`))) faults.push({ path, message: `Kvittot nämner skannade sidor för ”${title}” som inte är de som bekräftades för brevet.` })
    return faults
  })
}

/** The last attempt is noted an instant after the receipt that tells of it. */
function attemptFaults({ attempts }: Receipt, witnessed: Pick<Witnessed, 'attempts'>): Fault[] {
  const faults: Fault[] = []
  let from = 0
  for (const [index, { at, outcome }] of attempts.entries()) {
    const isLast = index === attempts.length - 1
    const found = witnessed.attempts.findIndex((noted, place) => place >= from && (isLast || noted.at === at) && canonicalJson(noted.outcome) === canonicalJson(outcome))
    if (found === -1) faults.push({ path: 'attempts', message: `Kvittots försök ${index + 1} (${at}) finns inte bland de försök som noterades när brevet skickades.` })
    else from = found + 1
  }
  return faults
}

/** The mails behind a receipt's attempts that the archive does not hold unchanged; `archivedMails` are those that it does. */
export function mailFaults({ attempts }: Receipt, archivedMails: ReadonlySet<string>): Fault[] {
  return attempts.flatMap(({ outcome }, index) => {
    const mail = mailOf(outcome)
    return mail === undefined || archivedMails.has(mail) ? [] : [{ path: 'attempts', message: `Mejlet ${mail}, som kvittots försök ${index + 1} bygger på, finns inte oförändrat i arkivet.` }]
  })
}

/** The digest of the mail that an outcome was read from; undefined when it was not. */
export function mailOf(outcome: DeliveryAttempt['outcome']): string | undefined {
  return 'mail' in outcome ? outcome.mail : undefined
}

/** What bears a receipt without faults out, and what nothing but the house's own notes do. */
export function proofsOf(receipt: Receipt, { recipientKeyKnown }: { readonly recipientKeyKnown: boolean }): Proof[] {
  const hasSources = receipt.members.some(({ sources = [] }) => sources.length > 0)
  const mails = receipt.attempts.some(({ outcome }) => mailOf(outcome) !== undefined)
  return [
    { by: 'letter', proves: 'Brevets beteckning, nummer, föregångare, kund, avsändare, mottagaradress och Message-ID, och varje handlings titel, kod, omfattning och kontrollsumma: de står i det förseglade brevet, under avsändarnyckelns signatur.' },
    { by: 'archive', proves: `Handlingarna och det krypterade brevet${mails ? ', och mejlen som försöken bygger på' : ''}: de ligger i arkivet med kvittots kontrollsummor.` },
    recipientKeyKnown
      ? { by: 'encryption', proves: 'Arkivnyckeln öppnar brevet, och mottagarnyckeln är den som krypteringen anger. Att mottagaren kan öppna det kan bara mottagaren visa.' }
      : { by: 'encryption', proves: 'Arkivnyckeln öppnar brevet. Mottagarnyckeln finns inte i nyckelringen, så den går bara att pröva mot historiken.' },
    { by: 'history', proves: 'Att brevet gick med just det här kvittot, krypterat till just de nycklarna, står i händelsekedjan, som ”archive verify” prövar.' },
    { by: 'notes', proves: `Försökens tider och postserverns svar${hasSources ? ', och vilka skannade sidor handlingarna är gjorda av,' : ''} stämmer med husets egna anteckningar, utom det sista försökets tid, som inte jämförs; inget utanför huset styrker dem.` },
  ]
}

/** Proofs and what is left unproven of a receipt without faults where there is an archive and no database. `unopened` says why the letter could not be opened; null when it was. */
export function proofsInArchive(receipt: Receipt, { recipientKeyKnown, unopened }: { readonly recipientKeyKnown: boolean; readonly unopened: string | null }): { proofs: Proof[]; unproven: Unproven[] } {
  const history: Unproven = { by: 'history', why: 'Att brevet gick med just det här kvittot, vilket slag varje handling är av, vilka skannade sidor handlingarna är gjorda av, försökens tider och postserverns svar kan bara databasens historik styrka. Kör ”letter verify” med kvittots kontrollsumma där den finns.' }
  const all = proofsOf(receipt, { recipientKeyKnown })
  if (unopened === null) {
    const letter: Proof = { by: 'letter', proves: `${all[0]?.proves ?? ''} Jämför nyckelns fingeravtryck, ${receipt.keys.sender}, med det som lämnats på papper.` }
    return { proofs: [letter, ...all.slice(1).filter(({ by }) => by === 'archive' || by === 'encryption')], unproven: [history] }
  }
  return {
    proofs: all.filter(({ by }) => by === 'archive').map(({ by, proves }) => ({ by, proves: `${proves} Brevhuvudet, som ingen signatur skyddar, har kvittots beteckning, avsändare, mottagare och Message-ID, och resten är krypterat till två nycklar.` })),
    unproven: [
      { by: 'letter', why: `Brevet är inte öppnat: ${unopened} Ange nycklarnas katalog med --keys och lösenfrasens fil i ANSLUT_PASSPHRASE_FILE. Att det innehåller just de här handlingarna, och vem som har undertecknat det, är inte prövat.` },
      { by: 'encryption', why: 'Vilka två nycklar brevet är krypterat till går inte att säga utan dem.' },
      history,
    ],
  }
}

/** Each witness in Swedish where it was not heard. */
export const UNHEARD_WORDS: Readonly<Record<Proof['by'], string>> = { letter: 'Inte prövat mot brevet självt', archive: 'Inte prövat mot arkivet', encryption: 'Inte prövat mot krypteringen', history: 'Inte prövat mot historiken', notes: 'Inte prövat mot husets anteckningar' }

/** Each witness in Swedish. */
export const WITNESS_WORDS: Readonly<Record<Proof['by'], string>> = { letter: 'Visat av brevet självt', archive: 'Visat av arkivet', encryption: 'Visat av krypteringen', history: 'Visat av historiken', notes: 'Vilar på husets anteckningar' }
