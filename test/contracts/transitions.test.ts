import { describe, expect, it } from 'vitest'
import type { IssuedVersion } from '../../contracts/event.js'
import { LIVES } from '../../contracts/kind.js'
import { kindOf } from '../../contracts/kinds.js'
import { LIFE_TABLES } from '../../contracts/life.js'
import { statusOf } from '../../contracts/status.js'
import { Failure } from '../../templates/failure.js'
import { codeOf, SAMPLES, Story, versionOf, type Sample } from './story.js'

/** For every life: a path of events to a stage, and exactly the events that may follow it. Everything else must be refused or be there already. */
interface Row {
  readonly kind: string
  readonly path: readonly Sample[]
  readonly stage: string
  readonly label: string
  readonly may: readonly Sample[]
}

const AGREEMENT: readonly Row[] = [
  { kind: 'grundavtal', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'signed-kund', 'cancelled'] },
  { kind: 'grundavtal', path: ['handed-over'], stage: 'handed-over', label: 'Överlämnad', may: ['signed-kund', 'cancelled'] },
  { kind: 'grundavtal', path: ['signed-kund'], stage: 'part-signed', label: 'Undertecknad av kunden, väntar på SVR', may: ['signed-svr', 'cancelled'] },
  { kind: 'grundavtal', path: ['signed-kund', 'signed-svr'], stage: 'signed', label: 'Undertecknad av kunden och SVR', may: ['archived', 'original-returned', 'ceased', 'cancelled'] },
  { kind: 'grundavtal', path: ['signed-kund', 'signed-svr', 'archived'], stage: 'signed', label: 'Undertecknad av kunden och SVR', may: ['original-returned', 'ceased', 'cancelled'] },
  { kind: 'grundavtal', path: ['signed-kund', 'signed-svr', 'original-returned'], stage: 'signed', label: 'Undertecknad av kunden och SVR', may: ['archived', 'ceased', 'cancelled'] },
  { kind: 'grundavtal', path: ['signed-kund', 'signed-svr', 'ceased'], stage: 'signed', label: 'Undertecknad av kunden och SVR', may: ['archived', 'original-returned', 'cancelled'] },
  { kind: 'grundavtal', path: ['cancelled'], stage: 'cancelled', label: 'Makulerad', may: [] },
]

const REVIEWED: readonly Row[] = [
  { kind: 'raps', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'final-received', 'approved', 'returned-for-revision', 'covered-by-agreement', 'cancelled'] },
  { kind: 'raps', path: ['handed-over'], stage: 'handed-over', label: 'Överlämnad', may: ['final-received', 'approved', 'returned-for-revision', 'covered-by-agreement', 'cancelled'] },
  { kind: 'raps', path: ['final-received'], stage: 'final-received', label: 'Slutversion inkommen', may: ['approved', 'returned-for-revision', 'covered-by-agreement', 'cancelled'] },
  { kind: 'raps', path: ['returned-for-revision'], stage: 'returned-for-revision', label: 'Återremitterad', may: ['final-received', 'cancelled'] },
  { kind: 'raps', path: ['approved'], stage: 'approved', label: 'Godkänd av förvaltningsgruppen', may: ['signed-kund', 'covered-by-agreement', 'cancelled'] },
  { kind: 'raps', path: ['approved', 'signed-kund'], stage: 'part-signed', label: 'Undertecknad av kunden, väntar på SVR', may: ['signed-svr', 'cancelled'] },
  { kind: 'raps', path: ['approved', 'signed-kund', 'signed-svr'], stage: 'signed', label: 'Undertecknad av kunden och SVR', may: ['archived', 'original-returned', 'ceased', 'cancelled'] },
  { kind: 'raps', path: ['approved', 'covered-by-agreement'], stage: 'approved', label: 'Godkänd av förvaltningsgruppen', may: ['pages-confirmed', 'cancelled'] },
]

