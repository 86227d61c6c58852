import { createHash } from 'node:crypto'
import type { Actor } from '../../contracts/event.js'
import type { DocumentKind, Life } from '../../contracts/kind.js'
import { kindOf } from '../../contracts/kinds.js'
import { Failure } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import { openCustomerPdf } from '../../templates/own/customer-pdf.js'
import { readDraft } from '../../templates/read-draft.js'
import type { App } from '../app.js'
import { customerTextInForce, type CustomerText } from '../storage/customer-texts.js'
import type { ComparedDraft } from './draft-compare.js'
import { proposeDeviation } from './draft-propose.js'
import { namedVersion } from './history.js'
import { makeCustomerPdf } from './make-customer-pdf.js'
import { makeCustomerText } from './make-customer-text.js'
import { otherFactsIn, refuseOtherFacts } from './other-facts.js'
import { pack } from './pack.js'
import { personName } from './persons.js'
import { refuseLostApproval } from './refuse-lost-approval.js'
import { currentSigningVersion, refuseDead } from './refuse-outdated-base.js'

/** A customer's final text as somebody hands it in. `document` is the code of the version it was made from; `reason` is needed where an approval or signatures fall, `otherFacts` where it says what the recorded facts do not. */
export interface DraftRegistration {
  /** A Word file or, for RAPS and rutiner, a PDF. */
  readonly file: Uint8Array
  readonly document: string
  readonly by: Actor
  readonly reason: string | null
  readonly otherFacts: string | null
}

/** What became of a customer's text: issued at once, or proposed as a deviation from an agreement. */
export interface RegisteredDraft {
  readonly state: 'in-force' | 'proposed'
  /** The version it was issued as; of a proposal, the version it was made from. */
  readonly code: string
  readonly kind: string
  readonly title: string
  readonly orgnr: string
  readonly text: string
  /** False when the same file had been registered before: nothing was done. */
  readonly isNew: boolean
  /** In how many places it says something else than the template would. */
  readonly differences: number
  /** A PDF is issued as it is, without a Word file. */
  readonly format: 'word' | 'pdf'
  /** What a proposal says otherwise than the template, for those who are to accept it; null for what is issued. */
  readonly comparison: ComparedDraft | null
}

/** Kinds whose template's text two persons may deviate from for one customer. */
const AGREEMENTS: ReadonlySet<Life> = new Set<Life>(['agreement', 'delivery-agreement', 'delivery-appendix'])

/** The most bytes that a returned file may have. */
export const MOST_DRAFT_BYTES = 20 * 1024 * 1024

/** Whether a customer's words may take the place of the template's in documents of that kind. */
export function customersMayWrite({ life }: Pick<DocumentKind, 'life'>): boolean {
  return life === 'reviewed-appendix' || AGREEMENTS.has(life)
}

/**
 * The customer's final RAPS or rutiner, edited or its own, takes the place of the template's text for that customer and is issued at once under a code of its own, for the board to decide on; an agreement's is a deviation that two persons have to accept first. Registering the same file again does nothing.
 * @throws Failure `draft-unreadable`, `signatures-changed`, `code-unknown`, `transition-refused` for a kind whose text is nobody's to change, a version that no longer counts an agreement that says nothing new or a text that somebody else has replaced meanwhile, `already-recorded` when somebody else has registered the same file meanwhile, `reissue-needed` where an approval or signatures would fall and no reason is given, `pack-inconsistent` where it says what the recorded facts do not and nobody says why it may, `facts-missing`, `edition-unreleased`, `text-unprintable`
 */
export async function registerDraft(app: App, { file, document, by, reason, otherFacts }: DraftRegistration): Promise<RegisteredDraft> {
  const actor = { ...by, name: personName(by.name) }
  const base = await namedVersion(app.store.read, document)
  const kind = kindOf(base.kind, app.kinds)
  const format = isPdf(file) ? 'pdf' : 'word'
  const fileSha256 = createHash('sha256').update(file).digest('hex')
  const known = await customerTextInForce(app.store.read, base.orgnr, base.kind)
  const current = await currentSigningVersion(app.store.read, base)
  if (known?.fileSha256 === fileSha256 && current?.customerText === known.id) return { state: 'in-force', code: current.code, kind: kind.id, title: kind.title, orgnr: base.orgnr, format, text: known.id, isNew: false, differences: known.differences, comparison: null }
  if (!customersMayWrite(kind)) throw new Failure('transition-refused', `${kind.title} skrivs inte av kunden, så kundens text kan inte träda i stället för mallens. Jämför filen med ”draft compare” och ändra mallen eller uppgifterna.`)
  if (AGREEMENTS.has(kind.life)) {
    if (format === 'pdf') throw new Failure('transition-refused', `En avvikelse från ${kind.title} märks ut vid varje ändring, och det går bara i en Word-fil. Inget är registrerat. Visa vad som skiljer med ”draft compare”, be kunden om Word-filen, eller för in ändringarna i den fil som gavs ut.`)
    return proposeDeviation(app, { base, docx: file, fileSha256, by: actor })
  }
  refuseDead(base)
  if (current !== null) await refuseLostApproval(app, app.store.read, current, reason)

  const made = await (format === 'pdf' ? makeCustomerPdf(app, base, file) : makeCustomerText(app, base, file))
  const outdated = await otherFactsIn(app, base, format === 'pdf' ? openCustomerPdf(made.template) : readDraft(file))
  refuseOtherFacts(base, outdated, otherFacts)
  const template = await app.archive.keep(made.template)
  await app.archive.keep(file)
  const text: CustomerText = {
    id: Buffer.from(app.random(4)).toString('hex'), orgnr: base.orgnr, kind: base.kind, baseCode: base.code, edition: made.edition.edition, fileSha256, templateSha256: template.sha256,
    differences: made.differences.length, byName: actor.name, osUser: actor.osUser, registeredAt: app.now().toISOString(), state: 'in-force',
  }
  const outcome = await pack(app, { facts: made.facts, stage: 'signing', kinds: [kind.id], reissue: { by: actor, reason: reason ?? 'Kundens slutversion registrerad.' }, registration: { text, by: actor, reason, otherFacts: outdated.length === 0 ? null : otherFacts, replaces: known?.id ?? null } })

  const [issued] = outcome.documents
  if (issued === undefined) throw new Error(`no ${kind.id} was issued`)
  return { state: 'in-force', code: issued.code, kind: kind.id, title: kind.title, orgnr: base.orgnr, format, text: text.id, isNew: true, differences: text.differences, comparison: null }
}
