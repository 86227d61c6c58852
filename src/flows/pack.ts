import type { Actor } from '../../contracts/event.js'
import { productNotices } from '../../contracts/card-products.js'
import { kindOf } from '../../contracts/kinds.js'
import { newVersionCode } from '../../signing/page-code.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { hasExamples } from '../../templates/party.js'
import type { App } from '../app.js'
import type { CustomerText } from '../storage/customer-texts.js'
import { eventsOf } from '../storage/events.js'
import { isCurrent, versionsOf, type StoredVersion } from '../storage/versions.js'
import { draftNotices, leftBehind, packNotices } from './check-pack.js'
import { logotypeFor } from './logotype.js'
import { newerNotices } from './newer-editions.js'
import { issueDocuments, StaleRead } from './issue-documents.js'
import { configuredParties } from './party.js'
import { houseProducts } from './products.js'
import { preparePrinting, type Printing } from './prepare-printing.js'
import { refuseOutdatedDeviations } from './outdated-deviation.js'
import type { PackStage } from './compared-context.js'
import { prepareDocuments, type PreparedDocument } from './prepare-documents.js'
import { refuseSilentReissue, staleFaults } from './refuse-reissue.js'
import { refuseUnprintable } from './refuse-unprintable.js'
import { documentChange, type DocumentChange } from './word-changes.js'

export interface PackRequest {
  readonly facts: Facts
  readonly stage: PackStage
  /** Null for the whole pack. */
  readonly kinds: readonly string[] | null
  /** Set when changed documents may be issued anew, whatever signatures fall. */
  readonly reissue: { readonly by: Actor; readonly reason: string } | null
  /** Who lets accepted deviations stand that say what these facts do not, and why. */
  readonly otherFacts?: { readonly by: Actor; readonly reason: string }
  /** The picture that `kund.logotyp` names, when it was handed in with the facts. */
  readonly logotype?: Uint8Array
  /** A customer's text that is to be registered and issued with it. */
  readonly registration?: Registration
  /** The one version that is to be issued again with the same words and a decision printed in it. */
  readonly printing?: Printing
}

/** A customer's text about to stand in place of a template's, and who registers it. */
export interface Registration {
  readonly text: CustomerText
  readonly by: Actor
  /** Why an approval or signatures may fall; null when none may. */
  readonly reason: string | null
  /** Why a text may say what the recorded facts do not; null where it does not. */
  readonly otherFacts: string | null
  /** The text that was in force when this one was handed in. */
  readonly replaces: string | null
}

/** What became of one customer's pack. */
export interface PackOutcome {
  readonly orgnr: string
  readonly name: string
  readonly stage: PackStage
  readonly documents: readonly { readonly kind: string; readonly title: string; readonly code: string; readonly made: 'issued' | 'reissued' | 'unchanged'; readonly changed: DocumentChange | null }[]
  /** Titles of documents that no longer belong to the pack and were cancelled. */
  readonly dropped: readonly string[]
  /** What a person should look at: where facts and documents say different things. */
  readonly notices: readonly Fault[]
}

const ATTEMPTS = 5

/**
 * Registers the customer and issues what is new or changed in the pack; what is unchanged keeps its version and bytes, unless a re-issue or a draft brings a newer edition that says something else. Safe to repeat and to run beside itself.
 * @throws Failure `facts-missing`, `facts-invalid` (the logotype), `pack-inconsistent`, `reissue-needed`, `edition-unreleased`, `kind-unknown`, `text-unprintable`
 */
export async function pack(app: App, request: PackRequest, onDocument: (done: number, total: number) => void = () => undefined): Promise<PackOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await packOnce(app, request, onDocument)
    } catch (error) {
      if (!(error instanceof StaleRead) || attempt === ATTEMPTS) throw error
    }
  }
}

