import type { EventType } from './event.js'
import { didYouMean } from './did-you-mean.js'
import { EVENT_LABELS } from './event-label.js'
import { kindOf } from './kinds.js'
import { listOf } from './party-name.js'
import { refuse, type Refusal } from './refusal.js'

/** What a document must have gone through for a point to be settled. */
export type DocumentNeed = 'handed-over' | 'handed-in' | 'signed-by-kund' | 'signed' | 'archived' | 'original-returned'

/** An event that must have been recorded. */
export interface EventMatch {
  readonly type: EventType
  readonly environment?: 'production' | 'training'
}

/** What settles a point: a person's tick, events, the state of documents, or that the letter of review documents has left. */
export type SettledBy =
  | { readonly by: 'person' }
  | { readonly by: 'event'; readonly events: readonly EventMatch[] }
  | { readonly by: 'document'; readonly documents: readonly { readonly kind: string; readonly needs: readonly DocumentNeed[] }[]; readonly events?: readonly EventMatch[] }
  | { readonly by: 'letter' }

/** One point of the provider's checklist (second seed), in the source's own words. */
export interface Point {
  /** "7.2", "4.2.1". */
  readonly id: string
  readonly step: number
  readonly text: string
  /** The heading the point stands under, where the source has one. */
  readonly group?: string
  readonly settledBy: SettledBy
}

const PERSON: SettledBy = { by: 'person' }

/** The provider's agreements and their reviewed appendices, which step 7 is about. */
const PROVIDER_PAPERS = ['grundavtal', 'tjansteavtal', 'raps', 'rutiner']

