import { ALL_POINTS } from './checklist-points.js'
import { MEETINGS } from './meetings.js'
import type { PointStatus } from './checklist.js'
import type { RecordedEvent } from './event.js'

/** One edition of something that customers are given on paper or by file. */
export interface HandoutEdition {
  readonly handout: string
  readonly edition: string
  readonly sha256: string
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: number
  /** Points ("6.7") or whole steps ("6") that need it. */
  readonly needs: readonly string[]
  readonly addedOn: string
  readonly addedBy: string
}

/** A handout with all its editions, the newest first. */
export interface Handout {
  readonly handout: string
  readonly editions: readonly [HandoutEdition, ...HandoutEdition[]]
  /** Why it is no longer handed out; null while it is. */
  readonly retired: { readonly on: string; readonly reason: string } | null
}

/** The library by name; what is added after a retirement is in use again. `events` are the installation's. */
export function handoutLibrary(events: readonly RecordedEvent[]): Handout[] {
  const library = new Map<string, Handout>()
  for (const { event, happenedOn, actor } of events) {
    if (event.type === 'handout-added') {
      const { handout, edition: name, sha256, fileName, mediaType, bytes, needs } = event
      const edition: HandoutEdition = { handout, edition: name, sha256, fileName, mediaType, bytes, needs, addedOn: happenedOn, addedBy: actor.name }
      library.set(event.handout, { handout: event.handout, editions: [edition, ...(library.get(event.handout)?.editions ?? [])], retired: null })
    }
    const known = event.type === 'handout-retired' ? library.get(event.handout) : undefined
    if (known && event.type === 'handout-retired') library.set(event.handout, { ...known, retired: { on: happenedOn, reason: event.reason } })
  }
  return [...library.values()].toSorted((a, b) => a.handout.localeCompare(b.handout, 'sv'))
}

/** What a need of a handout may be: a checklist point, or a step by its number. */
export function isNeed(need: string): boolean {
  return /^([1-9]|1[0-2])$/.test(need) || ALL_POINTS.some(({ id }) => id === need)
}

/** The points that are about bringing something (the source's folders, slides, cards and booklets). */
const BROUGHT: ReadonlySet<string> = new Set([
  '1.2.1', '1.2.2', '1.2.3', '2.2', '2.3.1', '2.3.2', '4.2.1', '4.2.2', '4.2.3', '4.2.4', '4.2.5', '4.2.6', '4.2.7', '4.3', '4.4',
  '6.4', '6.5', '6.6', '6.7', '6.8', '6.9', '10.4', '10.5', '10.6', '11.3',
])

/** One line of what to bring. */
export interface PackingLine {
  /** The point it stands for; null for a handout that a whole step needs. */
  readonly point: string | null
  readonly text: string
  readonly settled: boolean
  /** The newest edition of the handouts in use that the line needs. */
  readonly handouts: readonly HandoutEdition[]
}

/** What to bring to a meeting, and what else to see to, in the checklist's order. */
export interface PackingList {
  readonly ordinal: number
  readonly step: number
  readonly bring: readonly PackingLine[]
  readonly check: readonly PackingLine[]
}

/** The packing list of one of a customer's meetings: the points of its step, with the handouts they need. */
export function packingList(ordinal: number, points: readonly PointStatus[], library: readonly Handout[]): PackingList {
  const step = MEETINGS.find((meeting) => meeting.ordinal === ordinal)?.step ?? 0
  const current = library.filter(({ retired }) => retired === null).map(({ editions }) => editions[0])
  const lines = points.filter((point) => point.step === step).map(({ id, text, settled, own }): PackingLine & { readonly brought: boolean } => {
    const handouts = current.filter(({ needs }) => needs.includes(id))
    return { point: id, text, settled: settled !== null, handouts, brought: BROUGHT.has(id) || handouts.length > 0 || own }
  })
  const whole = current.filter(({ needs }) => needs.includes(String(step))).map((edition): PackingLine => ({ point: null, text: edition.handout, settled: false, handouts: [edition] }))
  const plain = ({ point, text, settled, handouts }: PackingLine): PackingLine => ({ point, text, settled, handouts })
  return { ordinal, step, bring: [...lines.filter(({ brought }) => brought).map(plain), ...whole], check: lines.filter(({ brought }) => !brought).map(plain) }
}
