import type { Event, EventOf, Guard } from './event.js'
import { appendicesOf } from './kinds.js'
import { pageRefusal } from './page-coverage.js'
import { listOf, partyName, partyOwns } from './party-name.js'
import { refuse, type Refusal } from './refusal.js'
import { agreementOf, followsAgreement, isAmendment, isLive, isOverridden, signaturesOf, unapprovedAppendices } from './signatures.js'
import { spokenCode } from './spoken-code.js'
import { latestOf, type Tracking, type VersionState } from './tracking.js'

/** What a clerk reads for each guard that can be set aside. */
export const GUARD_LABELS: Readonly<Record<Guard, string>> = {
  'approval-before-signing': 'godkännande före underskrift', 'signing-order': 'underskrifternas ordning',
  'logotype-before-hand-in': 'logotyp vid inlämning', 'letter-before-review': 'granskningsdokument före granskning',
}

/** The guards that mean anything for a version, and that may therefore be set aside for it. */
export function guardsFor(tracking: Pick<Tracking, 'kinds'>, state: Pick<VersionState, 'kind'>): readonly Guard[] {
  const guards: Guard[] = []
  if (state.kind.life === 'reviewed-appendix' || appendicesOf(state.kind.id, tracking.kinds).some(({ life }) => life === 'reviewed-appendix')) guards.push('approval-before-signing')
  if (state.kind.signs.length > 1) guards.push('signing-order')
  if (state.kind.life === 'delivery-agreement') guards.push('logotype-before-hand-in', 'letter-before-review')
  return guards
}

/** What stands in the way of an event on a version besides its stage, or null. */
export function guardRefusal(tracking: Tracking, state: VersionState, event: Event, exemplar: number | null): Refusal | null {
  if ('implied' in event && event.implied === true) return null
  if (event.type === 'signature-confirmed') return signatureRefusal(tracking, state, event, exemplar)
  if (event.type === 'pages-confirmed') return pagesRefusal(tracking, state, event, exemplar)
  if (event.type === 'covered-by-agreement') return coverRefusal(tracking, state)
  if (event.type === 'archived' || event.type === 'original-returned') return keepingRefusal(tracking, state, event, exemplar)
  if (event.type === 'approved') return approvalRefusal(state, event)
  if (event.type === 'returned-for-revision' && state.approval) {
    return refuse(`Förvaltningsgruppen godkände handlingen ${state.approval.on}.`, 'Ta tillbaka godkännandet om beslutet blev fel, eller ge ut en ny version.')
  }
  if (event.type === 'guard-overridden' && !guardsFor(tracking, state).includes(event.guard)) {
    return refuse(`Spärren ”${GUARD_LABELS[event.guard]}” gäller inte för ${state.kind.title}.`, 'Välj en annan spärr.')
  }
  if (event.type === 'superseded') return successorRefusal(tracking, state, event.by)
  if (event.type === 'handed-in' && state.kind.life === 'delivery-agreement') return logotypeRefusal(tracking, state)
  if (event.type === 'review-started') return reviewRefusal(tracking, state)
  return null
}

function successorRefusal(tracking: Tracking, { version }: VersionState, by: string): Refusal | null {
  const successor = tracking.versions.get(by)
  const next = 'Ange koden på den nya versionen.'
  if (successor === undefined || successor.version.kind !== version.kind) return refuse(`Den ersättande koden ${spokenCode(by)} är ingen utfärdad handling av samma slag.`, next)
  if (by === version.code) return refuse(`En handling kan inte ersättas av sig själv (${spokenCode(by)}).`, next)
  const { orgnr, subject, stage } = successor.version
  if (orgnr !== version.orgnr || subject !== version.subject || stage !== version.stage) return refuse(`Den ersättande koden ${spokenCode(by)} gäller en annan kund, en annan person eller ett utkast i stället för en handling för underskrift.`, next)
  return isLive(successor) ? null : refuse(`Den ersättande koden ${spokenCode(by)} är själv ersatt eller makulerad.`, next)
}

function overridable(guard: Guard, reason: string, next: string): Refusal {
  return refuse(reason, `${next} Spärren ”${GUARD_LABELS[guard]}” kan åsidosättas med en motivering.`)
}

function signatureRefusal(tracking: Tracking, state: VersionState, event: EventOf<'signature-confirmed'>, exemplar: number | null): Refusal | null {
  const { signs, title } = state.kind
  if (!signs.includes(event.party)) {
    const signers = signs.length === 0 ? 'Ingen undertecknar handlingen' : `Handlingen undertecknas av ${listOf(signs.map(partyName))}`
    return refuse(`${partyName(event.party)} undertecknar aldrig ${title}. ${signers}.`.replace(/^./, (first) => first.toUpperCase()), 'Välj rätt part.')
  }
  if (followsAgreement(tracking, state)) return refuse('Handlingen omfattas av avtalets underskrift och har inga egna underskrifter.', 'Bekräfta dess sidor i stället.')
  const paper = state.exemplars.find((found) => found.exemplar === exemplar)
  if (!paper) return exemplarRefusal(state)
  const unsigned = signs.slice(0, signs.indexOf(event.party)).filter((party) => !paper.confirmations.some((found) => found.party === party))
  if (unsigned.length > 0 && !isOverridden(state, 'signing-order')) {
    const names = listOf(unsigned.map(partyName))
    return overridable('signing-order', `Underskrift av ${names} saknas på exemplar ${paper.exemplar}, och ska komma först.`, `Bekräfta underskriften av ${names} först.`)
  }
  return unapprovedRefusal(tracking, state) ?? pageRefusal(state.version, event.pages, paper.confirmations, event.party)
}

