import { describe, expect, it } from 'vitest'
import { track } from '../../contracts/tracking.js'
import { fallenMembers } from '../../signing/fallen-evidence.js'
import { letterDue, type DueLetter } from '../../signing/letter-due.js'
import { approved, codeOf, ORGNR, pages, SHA, signed, Story, versionOf } from '../contracts/story.js'

const KUND_SCAN = 'a'.repeat(64)
const SVR_SCAN = 'b'.repeat(64)
const BETTER = 'e'.repeat(64)

function ready(): Story {
  const story = new Story('tjansteavtal', 'raps', 'rutiner')
  story.signProviderPapers()
  return story
}

function due(story: Story): DueLetter {
  const letter = letterDue(story, ORGNR)
  if (!letter) throw new Error('no letter is due')
  return letter
}

function send(story: Story, letter: string): void {
  story.record({ type: 'letter-due', letter, codes: [...due(story).codes], releaseAt: '2026-11-22T10:15:00Z' })
  story.record({ type: 'letter-queued', letter, messageId: `<${letter}@svr.example>`, ciphertextSha256: SHA, keys: { sender: 'A', recipient: 'B', archive: 'C' } })
  story.record({ type: 'letter-relayed', letter, receiptSha256: SHA })
}

describe('a letter is due', () => {
  it('when every member is approved and signed by both, whatever the agreements are', () => {
    const story = new Story('raps', 'rutiner')
    story.signProviderPapers()
    expect(due(story)).toMatchObject({ codes: [codeOf('raps'), codeOf('rutiner')], predecessor: null })
  })

  it.each([
    ['one member has only the customer’s signature', (story: Story) => {
      story.signFully('raps')
      story.on('rutiner', signed('kund'), { exemplar: 1 })
    }],
    ['one member is unsigned', (story: Story) => story.signFully('raps')],
    ['nothing is signed', () => undefined],
  ])('not when %s', (_, tell) => {
    const story = new Story('raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    tell(story)
    expect(letterDue(story, ORGNR)).toBeNull()
  })

  it('not when a member was never issued', () => {
    const story = new Story('raps')
    story.on('raps', approved())
    story.signFully('raps')
    expect(letterDue(story, ORGNR)).toBeNull()
  })

  it('not when signing without approval was allowed: an override approves nothing', () => {
    const story = new Story('raps', 'rutiner')
    story.on('rutiner', approved())
    story.on('raps', { type: 'guard-overridden', guard: 'approval-before-signing', reason: 'muntligt' })
    story.signFully('raps')
    story.signFully('rutiner')
    expect(letterDue(story, ORGNR)).toBeNull()
    story.on('raps', approved())
    expect(letterDue(story, ORGNR)).not.toBeNull()
  })

  it('not when the two signatures stand on different exemplars', () => {
    const story = new Story('raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.signFully('rutiner')
    story.on('raps', { type: 'guard-overridden', guard: 'signing-order', reason: 'var för sig' })
    story.on('raps', signed('kund'), { exemplar: 1 })
    story.on('raps', signed('svr'), { exemplar: 2 })
    expect(letterDue(story, ORGNR)).toBeNull()
  })

  it('not when a confirmation has been withdrawn', () => {
    const story = new Story('raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) {
      story.on(kind, approved())
      story.signFully(kind, [1])
    }
    story.withdraw(story.events.length)
    expect(letterDue(story, ORGNR)).toBeNull()
  })

  it('not for another customer’s papers', () => {
    expect(letterDue(ready(), '212000-1355')).toBeNull()
  })
})

describe('a second letter', () => {
  it('is not due for the same documents', () => {
    const story = ready()
    send(story, 'brev-1')
    expect(letterDue(story, ORGNR)).toBeNull()
  })

  it('is due again when the first was cancelled', () => {
    const story = ready()
    story.record({ type: 'letter-due', letter: 'brev-1', codes: [codeOf('raps'), codeOf('rutiner')], releaseAt: '2026-11-22T10:15:00Z' })
    expect(letterDue(story, ORGNR)).toBeNull()
    story.record({ type: 'letter-cancelled', letter: 'brev-1', reason: 'fel sida' })
    expect(due(story).predecessor).toBeNull()
  })

  it('carries the newly signed version after a request for completion, and names its predecessor', () => {
    const story = ready()
    send(story, 'brev-1')
    story.record({ type: 'letter-completion-requested', letter: 'brev-1', source: 'Contract Manager', reason: 'kapitel 4' })
    story.today = '2026-12-01'
    story.reissue(versionOf('raps', { code: codeOf('raps', 2), issuedAt: '2026-12-01T09:00:00Z', contentSha256: SHA }), codeOf('raps'))
    expect(letterDue(story, ORGNR)).toBeNull()
    story.on('raps', { ...approved(), contentSha256: SHA })
    story.signFully('raps')
    expect(due(story)).toMatchObject({ codes: [codeOf('raps', 2)], predecessor: 'brev-1' })
  })

  it('waits while the first is on its way', () => {
    const story = ready()
    story.record({ type: 'letter-due', letter: 'brev-1', codes: [codeOf('raps'), codeOf('rutiner')], releaseAt: '2026-11-22T10:15:00Z' })
    story.record({ type: 'letter-queued', letter: 'brev-1', messageId: '<1@svr.example>', ciphertextSha256: SHA, keys: { sender: 'A', recipient: 'B', archive: 'C' } })
    story.reissue(versionOf('raps', { code: codeOf('raps', 2), issuedAt: '2026-11-22T09:00:00Z', contentSha256: SHA }), codeOf('raps'))
    story.on('raps', { ...approved(), contentSha256: SHA })
    story.signFully('raps')
    expect(letterDue(story, ORGNR)).toBeNull()
  })
})

describe('the pages of a letter', () => {
  it('are each shown as they were after everybody had signed them', () => {
    const story = new Story('raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.signFully('rutiner', [2])
    story.on('raps', signed('kund', pages(3, KUND_SCAN)), { exemplar: 2 })
    story.on('raps', signed('svr', pages(3, SVR_SCAN).slice(2)), { exemplar: 2 })
    const [raps, rutiner] = due(story).evidence
    expect(raps).toMatchObject({ member: codeOf('raps'), code: codeOf('raps'), exemplar: 2 })
    expect(raps?.pages.map(({ page, scan }) => [page, scan])).toEqual([[1, KUND_SCAN], [2, KUND_SCAN], [3, SVR_SCAN]])
    expect(rutiner).toMatchObject({ member: codeOf('rutiner'), exemplar: 2 })
  })

  it('take a whole rescan after countersigning when there is one', () => {
    const story = new Story('raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.signFully('rutiner')
    story.on('raps', signed('kund', pages(3, KUND_SCAN)), { exemplar: 1 })
    story.on('raps', signed('svr', pages(3, SVR_SCAN)), { exemplar: 1 })
    expect(new Set(due(story).evidence[0]?.pages.map(({ scan }) => scan))).toEqual(new Set([SVR_SCAN]))
  })

  it('of a covered appendix are followed by the Tjänsteavtal’s signature pages', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.on('raps', { type: 'covered-by-agreement' })
    story.signFully('rutiner')
    story.signFully('tjansteavtal', [2])
    expect(letterDue(story, ORGNR)).toBeNull()
    story.on('raps', { type: 'pages-confirmed', scan: SVR_SCAN, pages: pages(3, SVR_SCAN) }, { exemplar: 1 })
    const evidence = due(story).evidence.filter(({ member }) => member === codeOf('raps'))
    expect(evidence.map(({ code, exemplar, pages }) => [code, exemplar, pages.map(({ page }) => page)])).toEqual([
      [codeOf('raps'), 1, [1, 2, 3]],
      [codeOf('tjansteavtal'), 2, [2, 3]],
    ])
    const fallen = () => fallenMembers(track(story.versions, story.events), [codeOf('raps')], evidence)
    const first = story.events.at(-1)?.sequence ?? 0
    // The other exemplar comes in, and a better scan of the first one: what the letter shows is confirmed all the same.
    story.on('raps', { type: 'pages-confirmed', scan: KUND_SCAN, pages: pages(3, KUND_SCAN) }, { exemplar: 2 })
    story.on('raps', { type: 'pages-confirmed', scan: BETTER, pages: pages(3, BETTER) }, { exemplar: 1 })
    expect(fallen()).toEqual([])
    story.withdraw(first)
    expect(fallen()).toEqual([codeOf('raps')])
  })

  it('are not enough when a page is only shown as it was before somebody signed it', () => {
    const story = new Story('raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.signFully('rutiner')
    story.on('raps', signed('kund'), { exemplar: 1 })
    // Nothing the rules decide looks like this: the confirmation of SVR's signature without the page it stands on.
    story.append([{ happenedOn: story.today, actor: { name: 'x', osUser: 'x', verified: false }, orgnr: ORGNR, code: codeOf('raps'), exemplar: 1, event: signed('svr', pages().slice(0, 1)) }])
    expect(story.status('raps').fullySigned).toBe(true)
    expect(letterDue(story, ORGNR)).toBeNull()
  })
})
