import { Failure } from '../templates/failure.js'
import { didYouMean } from './did-you-mean.js'
import type { DocumentKind } from './kind.js'

const providerAgreement = {
  life: 'agreement', signs: ['kund', 'svr'], holders: ['svr', 'kund'], archivedBy: 'svr', parent: null, inReviewSet: false, draftsMayGoOpen: true,
} as const

const reviewedAppendix = {
  life: 'reviewed-appendix', steps: [4, 6, 7], signs: ['kund', 'svr'], holders: ['svr', 'kund'], archivedBy: 'svr',
  parent: 'tjansteavtal', inReviewSet: true, draftsMayGoOpen: false, filledByHand: true, issued: 'pack',
} as const

const receipt = {
  life: 'hand-over-receipt', signs: ['kund'], holders: ['svr'], archivedBy: 'svr', parent: null, inReviewSet: false, draftsMayGoOpen: false, filledByHand: true, issued: 'when-due',
} as const

const form = { life: 'form', signs: [], holders: ['svr'], archivedBy: 'svr', parent: null, inReviewSet: false, draftsMayGoOpen: false, filledByHand: true } as const

/** The Leveransavtal's appendices; only number 5 (kontraktsansvarig) is fixed by the seed, step 8. */
const DELIVERY_APPENDICES = [
  'Produkter och priser', 'Prognos', 'Handläggare', 'Logotyp och kortlayout', 'Kontraktsansvarig', 'Support',
]

const deliveryAppendices = DELIVERY_APPENDICES.map((subject, index): DocumentKind => ({
  id: `leveransavtal-bilaga-${index + 1}`, title: `Leveransavtal, bilaga ${index + 1}: ${subject}`, steps: [4, 9], life: 'delivery-appendix',
  signs: ['kund', 'driftleverantor'], holders: ['driftleverantor', 'kund'], archivedBy: 'driftleverantor',
  parent: 'leveransavtal', inReviewSet: false, draftsMayGoOpen: false, filledByHand: subject === 'Kontraktsansvarig', issued: 'pack',
}))

/** Every kind of document there is, in the order a pack lists them. */
export const KINDS: readonly DocumentKind[] = [
  { ...providerAgreement, id: 'grundavtal', title: 'Grundavtal för IT-tjänster', steps: [4, 7], filledByHand: false, issued: 'pack-unless-existing-grundavtal' },
  { ...providerAgreement, id: 'tjansteavtal', title: 'Tjänsteavtal SITHS', steps: [4, 7], filledByHand: true, issued: 'pack' },
  { ...reviewedAppendix, id: 'raps', title: 'Tillämpningsanvisning RAPS' },
  { ...reviewedAppendix, id: 'rutiner', title: 'Skriftliga rutiner för kort- och certifikatutgivning' },
  {
    id: 'leveransavtal', title: 'Leveransavtal', steps: [4, 8], life: 'delivery-agreement', signs: ['kund', 'driftleverantor'],
    holders: ['driftleverantor', 'kund'], archivedBy: 'driftleverantor', parent: null, inReviewSet: false, draftsMayGoOpen: true, filledByHand: false, issued: 'pack',
  },
  ...deliveryAppendices,
  {
    id: 'sis-dnv-ansokan', title: 'Ansökan om utfärdartillstånd (SIS/DNV)', steps: [4], life: 'permit-application', signs: ['kund'],
    holders: ['kund'], archivedBy: 'kund', parent: null, inReviewSet: false, draftsMayGoOpen: false, filledByHand: false, issued: 'pack-if-sis',
  },
  {
    id: 'handlaggare-ansokan', title: 'Ansökan om handläggare', steps: [5], life: 'handlaggare-application', signs: ['kund'],
    holders: ['driftleverantor'], archivedBy: 'driftleverantor', parent: null, inReviewSet: false, draftsMayGoOpen: false, filledByHand: true, issued: 'pack-per-handlaggare',
  },
  { ...form, id: 'kortprognos', title: 'Prognos för kortutgivning', steps: [4], issued: 'pack' },
  { ...receipt, id: 'ra-kort-kvittens', title: 'Kvittens för RA-kort', steps: [6] },
  { ...receipt, id: 'nyckel-kvittens', title: 'Kvittens för MIFARE A-nyckel', steps: [7] },
  {
    id: 'korrekturblankett', title: 'Korrekturblankett', steps: [8], life: 'proof-form', signs: ['kund'], holders: ['korttillverkare'],
    archivedBy: 'korttillverkare', parent: null, inReviewSet: false, draftsMayGoOpen: false, filledByHand: true, issued: 'when-due',
  },
  { ...form, id: 'utvardering', title: 'Utvärdering av anslutningen', steps: [11], issued: 'when-due' },
  { ...form, id: 'foljebrev', title: 'Följebrev', steps: [4], holders: ['kund'], archivedBy: 'kund', filledByHand: false, issued: 'cover-letter' },
  { ...form, id: 'checklista', title: 'Checklista för anslutning', steps: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], issued: 'internal' },
]

/** The kind called `id`.
 * @throws Failure `kind-unknown` with the nearest existing name. */
export function kindOf(id: string, kinds: readonly DocumentKind[] = KINDS): DocumentKind {
  const found = kinds.find((kind) => kind.id === id)
  if (found) return found
  const ids = kinds.map((kind) => kind.id)
  throw new Failure('kind-unknown', `Handlingstypen ”${id}” finns inte.${didYouMean(id, ids)} Handlingstyperna är: ${ids.join(', ')}.`)
}

/** The kinds whose signed copies go to the supplier's review, in pack order. */
export function reviewSet(kinds: readonly DocumentKind[] = KINDS): readonly DocumentKind[] {
  return kinds.filter((kind) => kind.inReviewSet)
}

/** The kinds with another review set than the usual one. @throws Failure `kind-unknown`, also for a kind that customer and provider do not both sign */
export function withReviewSet(ids: readonly string[], kinds: readonly DocumentKind[] = KINDS): readonly DocumentKind[] {
  for (const id of ids) {
    const kind = kindOf(id, kinds)
    if (!kind.signs.includes('kund') || !kind.signs.includes('svr')) throw new Failure('kind-unknown', `${kind.title} (${id}) undertecknas inte av både kunden och SVR och kan inte vara ett granskningsdokument.`)
  }
  return kinds.map((kind) => ({ ...kind, inReviewSet: ids.includes(kind.id), draftsMayGoOpen: kind.draftsMayGoOpen && !ids.includes(kind.id) }))
}

/** The appendices of an agreement, in pack order. */
export function appendicesOf(id: string, kinds: readonly DocumentKind[] = KINDS): readonly DocumentKind[] {
  return kinds.filter((kind) => kind.parent === id)
}