async function packOnce(app: App, request: PackRequest, onDocument: (done: number, total: number) => void): Promise<PackOutcome> {
  const { facts, stage } = request
  await refuseUnprintable(facts)
  const parties = await configuredParties(app)
  const [versions, events] = [await versionsOf(app.store.read, facts.kund.orgnr), await eventsOf(app.store.read, facts.kund.orgnr)]
  const logotype = await logotypeFor(app, facts, request.logotype)
  const compared = await prepareDocuments(app, facts, parties, { stage, kinds: request.kinds, versions, events, logotype: logotype?.picture ?? null, text: request.registration?.text ?? null, takesNewerEditions: takesNewerEditions(request) })
  const prepared = request.printing === undefined ? compared : await preparePrinting(app, compared, request.printing)
  const left = await leftBehind(app, request, parties, { versions, events })
  const deviations = [...prepared, ...left.deviations].filter(({ outdated }) => outdated.length > 0)
  if (stage === 'signing') refuseOutdatedDeviations(facts, deviations, request.otherFacts?.reason ?? null)
  const notices = [...packNotices(prepared, request, parties), ...(request.registration === undefined && request.printing === undefined ? newerNotices(prepared, { versions, events, kinds: app.kinds }) : []), ...(await draftNotices(app, request, versions, logotype)), ...productNotices(facts, await houseProducts(app.store.read))]

  const changes = new Map<PreparedDocument, DocumentChange | null>()
  for (const one of prepared) if (one.fresh) changes.set(one, await documentChange(app, one, parties))
  const dropped = request.kinds === null ? noLongerInPack(prepared, versions, stage) : []
  if (stage === 'signing' && request.reissue === null) refuseSilentReissue(facts, { versions, events }, { changes: [...changes.values()].filter((one) => one !== null), dropped, left: left.stale, renewed: prepared.filter(({ newer, text }) => newer !== null && text === null) })
  const exempel = hasExamples(parties)
  if (stage === 'signing' && !exempel) refuseUnreviewed(prepared)

  const issued = await issueDocuments(app, { request, parties, exempel, logotype, prepared, kept: deviations.flatMap(({ current }) => current?.code ?? []), dropped, history: { versions, events } }, () => newVersionCode(app.random(10)), onDocument)
  return {
    orgnr: facts.kund.orgnr,
    name: facts.kund.namn,
    stage,
    documents: prepared.map((one) => ({ kind: one.kind.id, title: one.kind.title, code: issued.get(one) ?? one.current?.code ?? '', made: !one.fresh ? 'unchanged' : one.current === null ? 'issued' : 'reissued', changed: changes.get(one) ?? null })),
    dropped: dropped.map((version) => version.title),
    notices: [...notices, ...left.stale.flatMap(staleFaults)],
  }
}

/** A draft binds nobody; what may be signed is made from a newer edition only when somebody says that it is to be issued anew, and not while one customer's text or decision is. */
function takesNewerEditions({ stage, reissue, registration, printing }: PackRequest): boolean {
  return stage === 'draft' || (reissue !== null && registration === undefined && printing === undefined)
}

/** Current versions of kinds that a whole pack would hold but this customer's no longer does. */
function noLongerInPack(prepared: readonly PreparedDocument[], versions: readonly StoredVersion[], stage: PackStage): StoredVersion[] {
  const packed = new Set(['pack-unless-existing-grundavtal', 'pack-if-sis', 'pack-per-handlaggare'])
  return versions.filter((version) => version.stage === stage && isCurrent(version)).filter((version) => packed.has(kindOf(version.kind).issued) && !prepared.some((one) => one.kind.id === version.kind && one.subject === version.subject))
}

function refuseUnreviewed(prepared: readonly PreparedDocument[]): void {
  const faults = prepared.filter((one) => one.fresh && !one.reviewed).map((one) => ({ path: one.kind.id, message: `utgåva ${one.edition.edition} är inte frisläppt av två personer` }))
  if (faults.length > 0) throw new Failure('edition-unreleased', 'Undertecknandeexemplar för verkliga parter kräver granskade mallar. Frisläpp dem med ”template release KIND --by NAMN” av två personer, eller gör utkast med --draft.', { faults })
}