/** The 57 points, in the order of the source. */
export const POINTS: readonly Point[] = [
  { id: '1.1', step: 1, text: 'Visa siths.se', settledBy: PERSON },
  { id: '1.2.1', step: 1, text: 'Anslutningsguide', group: 'Lämna över mapp innehållande', settledBy: PERSON },
  { id: '1.2.2', step: 1, text: 'SITHS – Ett säkert kort', group: 'Lämna över mapp innehållande', settledBy: PERSON },
  { id: '1.2.3', step: 1, text: 'Visitkort', group: 'Lämna över mapp innehållande', settledBy: PERSON },
  { id: '1.3', step: 1, text: 'Boka in kund i SVR:s ärendehanteringssystem', settledBy: PERSON },
  { id: '1.4', step: 1, text: 'Boka ny träff', settledBy: PERSON },
  { id: '2.1', step: 2, text: 'Projektor finns hos organisationen', settledBy: PERSON },
  { id: '2.2', step: 2, text: 'Visa powerpoint', settledBy: PERSON },
  { id: '2.3.1', step: 2, text: 'Häfte med åhörarkopior på powerpointmaterialet', group: 'Lämna mapp innehållande', settledBy: PERSON },
  { id: '2.3.2', step: 2, text: 'Penna från SVR', group: 'Lämna mapp innehållande', settledBy: PERSON },
  { id: '2.4', step: 2, text: 'Lämna kontaktuppgifter till likasinnade organisationer', settledBy: PERSON },
  { id: '3.1', step: 3, text: 'Kontaktuppgifter om lokal säljare från Telia tas fram och meddelas till organisationen', settledBy: { by: 'event', events: [{ type: 'local-seller-named' }, { type: 'local-seller-told' }] } },
  { id: '4.1', step: 4, text: 'Kontrollera att nätuppkoppling och projektor finns hos organisationen', settledBy: PERSON },
  { id: '4.2.1', step: 4, text: 'Grundavtal för IT-tjänster', group: 'Lämna mapp innehållande', settledBy: { by: 'document', documents: [{ kind: 'grundavtal', needs: ['handed-over'] }] } },
  { id: '4.2.2', step: 4, text: 'Tjänsteavtal SITHS med bilagor', group: 'Lämna mapp innehållande', settledBy: { by: 'document', documents: [{ kind: 'tjansteavtal', needs: ['handed-over'] }, { kind: 'raps', needs: ['handed-over'] }, { kind: 'rutiner', needs: ['handed-over'] }] } },
  { id: '4.2.3', step: 4, text: 'Leveransavtal', group: 'Lämna mapp innehållande', settledBy: { by: 'document', documents: [{ kind: 'leveransavtal', needs: ['handed-over'] }] } },
  { id: '4.2.4', step: 4, text: 'DNV eller SIS ansökan', group: 'Lämna mapp innehållande', settledBy: { by: 'document', documents: [{ kind: 'sis-dnv-ansokan', needs: ['handed-over'] }] } },
  { id: '4.2.5', step: 4, text: 'Produktkatalog med prislista', group: 'Lämna mapp innehållande', settledBy: PERSON },
  { id: '4.2.6', step: 4, text: 'Info folder HSA', group: 'Lämna mapp innehållande', settledBy: PERSON },
  { id: '4.2.7', step: 4, text: 'Info folder Sjunet', group: 'Lämna mapp innehållande', settledBy: PERSON },
  { id: '4.3', step: 4, text: 'PPT med kort resumé från förra träffen', settledBy: PERSON },
  { id: '4.4', step: 4, text: 'Ta med olika korttyper, korthållare för visning', settledBy: PERSON },
  { id: '4.5', step: 4, text: 'Diskutera tidplan för införandet av SITHS gällande volym, pilotinstallation, breddinförande osv.', settledBy: PERSON },
  { id: '4.6', step: 4, text: 'Informera om upprättande av funktionsbrevlåda ex RAfunktionen@xxxxx.se', settledBy: PERSON },
  { id: '4.7', step: 4, text: 'Informera om SIS-godkända kort eller inte', settledBy: PERSON },
  { id: '4.8', step: 4, text: 'Informera om kortutformning, standard kort eller kundunika kort, titel på kort eller inte', settledBy: PERSON },
  { id: '4.9', step: 4, text: 'Intervjua kund angående prognos för kortutgivning tidplan, volym, pilotinstallation, breddinförande', settledBy: { by: 'event', events: [{ type: 'forecast-recorded' }] } },
  { id: '4.10', step: 4, text: 'Boka in nytt möte', settledBy: PERSON },
  { id: '5.1', step: 5, text: 'Kontrollera att Telia säljare har varit och träffat organisationen.', settledBy: { by: 'event', events: [{ type: 'seller-dialogue-held' }] } },
  { id: '5.2', step: 5, text: 'Kontrollera att kund har lämnat in ansökan av ny handläggare, logotyp mm', settledBy: { by: 'document', documents: [{ kind: 'handlaggare-ansokan', needs: ['handed-in'] }], events: [{ type: 'logotype-handed-in' }] } },
  { id: '6.1', step: 6, text: 'Nätuppkoppling och projektor finns hos organisationen', settledBy: PERSON },
  { id: '6.2', step: 6, text: 'All utrustning finns och är rätt konfigurerad till samtliga kursdeltagare', settledBy: PERSON },
  { id: '6.3', step: 6, text: 'Utrustning och programvaror är testad och fungerar på samtliga datorer', settledBy: PERSON },
  { id: '6.4', step: 6, text: 'Ta med testkort', settledBy: PERSON },
  { id: '6.5', step: 6, text: 'Utbildningsmaterial Powerpoint presentationer', settledBy: PERSON },
  { id: '6.6', step: 6, text: 'Häfte med utbildningsmaterial till RA/ORA', settledBy: PERSON },
  { id: '6.7', step: 6, text: 'Häfte med utbildningsmaterial till KRA', settledBy: PERSON },
  { id: '6.8', step: 6, text: 'Häfte med utbildningsmaterial till Support', settledBy: PERSON },
  { id: '6.9', step: 6, text: 'Första RA-kortet överlämnas, skarp miljö samt test', settledBy: { by: 'event', events: [{ type: 'ra-card-handed-over', environment: 'production' }, { type: 'ra-card-handed-over', environment: 'training' }] } },
  { id: '6.10', step: 6, text: 'Genomgång av RAPS och övriga ”granskningsdokument”', settledBy: PERSON },
  { id: '7.1', step: 7, text: 'Kontrollera att ”Grundavtal för IT Tjänster”, ”Tjänsteavtal SITHS” med bilagorna ”Tillämpningsanvisning RAPS” och ”Skriftliga rutiner för kort- och certifikatutgivning” lämnas in undertecknade av kund', settledBy: { by: 'document', documents: PROVIDER_PAPERS.map((kind) => ({ kind, needs: ['signed-by-kund'] })) } },
  { id: '7.2', step: 7, text: 'Sjukvårdsrådgivningens undertecknande, arkivering och retur av kunds originalhandling', settledBy: { by: 'document', documents: PROVIDER_PAPERS.map((kind) => ({ kind, needs: ['signed', 'archived', 'original-returned'] })) } },
  { id: '7.3', step: 7, text: 'Skicka kopia på de undertecknade ”Granskningsdokumenten till Telia', settledBy: { by: 'letter' } },
  { id: '7.4', step: 7, text: 'Lämna MiFare A-nyckel', settledBy: { by: 'event', events: [{ type: 'mifare-key-handed-over' }] } },
  { id: '8.1', step: 8, text: 'Kontrollera kunds avtal med Telia', settledBy: PERSON },
  { id: '9.1', step: 9, text: 'Kontrollera att organisationen får allt som de har beställt och att rätt fakturaunderlag ges', settledBy: { by: 'event', events: [{ type: 'customer-file-checked' }] } },
  { id: '9.2', step: 9, text: 'Hjälp till med uppdatering av leveransavtalets bilagor, tex: ny handläggare eller ny kortprodukt', settledBy: PERSON },
  { id: '10.1', step: 10, text: 'Nätuppkoppling och projektor finns hos organisationen', settledBy: PERSON },
  { id: '10.2', step: 10, text: 'All utrustning finns och är rätt konfigurerad till samtliga kursdeltagare', settledBy: PERSON },
  { id: '10.3', step: 10, text: 'Utrustning och programvaror är testad och fungerar på samtliga datorer', settledBy: PERSON },
  { id: '10.4', step: 10, text: 'Ta med testkort', settledBy: PERSON },
  { id: '10.5', step: 10, text: 'Utbildningsmaterial Powerpoint presentationer', settledBy: PERSON },
  { id: '10.6', step: 10, text: 'Häfte med utbildningsmaterial till KRA', settledBy: PERSON },
  { id: '11.1', step: 11, text: 'Tillsammans med RA komma fram till en tid för denna träff', settledBy: PERSON },
  { id: '11.2', step: 11, text: 'Skicka mallen till RA i förväg och gå sedan igenom den gemensamt på den femte träffen', settledBy: { by: 'event', events: [{ type: 'evaluation-sent' }, { type: 'evaluation-reviewed' }] } },
  { id: '11.3', step: 11, text: 'Ta med mallen för utvärdering till träffen', settledBy: PERSON },
  { id: '11.4', step: 11, text: 'Informera om nyhetsbrev, nätverksforum samt inbjudan till SITHS förvaltningsgrupp för en ceremoni', settledBy: PERSON },
]

