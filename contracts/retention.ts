import type { RecordedEvent } from './event.js'
import { KINDS } from './kinds.js'

/** What the years are counted from: the document has ceased to apply, or it was issued. */
export const RETENTION_STARTS = ['ceased', 'issued'] as const
export type RetentionStart = (typeof RETENTION_STARTS)[number]

/** What the starts are called where a rule is made. */
export const RETENTION_START_LABELS: Readonly<Record<RetentionStart, string>> = { ceased: 'Handlingen upphör att gälla', issued: 'Handlingen ges ut' }

/** The most years that a rule may say; more is for ever. */
export const MOST_YEARS = 200

/** A decision on how long documents of one kind are kept. */
export interface RetentionRule {
  /** Whole calendar years after the one in which it began; null keeps them for ever. */
  readonly years: number | null
  readonly from: RetentionStart
  /** Where the decision is found: a gallringsbeslut, a dokumenthanteringsplan and its section. */
  readonly decision: string
  readonly decidedBy: string
  readonly decidedOn: string
  readonly recordedOn: string
  readonly recordedBy: string
}

/** How long one kind of document is kept, and what was decided before. */
export interface Retention {
  /** A kind's id, or `utkast` for the drafts of every kind. */
  readonly subject: string
  readonly title: string
  /** Null while nothing is decided: then the documents are kept. */
  readonly rule: RetentionRule | null
  /** Newest first. */
  readonly earlier: readonly RetentionRule[]
}

/** The subject that is every kind's drafts. */
export const DRAFTS = 'utkast'

/** Everything that a rule can be about, by its id. A cover letter is no document of its own. */
export const RETENTION_TITLES: ReadonlyMap<string, string> = new Map([...KINDS.filter(({ issued }) => issued !== 'cover-letter').map(({ id, title }) => [id, title] as const), [DRAFTS, 'Utkast, av alla slag']])

/** The rules as last set, for everything that is kept. `events` are the installation's. */
export function retentions(events: readonly RecordedEvent[]): Retention[] {
  const rules = new Map<string, RetentionRule[]>()
  for (const { event, happenedOn, actor } of events) {
    if (event.type !== 'retention-set') continue
    const { years, from, decision, decidedBy, decidedOn } = event
    rules.set(event.subject, [{ years, from, decision, decidedBy, decidedOn, recordedOn: happenedOn, recordedBy: actor.name }, ...(rules.get(event.subject) ?? [])])
  }
  return [...RETENTION_TITLES].map(([subject, title]) => {
    const [rule = null, ...earlier] = rules.get(subject) ?? []
    return { subject, title, rule, earlier }
  })
}

/** "Bevaras", "10 år efter att handlingen har upphört att gälla". */
export function ruleText({ years, from }: Pick<RetentionRule, 'years' | 'from'>): string {
  if (years === null) return 'Bevaras'
  if (years === 0) return `Till utgången av det år då handlingen ${from === 'ceased' ? 'upphör att gälla' : 'gavs ut'}`
  return `${years} år efter att handlingen ${from === 'ceased' ? 'har upphört att gälla' : 'gavs ut'}`
}