function unapprovedRefusal(tracking: Tracking, state: VersionState): Refusal | null {
  if (isOverridden(state, 'approval-before-signing')) return null
  const next = 'Registrera förvaltningsgruppens beslut först.'
  if (state.kind.life === 'reviewed-appendix') {
    return state.approval ? null : overridable('approval-before-signing', 'Förvaltningsgruppens godkännande saknas.', next)
  }
  const unapproved = unapprovedAppendices(tracking, state)
  if (unapproved.length === 0) return null
  return overridable('approval-before-signing', `Förvaltningsgruppens godkännande saknas för ${listOf(unapproved.map(({ title }) => title))}.`, next)
}

function exemplarRefusal(state: VersionState): Refusal {
  const choices = state.exemplars.map(({ exemplar, holder }) => `${exemplar} (${partyOwns(holder)})`).join(', ')
  return refuse(`Exemplaret är inte angivet eller finns inte. Handlingen har exemplar ${choices}.`, 'Ange vilket exemplar det gäller.')
}

function pagesRefusal(tracking: Tracking, state: VersionState, event: EventOf<'pages-confirmed'>, exemplar: number | null): Refusal | null {
  if (!followsAgreement(tracking, state)) return refuse('Handlingen har egna underskrifter.', 'Bekräfta underskrifterna, eller registrera först att handlingen omfattas av avtalets underskrift.')
  if (!state.exemplars.some((found) => found.exemplar === exemplar)) return exemplarRefusal(state)
  return pageRefusal(state.version, event.pages, [], null)
}

function coverRefusal(tracking: Tracking, state: VersionState): Refusal | null {
  if (state.exemplars.some(({ confirmations }) => confirmations.length > 0)) {
    return refuse('Handlingen har redan egna underskrifter.', 'Låt dem gälla, eller ta tillbaka bekräftelserna först.')
  }
  if (!isAmendment(agreementOf(tracking, state), state)) return null
  return refuse('Handlingen gavs ut efter att avtalet undertecknats, så avtalets underskrift omfattar den inte.', 'Låt parterna underteckna handlingen själv.')
}

function keepingRefusal(tracking: Tracking, state: VersionState, event: Event, exemplar: number | null): Refusal | null {
  const { missing, complete } = signaturesOf(tracking, state)
  if (!complete) {
    const what = missing.length > 0 ? `Bekräftad underskrift av ${listOf(missing.map(partyName))} saknas.` : 'Inget exemplar bär alla underskrifter.'
    return refuse(what, 'Bekräfta underskrifterna först.')
  }
  const holder = event.type === 'archived' ? state.kind.archivedBy : 'kund'
  const paper = state.exemplars.find((found) => found.exemplar === exemplar)
  if (!paper) return exemplarRefusal(state)
  if (paper.holder === holder) return null
  const right = state.exemplars.find((found) => found.holder === holder)
  const whose = `Exemplar ${paper.exemplar} är ${partyOwns(paper.holder)}, inte ${partyOwns(holder)}.`
  return refuse(whose, right ? `Ange exemplar ${right.exemplar}.` : 'Handlingen har inget sådant exemplar.')
}

function approvalRefusal(state: VersionState, event: EventOf<'approved'>): Refusal | null {
  if (event.contentSha256 === state.version.contentSha256) return null
  return refuse('Den text som beslutet gäller är inte den text som gavs ut.', `Kontrollera att beslutet gäller ${spokenCode(state.version.code)}, eller ge ut kundens slutversion på nytt.`)
}

function logotypeRefusal(tracking: Tracking, state: VersionState): Refusal | null {
  if (isOverridden(state, 'logotype-before-hand-in') || latestOf(tracking, 'logotype-handed-in', state.version.orgnr)) return null
  return overridable('logotype-before-hand-in', 'Kundens förslag på logotyp saknas; det lämnas in tillsammans med Leveransavtalet.', 'Registrera att logotypen är inlämnad först.')
}

function reviewRefusal(tracking: Tracking, state: VersionState): Refusal | null {
  if (isOverridden(state, 'letter-before-review')) return null
  const sent = [...tracking.letters.values()].some((letter) => letter.orgnr === state.version.orgnr && letter.relayedOn !== null)
  return sent ? null : overridable('letter-before-review', 'Granskningsdokumenten är inte skickade till driftleverantören.', 'Vänta tills brevet är skickat.')
}