const DELIVERY: readonly Row[] = [
  { kind: 'leveransavtal', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'seller-dialogue-held', 'signed-kund', 'cancelled'] },
  { kind: 'leveransavtal', path: ['seller-dialogue-held'], stage: 'seller-dialogue', label: 'Dialog med lokal säljare', may: ['signed-kund', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund'], stage: 'part-signed', label: 'Undertecknad av kunden, väntar på driftleverantören', may: ['handed-in', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund', 'handed-in'], stage: 'handed-in', label: 'Inlämnad', may: ['found-complete', 'completion-asked', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund', 'handed-in', 'completion-asked'], stage: 'completion-asked', label: 'Komplettering begärd', may: ['handed-in', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund', 'handed-in', 'found-complete'], stage: 'complete', label: 'Komplett', may: ['signed-driftleverantor', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund', 'handed-in', 'found-complete', 'signed-driftleverantor'], stage: 'signed', label: 'Undertecknad av kunden och driftleverantören', may: ['archived', 'original-returned', 'review-started', 'review-accepted', 'review-refused', 'ceased', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund', 'handed-in', 'found-complete', 'signed-driftleverantor', 'review-started'], stage: 'under-review', label: 'Under granskning', may: ['archived', 'original-returned', 'review-accepted', 'review-refused', 'ceased', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund', 'handed-in', 'found-complete', 'signed-driftleverantor', 'review-refused'], stage: 'review-refused', label: 'Avvisad vid granskning', may: ['archived', 'original-returned', 'review-started', 'ceased', 'cancelled'] },
  { kind: 'leveransavtal', path: ['signed-kund', 'handed-in', 'found-complete', 'signed-driftleverantor', 'review-accepted'], stage: 'production-may-start', label: 'Godkänd – produktion påbörjas', may: ['archived', 'original-returned', 'ceased', 'cancelled'] },
]

const APPENDIX: readonly Row[] = [
  { kind: 'leveransavtal-bilaga-5', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'signed-kund', 'cancelled'] },
  { kind: 'leveransavtal-bilaga-5', path: ['signed-kund'], stage: 'part-signed', label: 'Undertecknad av kunden, väntar på driftleverantören', may: ['signed-driftleverantor', 'cancelled'] },
  { kind: 'leveransavtal-bilaga-5', path: ['signed-kund', 'signed-driftleverantor'], stage: 'in-force', label: 'Gällande', may: ['archived', 'original-returned', 'change-requested', 'ceased', 'cancelled'] },
  { kind: 'leveransavtal-bilaga-5', path: ['signed-kund', 'signed-driftleverantor', 'change-requested'], stage: 'change-requested', label: 'Ändring begärd', may: ['archived', 'original-returned', 'ceased', 'cancelled'] },
]

const APPLICATIONS: readonly Row[] = [
  { kind: 'sis-dnv-ansokan', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'signed-kund', 'handed-in', 'permit-granted', 'permit-refused', 'cancelled'] },
  { kind: 'sis-dnv-ansokan', path: ['signed-kund'], stage: 'signed', label: 'Undertecknad av kunden', may: ['handed-in', 'permit-granted', 'permit-refused', 'archived', 'cancelled'] },
  { kind: 'sis-dnv-ansokan', path: ['signed-kund', 'handed-in'], stage: 'handed-in', label: 'Inlämnad', may: ['completion-asked', 'permit-granted', 'permit-refused', 'archived', 'cancelled'] },
  { kind: 'sis-dnv-ansokan', path: ['handed-in', 'completion-asked'], stage: 'completion-asked', label: 'Komplettering begärd', may: ['handed-in', 'signed-kund', 'cancelled'] },
  { kind: 'sis-dnv-ansokan', path: ['signed-kund', 'permit-granted'], stage: 'permit-granted', label: 'Utfärdartillstånd beviljat', may: ['permit-expired', 'archived', 'cancelled'] },
  { kind: 'sis-dnv-ansokan', path: ['permit-refused'], stage: 'permit-refused', label: 'Ansökan avslagen', may: ['signed-kund', 'cancelled'] },
  { kind: 'sis-dnv-ansokan', path: ['permit-granted', 'permit-expired'], stage: 'permit-expired', label: 'Tillståndets giltighet har löpt ut', may: ['signed-kund', 'cancelled'] },
  { kind: 'handlaggare-ansokan', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'signed-kund', 'handed-in', 'registered', 'cancelled'] },
  { kind: 'handlaggare-ansokan', path: ['handed-in'], stage: 'handed-in', label: 'Inlämnad', may: ['signed-kund', 'registered', 'cancelled'] },
  { kind: 'handlaggare-ansokan', path: ['registered'], stage: 'registered', label: 'Registrerad', may: ['signed-kund', 'deregistered', 'cancelled'] },
  { kind: 'handlaggare-ansokan', path: ['registered', 'deregistered'], stage: 'deregistered', label: 'Avregistrerad', may: ['signed-kund', 'cancelled'] },
]

const FORMS: readonly Row[] = [
  { kind: 'ra-kort-kvittens', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'signed-kund', 'cancelled'] },
  { kind: 'ra-kort-kvittens', path: ['signed-kund'], stage: 'signed', label: 'Undertecknad av kunden', may: ['archived', 'ceased', 'cancelled'] },
  { kind: 'nyckel-kvittens', path: ['signed-kund', 'archived'], stage: 'signed', label: 'Undertecknad av kunden', may: ['ceased', 'cancelled'] },
  { kind: 'korrekturblankett', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'proof-delivered', 'proof-approved', 'proof-rejected', 'signed-kund', 'cancelled'] },
  { kind: 'korrekturblankett', path: ['proof-delivered'], stage: 'proof-delivered', label: 'Provkort levererat', may: ['proof-approved', 'proof-rejected', 'signed-kund', 'cancelled'] },
  { kind: 'korrekturblankett', path: ['proof-rejected'], stage: 'proof-rejected', label: 'Provkort underkänt', may: ['proof-delivered', 'signed-kund', 'cancelled'] },
  { kind: 'korrekturblankett', path: ['signed-kund', 'proof-approved'], stage: 'proof-approved', label: 'Provkort godkänt', may: ['archived', 'cancelled'] },
  { kind: 'kortprognos', path: [], stage: 'issued', label: 'Utfärdad', may: ['handed-over', 'archived', 'ceased', 'cancelled'] },
  { kind: 'utvardering', path: ['handed-over'], stage: 'handed-over', label: 'Överlämnad', may: ['archived', 'ceased', 'cancelled'] },
]

