import { listOf, partyName } from '../../contracts/party-name.js'
import { compileTemplate } from '../../templates/compile-template.js'
import { customerTemplate } from '../../templates/customer-template.js'
import type { FilledDocument } from '../../templates/document.js'
import { draftDifference, type DraftDifference } from '../../templates/draft-difference.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { isPdf } from '../../templates/is-pdf.js'
import { inheritedInitials } from '../../templates/own/inherited-initials.js'
import type { Parties } from '../../templates/party.js'
import { faultInText, printable } from '../../templates/plain-text.js'
import { approvalTableIn, statedDecision } from '../../templates/print-decision.js'
import { type DraftReading, readDraft } from '../../templates/read-draft.js'
import type { App } from '../app.js'
import type { Edition } from '../storage/editions.js'
import type { StoredVersion } from '../storage/versions.js'
import { approvalBlocks, signatureBlocks } from './closing-blocks.js'
import { refuseOtherDocument } from './refuse-other-document.js'
import { readingOf, templateWords } from './template-words.js'

/** A customer's text made printable. */
export interface MadeText {
  readonly template: Uint8Array
  readonly edition: Edition
  readonly facts: Facts
  /** What it says otherwise than the edition, numbers aside. */
  readonly differences: readonly DraftDifference[]
  readonly filled: FilledDocument
}

/**
 * The template that prints the customer's text, checked to be signed by those who shall sign it, and what it says otherwise than the edition.
 * @throws Failure `draft-unreadable`, `signatures-changed`, `transition-refused` for another document's file, `facts-missing`
 */
export async function makeCustomerText(app: App, base: StoredVersion, docx: Uint8Array): Promise<MadeText> {
  const reading = readDraft(docx)
  refuseInvisible(reading)
  await refuseOtherDocument(app, base, reading.code)
  const { edition, file, facts, parties, context, filled: ours } = await templateWords(app, base, { edition: base.edition, at: app.now().toISOString() })
  if (isPdf(file.bytes)) throw new Failure('transition-refused', `${base.title} är en PDF-blankett från någon annan och har ingen text att ändra. Ändra uppgifterna i stället.`)

  const source = { returned: docx, edition: file.bytes, partyNamed: partyNames(facts, parties) }
  const bare = customerTemplate({ ...source, closing: [], initials: [] })
  const theirs = fillTemplate(compileTemplate(bare), context, 'refuse')
  refuseDecided(theirs)
  const signed = signersIn(theirs)
  refuseOtherSigners(signed, signersIn(ours))
  const closing = [...(approvalTableIn(theirs.blocks) === -1 ? approvalBlocks(ours) : []), ...(signed.length > 0 ? [] : signatureBlocks(ours))]
  const initials = inheritedInitials(ours)
  const template = closing.length === 0 && initials.length === 0 ? bare : customerTemplate({ ...source, closing, initials })

  const filled = fillTemplate(compileTemplate(template), context, 'refuse')
  return { template, edition, facts, differences: differingPlacesIn(ours, filled), filled }
}

/** Where two states of a document say different things, other numbers aside. */
export function differingPlacesIn(before: FilledDocument, after: FilledDocument): readonly DraftDifference[] {
  return draftDifference(readingOf(before), readingOf(after)).differences.filter(({ type }) => type !== 'renumbered')
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

function refuseOtherSigners(found: readonly string[], expected: readonly string[]): void {
  if (found.length === 0 || found.toSorted().join() === expected.toSorted().join()) return
  const told = (parties: readonly string[]): string => (parties.length === 0 ? 'ingen' : listOf(parties.map((party) => partyName(party === 'kund' || party === 'svr' || party === 'driftleverantor' || party === 'korttillverkare' ? party : 'dnv'))))
  throw new Failure('signatures-changed', `I filen finns plats för underskrift av ${told(found)}, men handlingen ska undertecknas av ${told(expected)}. Inget är registrerat. Låt underskriftsrutorna stå som de gavs ut, eller ta bort alla så läggs de till sist i handlingen.`)
}
