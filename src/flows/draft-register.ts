import { createHash } from 'node:crypto'
import type { Actor } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import { listOf, partyName } from '../../contracts/party-name.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { compileTemplate } from '../../templates/compile-template.js'
import { customerTemplate } from '../../templates/customer-template.js'
import type { Block, FilledDocument } from '../../templates/document.js'
import { draftDifference, type DraftDifference } from '../../templates/draft-difference.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { fillTemplate } from '../../templates/fill-template.js'
import type { Parties } from '../../templates/party.js'
import { faultInText, printable } from '../../templates/plain-text.js'
import { approvalTableIn, statedDecision } from '../../templates/print-decision.js'
import { type DraftReading, readDraft } from '../../templates/read-draft.js'
import type { App } from '../app.js'
import { customerTextInForce, type CustomerText } from '../storage/customer-texts.js'
import type { Edition } from '../storage/editions.js'
import { type StoredVersion, versionOf, versionsOf } from '../storage/versions.js'
import { namedVersion } from './history.js'
import { pack } from './pack.js'
import { personName } from './persons.js'
import { refuseLostApproval } from './refuse-lost-approval.js'
import { readingOf, templateWords } from './template-words.js'

/** A customer's final text as somebody hands it in. `document` is the code of the version it was made from; `reason` is needed where an approval or signatures fall. */
export interface DraftRegistration {
  readonly docx: Uint8Array
  readonly document: string
  readonly by: Actor
  readonly reason: string | null
}

/** The version that the customer's text was issued as. */
export interface RegisteredDraft {
  readonly code: string
  readonly kind: string
  readonly title: string
  readonly orgnr: string
  readonly text: string
  /** False when the same file had been registered before: nothing was done. */
  readonly isNew: boolean
  /** In how many places it says something else than the template would. */
  readonly differences: number
}

/**
 * The customer's final RAPS or rutiner, edited or its own, takes the place of the template's text for that customer and is issued at once under a code of its own, for the board to decide on. Registering the same file again does nothing.
 * @throws Failure `draft-unreadable`, `signatures-changed`, `code-unknown`, `transition-refused` for a kind whose text is not the customer's, a version that no longer counts or a text that somebody else has replaced meanwhile, `already-recorded` when somebody else has registered the same file meanwhile, `reissue-needed` where an approval or signatures would fall and no reason is given, `facts-missing`, `edition-unreleased`, `text-unprintable`
 */
export async function registerDraft(app: App, { docx, document, by, reason }: DraftRegistration): Promise<RegisteredDraft> {
  const actor = { ...by, name: personName(by.name) }
  const base = await namedVersion(app.store.read, document)
  const kind = kindOf(base.kind, app.kinds)
  const fileSha256 = createHash('sha256').update(docx).digest('hex')
  const known = await customerTextInForce(app.store.read, base.orgnr, base.kind)
  const current = (await versionsOf(app.store.read, base.orgnr)).find((one) => one.kind === base.kind && one.subject === base.subject && one.stage === 'signing' && one.supersededBy === null && one.cancelledAt === null) ?? null
  if (known?.fileSha256 === fileSha256 && current?.customerText === known.id) return { code: current.code, kind: kind.id, title: kind.title, orgnr: base.orgnr, text: known.id, isNew: false, differences: known.differences }
  if (kind.life !== 'reviewed-appendix') throw new Failure('transition-refused', `${kind.title} skrivs inte av kunden, så kundens text kan inte träda i stället för mallens. Jämför filen med ”draft compare” och ändra mallen eller uppgifterna.`)
  refuseDead(base)
  if (current !== null) await refuseLostApproval(app, app.store.read, current, reason)

  const made = await makeText(app, base, docx)
  const [file, template] = [await app.archive.keep(docx), await app.archive.keep(made.template)]
  const text: CustomerText = {
    id: Buffer.from(app.random(4)).toString('hex'), orgnr: base.orgnr, kind: base.kind, baseCode: base.code, edition: made.edition.edition, fileSha256: file.sha256, templateSha256: template.sha256,
    differences: made.differences.length, byName: actor.name, osUser: actor.osUser, registeredAt: app.now().toISOString(), state: 'in-force',
  }
  const outcome = await pack(app, { facts: made.facts, stage: 'signing', kinds: [kind.id], reissue: { by: actor, reason: reason ?? 'Kundens slutversion registrerad.' }, registration: { text, by: actor, reason, replaces: known?.id ?? null } })

  const [issued] = outcome.documents
  if (issued === undefined) throw new Error(`no ${kind.id} was issued`)
  return { code: issued.code, kind: kind.id, title: kind.title, orgnr: base.orgnr, text: text.id, isNew: true, differences: text.differences }
}

function refuseDead({ title, code, supersededBy, cancelledAt }: StoredVersion): void {
  if (supersededBy !== null) throw new Failure('transition-refused', `${title} ${spokenCode(code)} är ersatt av ${spokenCode(supersededBy)}. Jämför filen med den (draft compare FIL --document ${spokenCode(supersededBy)}) och registrera den mot den koden.`)
  if (cancelledAt !== null) throw new Failure('transition-refused', `${title} ${spokenCode(code)} är makulerad. Ge ut handlingen på nytt med ”pack” först.`)
}

