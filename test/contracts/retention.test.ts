import { describe, expect, it } from 'vitest'
import type { EventOf } from '../../contracts/event.js'
import { retentions, ruleText, type RetentionRule } from '../../contracts/retention.js'
import { retentionOf, retentionText, type RetentionStatus } from '../../contracts/retention-status.js'
import { statusOf } from '../../contracts/status.js'
import { CLERK, codeOf, CONTENT, ORGNR, Story, versionOf } from './story.js'

const PLAN = { decision: 'Dokumenthanteringsplan 2026, 4.2', decidedBy: 'Arkivnämnden', decidedOn: '2026-05-04' }
const rule = (years: number | null, from: RetentionRule['from'] = 'ceased'): RetentionRule => ({ years, from, ...PLAN, recordedOn: '2026-11-22', recordedBy: CLERK.name })
const kept = (story: Story, kind: string, ruled: RetentionRule | null, today = '2026-12-01'): RetentionStatus => retentionOf({ code: codeOf(kind), kind, stage: 'signing', issuedOn: '2026-11-01' }, ruled, story.events, today)
const longer = (story: Story, kind: string, until: string | null): void => {
  story.on(kind, { type: 'retention-extended', until, reason: 'tvist' })
}

/** An agreement that is signed by both and has an appendix, the board's approval and all. */
function signed(): Story {
  const story = new Story('tjansteavtal', 'raps', 'rutiner')
  story.append([{ happenedOn: '2026-11-01', actor: CLERK, orgnr: ORGNR, code: codeOf('tjansteavtal'), exemplar: null, event: { type: 'issued', stage: 'signing', kind: 'tjansteavtal', contentSha256: CONTENT } }])
  story.signProviderPapers()
  return story
}

