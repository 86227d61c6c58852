import type { Actor, RecordedEvent } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import { listOf, partyName } from '../../contracts/party-name.js'
import { consequencesOf } from '../../contracts/reissue.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { newVersionCode } from '../../signing/page-code.js'
import { Failure } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import { versionsOf, type StoredVersion } from '../storage/versions.js'
import { issueDocuments, StaleRead } from './issue-documents.js'
import { configuredParties } from './party.js'
import { prepareDocuments, type PackStage, type PreparedDocument } from './prepare-documents.js'

export interface PackRequest {
  readonly facts: Facts
  readonly stage: PackStage
  /** Null for the whole pack. */
  readonly kinds: readonly string[] | null
  /** Set when changed documents may be issued anew, whatever signatures fall. */
  readonly reissue: { readonly by: Actor; readonly reason: string } | null
}

/** What became of one customer's pack. */
export interface PackOutcome {
  readonly orgnr: string
  readonly name: string
  readonly stage: PackStage
  readonly documents: readonly { readonly kind: string; readonly title: string; readonly code: string; readonly made: 'issued' | 'reissued' | 'unchanged' }[]
  /** Titles of documents that no longer belong to the pack and were cancelled. */
  readonly dropped: readonly string[]
}

const ATTEMPTS = 5

/**
 * Registers the customer and issues what is new or changed in the pack; what is unchanged keeps its version and bytes. Safe to repeat and to run beside itself.
 * @throws Failure `facts-missing`, `reissue-needed`, `edition-unreleased`, `kind-unknown`, `text-unprintable`
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
  const parties = await configuredParties(app)
  const [versions, events] = [await versionsOf(app.store.read, facts.kund.orgnr), await eventsOf(app.store.read, facts.kund.orgnr)]
  const prepared = await prepareDocuments(app, facts, parties, { stage, kinds: request.kinds })

  const changed = prepared.filter((one) => one.fresh && one.current !== null)
  const dropped = request.kinds === null ? noLongerInPack(prepared, versions, stage) : []
  if (stage === 'signing' && request.reissue === null) refuseSilentReissue(facts, { versions, events }, changed, dropped)
  const exempel = [parties.svr, parties.driftleverantor, parties.korttillverkare].some((party) => party.exempel)
  if (stage === 'signing' && !exempel) refuseUnreviewed(prepared)

  const issued = await issueDocuments(app, { request, parties, exempel, prepared, dropped, history: { versions, events } }, () => newVersionCode(app.random(10)), onDocument)
  return {
    orgnr: facts.kund.orgnr,
    name: facts.kund.namn,
    stage,
    documents: prepared.map((one) => ({ kind: one.kind.id, title: one.kind.title, code: issued.get(one) ?? one.current?.code ?? '', made: !one.fresh ? 'unchanged' : one.current === null ? 'issued' : 'reissued' })),
    dropped: dropped.map((version) => version.title),
  }
}

/** Current versions of kinds that a whole pack would hold but this customer's no longer does. */
function noLongerInPack(prepared: readonly PreparedDocument[], versions: readonly StoredVersion[], stage: PackStage): StoredVersion[] {
  const packed = new Set(['pack-unless-existing-grundavtal', 'pack-if-sis', 'pack-per-handlaggare'])
  return versions.filter((version) => version.stage === stage && version.supersededBy === null && version.cancelledAt === null).filter((version) => packed.has(kindOf(version.kind).issued) && !prepared.some((one) => one.kind.id === version.kind && one.subject === version.subject))
}

function refuseSilentReissue(facts: Facts, history: { versions: readonly StoredVersion[]; events: readonly RecordedEvent[] }, changed: readonly PreparedDocument[], dropped: readonly StoredVersion[]): void {
  const codes = [...changed.flatMap((one) => (one.current === null ? [] : [one.current.code])), ...dropped.map((version) => version.code)]
  if (codes.length === 0) return
  const faults = consequencesOf(history, codes).map((fall) => {
    const lost = [...(fall.lostApproval === null ? [] : ['godkännandet']), ...fall.lostSignatures.map(({ party, on }) => `underskriften av ${partyName(party)} ${on}`)]
    return { path: `${fall.kind} ${spokenCode(fall.code)}`, message: lost.length === 0 ? 'ändras; inga underskrifter faller' : `ändras; ${listOf(lost)} faller` }
  })
  throw new Failure('reissue-needed', `Uppgifterna om ${facts.kund.namn} har ändrats sedan handlingarna utfärdades. Inget är gjort. Utfärda dem på nytt med --reissue --by NAMN --reason TEXT, eller ta tillbaka ändringen.`, { faults })
}

function refuseUnreviewed(prepared: readonly PreparedDocument[]): void {
  const faults = prepared.filter((one) => one.fresh && !one.reviewed).map((one) => ({ path: one.kind.id, message: `utgåva ${one.edition.edition} är inte frisläppt av två personer` }))
  if (faults.length > 0) throw new Failure('edition-unreleased', 'Undertecknandeexemplar för verkliga parter kräver granskade mallar. Frisläpp dem med ”template release KIND --by NAMN” av två personer, eller gör utkast med --draft.', { faults })
}
