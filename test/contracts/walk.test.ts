import { describe, expect, it } from 'vitest'
import { eventSchema, GUARDS, type Event, type RecordedEvent } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import { statusOf, type VersionStatus } from '../../contracts/status.js'
import { letterDue } from '../../signing/letter-due.js'
import { Failure } from '../../templates/failure.js'
import { codeOf, CONTENT, ORGNR, pages, SAMPLES, SHA, Story, versionOf } from './story.js'

const KINDS = ['grundavtal', 'tjansteavtal', 'raps', 'rutiner', 'leveransavtal', 'leveransavtal-bilaga-5']
const REVIEWED = ['tjansteavtal', 'raps', 'rutiner']
const WALKS = 60
const STEPS = 90

/** A small seeded generator (mulberry32): the same walk every time. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = Math.trunc(state + 0x6d2b79f5)
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

function pick<T>(among: readonly T[], random: (below: number) => number): T {
  const found = among[random(among.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

const EVENTS: readonly Event[] = [
  ...Object.values(SAMPLES).filter(({ type }) => type !== 'cancelled'), ...Object.values(SAMPLES).filter(({ type }) => type === 'signature-confirmed' || type === 'approved'),
  ...GUARDS.map((guard): Event => ({ type: 'guard-overridden', guard, reason: 'brådskar' })),
  { type: 'signature-confirmed', party: 'svr', scan: SHA, pages: pages().slice(2) },
]

/** What every other walk draws from, so that it gets as far as a letter. */
const SIGNING: readonly Event[] = [
  ...Array.from({ length: 4 }, () => [SAMPLES.approved, SAMPLES['signed-kund'], SAMPLES['signed-svr']]).flat(),
  SAMPLES['covered-by-agreement'], SAMPLES['pages-confirmed'], SAMPLES['pages-confirmed'], { type: 'guard-overridden', guard: 'approval-before-signing', reason: 'brådskar' },
]

/** One step of a walk: an event, a withdrawal, a re-issue, or what the outbox would do. Refusals are part of the walk. */
function step(story: Story, far: readonly Event[] | null, random: (below: number) => number): void {
  const dice = random(100)
  const kind = pick(far ? REVIEWED : KINDS, random)
  if (dice < 5 && story.events.length > 0) story.withdraw(1 + random(story.events.length))
  else if (dice < 6) reissue(story, kind)
  else if (dice < 18) dispatch(story, random)
  else if (dice < 20) story.record({ type: 'logotype-handed-in' })
  else story.on(kind, pick(far ?? EVENTS, random), { exemplar: far ? 1 + random(2) : random(3) || null })
}

function reissue(story: Story, kind: string): void {
  const of = story.versions.filter((version) => version.kind === kind)
  const last = of.at(-1)
  if (last && of.length < 9) story.reissue(versionOf(kind, { code: codeOf(kind, of.length + 1), issuedAt: '2026-11-22T09:00:00Z', contentSha256: of.length % 2 === 0 ? CONTENT : SHA }), last.code)
}

function dispatch(story: Story, random: (below: number) => number): void {
  const due = letterDue(story, ORGNR)
  const letter = `brev-${story.events.length}`
  const open = story.events.findLast(({ event }) => event.type === 'letter-due')?.event
  if (due) story.record({ type: 'letter-due', letter, codes: [...due.codes], releaseAt: '2026-11-22T10:15:00Z' })
  else if (open?.type === 'letter-due' && random(2) === 0) {
    story.record({ type: 'letter-queued', letter: open.letter, messageId: '<1@svr.example>', ciphertextSha256: SHA, keys: { sender: 'A', recipient: 'B', archive: 'C' } })
  } else if (open?.type === 'letter-due') story.record({ type: 'letter-relayed', letter: open.letter, receiptSha256: SHA })
}

function standing(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const withdrawn = new Set(events.flatMap(({ event }) => (event.type === 'withdrawn' ? [event.event] : [])))
  return events.filter(({ sequence }) => !withdrawn.has(sequence))
}