describe('how long a document is kept', () => {
  it.each<readonly [string, RetentionRule | null, (story: Story) => void, Partial<RetentionStatus>, string]>([
    ['nobody has decided', null, () => undefined, { state: 'undecided', until: null }, 'Ingen bevarandetid är beslutad. Handlingen bevaras tills vidare.'],
    ['nobody has decided, but this one is kept longer', null, (story) => longer(story, 'raps', '2040-06-30'), { state: 'undecided', until: null }, 'Ingen bevarandetid är beslutad. Handlingen bevaras tills vidare, åtminstone till 2040-06-30 enligt ett särskilt beslut.'],
    ['it is kept for ever', rule(null), (story) => story.on('raps', { type: 'ceased', reason: 'uppsagt' }), { state: 'for-ever', until: null }, 'Bevaras.'],
    ['it still applies', rule(10), () => undefined, { state: 'not-started', started: null, until: null }, 'Tiden löper inte än (10 år efter att handlingen har upphört att gälla).'],
    ['it has ceased to apply', rule(10), (story) => story.on('raps', { type: 'ceased', reason: 'uppsagt' }, { on: '2026-11-10' }), { state: 'running', started: { on: '2026-11-10', by: 'ceased' }, until: '2036-12-31' }, 'Bevaras till 2036-12-31. Har upphört att gälla 2026-11-10.'],
    ['it is cancelled', rule(2), (story) => story.on('raps', { type: 'cancelled', reason: 'fel kund' }), { state: 'running', until: '2028-12-31' }, 'Bevaras till 2028-12-31. Makulerad 2026-11-22.'],
    ['another has taken its place', rule(10), (story) => story.reissue(versionOf('raps', { code: codeOf('raps', 2) }), codeOf('raps')), { state: 'running', started: { on: '2026-11-22', by: 'superseded' } }, 'Bevaras till 2036-12-31. Ersatt 2026-11-22.'],
    ['the agreement it belongs to has ended', rule(10), (story) => story.on('tjansteavtal', { type: 'ceased', reason: 'uppsagt' }), { state: 'running', started: { on: '2026-11-22', by: 'ceased' } }, 'Bevaras till 2036-12-31. Har upphört att gälla 2026-11-22.'],
    ['the years are counted from its issue', rule(2, 'issued'), () => undefined, { state: 'running', until: '2028-12-31' }, 'Bevaras till 2028-12-31. Utfärdad 2026-11-01.'],
    ['this one is kept longer', rule(2, 'issued'), (story) => longer(story, 'raps', '2040-06-30'), { state: 'running', until: '2040-06-30' }, 'Bevaras till 2040-06-30, enligt ett särskilt beslut. Utfärdad 2026-11-01.'],
    ['this one still applies and is kept longer', rule(10), (story) => longer(story, 'raps', '2040-06-30'), { state: 'not-started' }, 'Tiden löper inte än (10 år efter att handlingen har upphört att gälla). Bevaras i alla fall till 2040-06-30, enligt ett särskilt beslut.'],
    ['this one is kept no longer than the rule anyway', rule(2, 'issued'), (story) => longer(story, 'raps', '2027-06-30'), { state: 'running', until: '2028-12-31' }, 'Bevaras till 2028-12-31. Utfärdad 2026-11-01.'],
    ['this one is kept for ever', rule(2, 'issued'), (story) => longer(story, 'raps', null), { state: 'for-ever', until: null }, 'Bevaras, enligt ett särskilt beslut.'],
  ])('when %s', (_, ruled, happens, status, text) => {
    const story = signed()
    happens(story)
    const found = kept(story, 'raps', ruled)
    expect(found).toMatchObject(status)
    expect(retentionText(found)).toBe(text)
  })

  it('has run out the day after its last, and not on it', () => {
    const story = new Story('kortprognos')
    expect(kept(story, 'kortprognos', rule(1, 'issued'), '2027-12-31').state).toBe('running')
    const after = kept(story, 'kortprognos', rule(1, 'issued'), '2028-01-01')
    expect([after.state, retentionText(after)]).toEqual(['run-out', 'Tiden gick ut 2027-12-31. Utfärdad 2026-11-01.'])
    expect(kept(story, 'kortprognos', rule(0, 'issued'), '2026-12-31').until).toBe('2026-12-31')
  })

  it('does not run for an appendix whose agreement goes on in another version, nor after what began it is taken back', () => {
    const story = signed()
    story.on('tjansteavtal', { type: 'ceased', reason: 'uppsagt' })
    story.reissue(versionOf('tjansteavtal', { code: codeOf('tjansteavtal', 2) }), codeOf('tjansteavtal'))
    expect(kept(story, 'raps', rule(10)).state).toBe('not-started')
    const other = signed()
    const [ceased] = other.on('raps', { type: 'ceased', reason: 'fel' })
    other.withdraw(ceased?.sequence ?? 0)
    expect(kept(other, 'raps', rule(10)).state).toBe('not-started')
  })

  it('says nothing of where a document stands, and may be decided when it is replaced and taken back', () => {
    const story = signed()
    story.reissue(versionOf('raps', { code: codeOf('raps', 2), issuedAt: '2026-11-22T09:00:00Z' }), codeOf('raps'))
    story.today = '2026-11-25'
    const [decided] = story.record({ type: 'retention-extended', until: null, reason: 'tvist' }, { code: codeOf('raps') })
    expect(kept(story, 'raps', rule(10))).toMatchObject({ state: 'for-ever', extended: { event: decided?.sequence, reason: 'tvist', on: '2026-11-25' } })
    expect(statusOf(story).find(({ code }) => code === codeOf('raps'))).toMatchObject({ stage: 'superseded', since: '2026-11-22' })
    story.withdraw(decided?.sequence ?? 0)
    expect(kept(story, 'raps', rule(10))).toMatchObject({ state: 'running', extended: null })
  })
})

describe('the house’s table', () => {
  const set = (subject: string, years: number | null): EventOf<'retention-set'> => ({ type: 'retention-set', subject, years, from: 'ceased', ...PLAN })

  it('has a row for every kind and for drafts, keeps what was decided before, and makes up no years', () => {
    const story = new Story()
    story.append([set('raps', 10), set('raps', null)].map((event) => ({ happenedOn: story.today, actor: CLERK, orgnr: null, code: null, exemplar: null, event })))
    const list = retentions(story.events)
    expect(list.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['grundavtal', 'leveransavtal-bilaga-6', 'checklista', 'utkast']))
    expect(list.find(({ subject }) => subject === 'raps')).toMatchObject({ rule: { years: null, recordedBy: CLERK.name }, earlier: [{ years: 10, decision: PLAN.decision }] })
    expect(list.filter(({ rule: ruled }) => ruled !== null)).toHaveLength(1)
    expect(retentions([]).every(({ rule: ruled }) => ruled === null)).toBe(true)
  })

  it.each([[null, 'ceased', 'Bevaras'], [10, 'ceased', '10 år efter att handlingen har upphört att gälla'], [2, 'issued', '2 år efter att handlingen gavs ut'], [0, 'ceased', 'Till utgången av det år då handlingen upphör att gälla']] as const)('says %s years from %s in words', (years, from, words) => {
    expect(ruleText({ years, from })).toBe(words)
  })
})