/** Tasks that the presentation (first seed) asks for and the checklist forgot; a person ticks them, they are not among the 57 (documents.json, A16). */
export const SYSTEM_TASKS: readonly Point[] = [2, 6, 10].map((step) => ({ id: `${step}.boka`, step, text: 'Boka nästa möte (från presentationen)', settledBy: PERSON }))

/** Every point and task that can be named. */
export const ALL_POINTS: readonly Point[] = [...POINTS, ...SYSTEM_TASKS]

const NEED_LABELS: Readonly<Record<DocumentNeed, string>> = {
  'handed-over': 'överlämnad', 'handed-in': 'inlämnad', 'signed-by-kund': 'undertecknad av kunden', signed: 'undertecknad av alla parter (på minst ett bekräftat exemplar)',
  archived: 'arkiverad', 'original-returned': 'returnerad till kunden i original',
}

/** In Swedish, what settles a point. */
export function settledByText({ settledBy }: Point): string {
  switch (settledBy.by) {
    case 'person': return 'att någon bockar av den'
    case 'letter': return 'att brevet med de aktuella granskningsdokumenten är skickat'
    case 'event': return `händelsen ${eventList(settledBy.events)}`
    case 'document': {
      const needs = [...new Set(settledBy.documents.flatMap(({ needs }) => needs))].map((need) => NEED_LABELS[need])
      const titles = settledBy.documents.map(({ kind }) => kindOf(kind).title)
      const events = settledBy.events === undefined ? '' : `, och händelsen ${eventList(settledBy.events)}`
      return `att ${listOf(titles)} är ${listOf(needs)}${events}`
    }
    default: return settledBy satisfies never
  }
}

function eventList(events: readonly EventMatch[]): string {
  return listOf([...new Set(events.map(({ type }) => `”${EVENT_LABELS[type]}”`))])
}

/** Why a person may not tick the point called `id`, or null when the tick is theirs to make; `own` are the customer's own points. */
export function pointRefusal(id: string, own: readonly Point[] = []): Refusal | null {
  const known = [...ALL_POINTS, ...own]
  const point = known.find((found) => found.id === id)
  if (!point) {
    const near = didYouMean(id, known.map((found) => found.id))
    return { code: 'point-unknown', reason: `Checklistan har ingen punkt ”${id}”.${near}`, next: 'Punkterna heter till exempel 1.1, 4.2.1 och 11.4.' }
  }
  if (point.settledBy.by === 'person') return null
  return refuse(`Punkt ${id} bockas inte av för hand: den avgörs av ${settledByText(point)}.`, 'Registrera det i stället, så bockas punkten av.')
}