/** What a reader of the bare events would say, written again without the rules' own code. */
function confirmed(events: readonly RecordedEvent[], code: string, party: string, exemplar: number): boolean {
  return standing(events).some((recorded) => recorded.code === code && recorded.exemplar === exemplar && recorded.event.type === 'signature-confirmed' && recorded.event.party === party)
}

function parent(story: Story, status: VersionStatus): string {
  return status.covered ? (story.versions.findLast(({ kind }) => kind === kindOf(status.kind).parent)?.code ?? '') : status.code
}

function flawsIn(story: Story, status: VersionStatus): readonly string[] {
  const { signs } = kindOf(status.kind)
  const code = parent(story, status)
  const provider = ['grundavtal', 'tjansteavtal', 'raps', 'rutiner'].includes(status.kind)
  const flaws: [boolean, string][] = [
    [status.signedBy.some((party) => ![1, 2].some((exemplar) => confirmed(story.events, code, party, exemplar))), 'signed without a confirmation'],
    [status.fullySigned && ![1, 2].some((exemplar) => signs.every((party) => confirmed(story.events, code, party, exemplar))), 'fully signed without one full exemplar'],
    [['signed', 'under-review', 'production-may-start', 'in-force'].includes(status.stage) && !status.fullySigned, 'past signing without the signatures'],
    [(status.archived ?? status.originalReturned) !== null && !status.fullySigned, 'archived or returned unsigned'],
    [status.kind.startsWith('leveransavtal') && status.signedBy.includes('svr'), 'delivery papers signed by the provider'],
    [provider && status.signedBy.includes('driftleverantor'), 'the provider’s papers signed by the supplier'],
  ]
  return flaws.flatMap(([flaw, words]) => (flaw ? [`${status.kind}: ${words}`] : []))
}

function flawsInLetter(story: Story): readonly string[] {
  const due = letterDue(story, ORGNR)
  if (!due) return []
  const live = statusOf(story).filter(({ stage }) => stage !== 'superseded' && stage !== 'cancelled')
  const unready = ['raps', 'rutiner'].filter((kind) => !live.some((status) => status.kind === kind && status.fullySigned && status.approval !== null))
  const torn = due.evidence.filter(({ member, code, pages: shown }) => member === code && shown.map(({ page }) => page).join() !== '1,2,3')
  return [...unready.map((kind) => `${kind} is in a letter too early`), ...torn.map(({ code }) => `${code} lacks pages in its letter`)]
}

/** Takes one step; what went wrong besides a refusal that left the history alone. */
function tried(story: Story, far: readonly Event[] | null, random: (below: number) => number): readonly string[] {
  const before = story.events.length
  try {
    step(story, far, random)
    return []
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    return story.events.length === before ? [REFUSED] : ['a refusal that recorded something']
  }
}

const REFUSED = 'refused'

describe('whatever people record, in whatever order', () => {
  it('a signature is never there without its confirmation, nor a letter due without every signature and approval', () => {
    let letters = 0
    let signed = 0
    const found: string[] = []
    for (let walk = 1; walk <= WALKS; walk += 1) {
      const random = chance(walk)
      const story = new Story(...KINDS)
      for (let count = 0; count < STEPS; count += 1) found.push(...tried(story, walk % 2 === 0 ? SIGNING : null, random), ...flawsInLetter(story))
      found.push(...statusOf(story).flatMap((status) => flawsIn(story, status)))
      for (const { event } of story.events) eventSchema.parse(event)
      letters += story.events.filter(({ event }) => event.type === 'letter-due').length
      signed += statusOf(story).filter(({ fullySigned }) => fullySigned).length
    }
    expect(found.filter((flaw) => flaw !== REFUSED)).toEqual([])
    // The walks go somewhere: without these the test would pass on an empty history.
    expect(letters).toBeGreaterThan(5)
    expect(signed).toBeGreaterThan(50)
    expect(found.length).toBeGreaterThan(1000)
  }, 60_000)
})