function told({ kind, path }: Row): Story {
  const own = kind === 'leveransavtal-bilaga-5' ? versionOf(kind, { signatureBoxes: [{ id: 'kund-1', party: 'kund', page: 3 }, { id: 'driftleverantor-1', party: 'driftleverantor', page: 3 }] }) : kind
  const story = new Story(own)
  story.record({ type: 'logotype-handed-in' })
  if (kind === 'leveransavtal') story.on(kind, { type: 'guard-overridden', guard: 'letter-before-review', reason: 'skickat på annat sätt' })
  for (const sample of path) say(story, kind, sample)
  return story
}

function say(story: Story, kind: string, sample: Sample): void {
  const needsExemplar = sample.startsWith('signed-') || sample === 'pages-confirmed'
  story.on(kind, SAMPLES[sample], { exemplar: needsExemplar ? 1 : null })
}

const ROWS = [...AGREEMENT, ...REVIEWED, ...DELIVERY, ...APPENDIX, ...APPLICATIONS, ...FORMS]
const ALL_SAMPLES = Object.keys(SAMPLES).filter((name): name is Sample => name in SAMPLES)

/** What the rules say to a sample: nothing when they take it, otherwise the refusal, which must leave the history alone. */
function answer(story: Story, sayIt: () => void): string | null {
  const before = story.events.length
  try {
    sayIt()
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    if (story.events.length !== before) throw new Error('a refusal that recorded something', { cause: thrown })
    return `${thrown.code}: ${thrown.message}`
  }
  if (story.events.length === before) throw new Error('nothing was recorded')
  return null
}

function answers(row: Row): ReadonlyMap<Sample, string | null> {
  return new Map(ALL_SAMPLES.map((sample) => {
    const story = told(row)
    return [sample, answer(story, () => say(story, row.kind, sample))]
  }))
}

describe.each(ROWS)('$kind after [$path]', (row) => {
  it(`stands at ${row.stage} and takes exactly what may follow`, () => {
    expect(told(row).status(row.kind)).toMatchObject({ stage: row.stage, label: row.label })
    const given = [...answers(row)]
    expect(given.filter(([, refusal]) => refusal === null).map(([sample]) => sample).toSorted()).toEqual(row.may.toSorted())
    const refusals = given.flatMap(([, refusal]) => refusal ?? [])
    expect(refusals.filter((refusal) => !/^(transition-refused|already-recorded): ”.+” kan inte registreras för .+\..+\.$/.test(refusal))).toEqual([])
  })
})

describe('a draft', () => {
  it('is talked about, never decided on or signed', () => {
    const given = ALL_SAMPLES.map((sample): [Sample, string | null] => {
      const story = new Story(versionOf('raps', { stage: 'draft' }))
      return [sample, answer(story, () => story.record(SAMPLES[sample], { code: codeOf('raps'), exemplar: 1 }))]
    })
    expect(given.filter(([, refusal]) => refusal === null).map(([sample]) => sample)).toEqual(['handed-over', 'final-received', 'cancelled'])
    expect(given.filter(([, refusal]) => refusal !== null && !/utkast|förekommer inte/.test(refusal))).toEqual([])
  })
})

describe('a draft that a paper to sign has come after', () => {
  const draft = (changes: Partial<IssuedVersion> = {}): IssuedVersion => versionOf('raps', { code: codeOf('raps', 9), stage: 'draft', issuedAt: '2026-11-01T08:00:00Z', ...changes })
  const overtaken = (story: Story): string | null => statusOf(story)[0]?.overtakenBy ?? null

  it('waits for nothing for as long as that paper is in force', () => {
    const story = new Story(draft(), 'raps')
    expect(statusOf(story)[0]).toMatchObject({ overtakenBy: codeOf('raps'), nextEvent: null, label: 'Utkast, ersatt av RAPS-XXXX-S1' })
    story.on('raps', { type: 'cancelled', reason: 'fel uppgifter' })
    expect(statusOf(story)[0]).toMatchObject({ overtakenBy: null, nextEvent: 'handed-over', label: 'Utkast' })
  })

  it('is none that is newer, of another subject or of another customer', () => {
    expect([draft({ issuedAt: '2026-11-02T09:00:00Z' }), draft({ subject: 'Hanna Ek' }), draft({ orgnr: '212000-9879' })].map((one) => overtaken(new Story(one, 'raps')))).toEqual([null, null, null])
  })
})

describe('the tables', () => {
  it('have a row for every life', () => {
    expect(new Set(ROWS.map(({ kind }) => kindOf(kind).life))).toEqual(new Set(LIVES))
  })

  it('name in `from` only stages the life has', () => {
    for (const table of Object.values(LIFE_TABLES)) for (const { from } of table.transitions) for (const stage of from) expect(table.stages).toContain(stage)
  })
})