interface MadeText {
  readonly template: Uint8Array
  readonly edition: Edition
  readonly facts: Facts
  readonly differences: readonly DraftDifference[]
}

/** The template that prints the customer's text, checked to be signed by those who shall sign it, and what it says otherwise than the edition. */
async function makeText(app: App, base: StoredVersion, docx: Uint8Array): Promise<MadeText> {
  const reading = readDraft(docx)
  refuseInvisible(reading)
  await refuseOtherDocument(app, base, reading.code)
  const { edition, file, facts, parties, context, filled: ours } = await templateWords(app, base)

  const source = { returned: docx, edition: file.bytes, partyNamed: partyNames(facts, parties) }
  const bare = customerTemplate({ ...source, closing: [] })
  const theirs = fillTemplate(compileTemplate(bare), context, 'refuse')
  refuseDecided(theirs)
  const signed = signersIn(theirs)
  refuseOtherSigners(signed, signersIn(ours))
  const closing = [...(approvalTableIn(theirs.blocks) === -1 ? approvalOf(ours) : []), ...(signed.length > 0 ? [] : signaturesOf(ours))]
  const template = closing.length === 0 ? bare : customerTemplate({ ...source, closing })

  const words = readingOf(fillTemplate(compileTemplate(template), context, 'refuse'))
  return { template, edition, facts, differences: draftDifference(readingOf(ours), words).differences.filter(({ type }) => type !== 'renumbered') }
}

/** A file that says it is another document is most likely handed in under the wrong code. */
async function refuseOtherDocument(app: App, base: StoredVersion, says: string | null): Promise<void> {
  const said = says === null ? null : await versionOf(app.store.read, says.replaceAll('-', ''))
  if (said === null || (said.kind === base.kind && said.orgnr === base.orgnr)) return
  throw new Failure('transition-refused', `Filen säger själv att den är ${said.title} ${spokenCode(said.code)} (${said.orgnr}), inte ${base.title} ${spokenCode(base.code)} (${base.orgnr}). Inget är registrerat. Ange rätt kod med --document.`)
}

/** Words that read otherwise than they are stored: what the board reads must be what it approves. */
function refuseInvisible({ accepted }: DraftReading): void {
  const faults = accepted.flatMap(({ place, text }): Fault[] => {
    const fault = faultInText(text)
    return fault === null ? [] : [{ path: place, message: fault }]
  })
  if (faults.length > 0) throw new Failure('draft-unreadable', 'Filen innehåller tecken som inte syns eller inte går att lita på. Inget är registrerat. Rätta varje ställe i Word.', { faults })
}

function partyNames({ kund }: Facts, parties: Parties): Map<string, string> {
  return new Map([[kund.namn, 'kund'], ...(['svr', 'driftleverantor', 'korttillverkare'] as const).map((part): [string, string] => [parties[part].namn, part])])
}

function signersIn({ blocks }: FilledDocument): string[] {
  return blocks.flatMap((block) => (block.type === 'signature' ? [block.party] : []))
}

/** Nobody has decided on a text that is only being handed in. */
function refuseDecided({ blocks }: FilledDocument): void {
  const stated = statedDecision(blocks)
  if (stated !== null) throw new Failure('transition-refused', `I filens tabell Godkännande står redan ”${printable(stated)}”. Den texten har förvaltningsgruppen inte beslutat om. Inget är registrerat. Töm raderna i Word och registrera filen på nytt.`)
}

/** The edition's own table for the decision, with its heading and what it says before it. */
function approvalOf({ blocks }: FilledDocument): Block[] {
  const table = approvalTableIn(blocks)
  const before = blocks.slice(0, Math.max(table, 0)).findLastIndex((block) => block.type !== 'paragraph')
  return blocks.slice(before + 1, table + 1)
}

/** The edition's own closing: from the last heading before the places to sign, through them. */
function signaturesOf({ blocks }: FilledDocument): Block[] {
  const first = blocks.findIndex(({ type }) => type === 'signature')
  const heading = blocks.slice(0, first).findLastIndex((block) => block.type === 'paragraph' && block.style === 'Heading1')
  return blocks.slice(Math.max(heading, 0), blocks.findLastIndex(({ type }) => type === 'signature') + 1)
}

function refuseOtherSigners(found: readonly string[], expected: readonly string[]): void {
  if (found.length === 0 || found.toSorted().join() === expected.toSorted().join()) return
  const told = (parties: readonly string[]): string => (parties.length === 0 ? 'ingen' : listOf(parties.map((party) => partyName(party === 'kund' || party === 'svr' || party === 'driftleverantor' || party === 'korttillverkare' ? party : 'dnv'))))
  throw new Failure('signatures-changed', `I filen finns plats för underskrift av ${told(found)}, men handlingen ska undertecknas av ${told(expected)}. Inget är registrerat. Låt underskriftsrutorna stå som de gavs ut, eller ta bort alla så läggs de till sist i handlingen.`)
}
