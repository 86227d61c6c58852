import { describe, expect, it } from 'vitest'
import type { Event } from '../../contracts/event.js'
import { track } from '../../contracts/tracking.js'
import { withdrawnEvidence } from '../../contracts/withdrawn-evidence.js'
import { approved, codeOf, failureIn, pages, SHA, signed, Story, versionOf } from './story.js'

const DUE: Event = { type: 'letter-due', letter: 'brev-1', codes: [codeOf('raps'), codeOf('rutiner')], releaseAt: '2026-11-22T10:15:00Z' }
const QUEUED: Event = { type: 'letter-queued', letter: 'brev-1', messageId: '<1@svr.example>', ciphertextSha256: SHA, keys: { sender: 'A', recipient: 'B', archive: 'C' } }
const RELAYED: Event = { type: 'letter-relayed', letter: 'brev-1', receiptSha256: SHA }

function signedPapers(): Story {
  const story = new Story('tjansteavtal', 'raps', 'rutiner')
  story.signProviderPapers()
  return story
}

function lastOf(story: Story, type: Event['type'], kind: string): number {
  return story.events.findLast(({ event, code }) => event.type === type && code === codeOf(kind))?.sequence ?? 0
}

describe('a withdrawal', () => {
  it('takes a confirmation back as if it had never been, and keeps both in the history', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    story.withdraw(2)
    expect(story.status('grundavtal')).toMatchObject({ stage: 'handed-over', signedBy: [] })
    expect(story.events).toHaveLength(3)
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    expect(story.status('grundavtal').stage).toBe('part-signed')
  })

  it('is refused while later events rest on what it takes back, and names them', () => {
    const story = new Story('grundavtal')
    story.signFully('grundavtal', [1])
    story.on('grundavtal', { type: 'archived', reference: 'Närarkiv 3' })
    const failure = failureIn(() => story.withdraw(2))
    expect(failure.code).toBe('transition-refused')
    expect(failure.message).toContain('3 ”Underskrift bekräftad” 2026-11-22 och 4 ”Arkiverad” 2026-11-22')
    story.withdraw(4)
    story.withdraw(3)
    story.withdraw(2)
    expect(story.status('grundavtal').stage).toBe('handed-over')
  })

  it('of an approval is refused once the paper, or the Tjänsteavtal, has been signed', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.on('tjansteavtal', signed('kund'), { exemplar: 1 })
    expect(failureIn(() => story.withdraw(lastOf(story, 'approved', 'raps'))).message).toContain('”Underskrift bekräftad”')
  })

  it('is not refused for events that were allowed by another exemplar', () => {
    const story = new Story('grundavtal')
    story.signFully('grundavtal')
    story.on('grundavtal', { type: 'archived', reference: 'Närarkiv 3' })
    const second = story.events.filter(({ event, exemplar }) => event.type === 'signature-confirmed' && exemplar === 2).at(-1)
    story.withdraw(second?.sequence ?? 0)
    expect(story.status('grundavtal')).toMatchObject({ fullySigned: true, archived: { text: 'Närarkiv 3' } })
  })

  it.each([
    ['of an override is refused when a signature needed it', () => {
      const story = new Story('grundavtal')
      story.on('grundavtal', { type: 'guard-overridden', guard: 'signing-order', reason: 'brådskar' })
      story.on('grundavtal', signed('svr'), { exemplar: 1 })
      story.withdraw(1)
    }, 'senare händelser vilar på den: 3 ”Underskrift bekräftad”'],
    ['of an implied hand-over points at what implied it', () => {
      const story = new Story('raps')
      story.on('raps', approved())
      story.withdraw(1)
    }, 'följer av en senare händelse'],
    ['of the issue itself is refused', () => {
      const story = new Story('raps')
      story.reissue(versionOf('raps', { code: codeOf('raps', 2) }), codeOf('raps'))
      story.withdraw(1)
    }, 'registreras av programmet'],
    ['of nothing is refused', () => new Story('raps').withdraw(9), 'Händelse 9 finns inte'],
    ['of a customer event is refused when another rests on it', () => {
      const story = new Story()
      story.record({ type: 'logotype-handed-in' })
      story.record({ type: 'logotype-approved' })
      story.withdraw(1)
    }, '2 ”Logotyp godkänd i korrektur”'],
  ])('%s', (_, action, message) => {
    expect(failureIn(action).message).toContain(message)
  })

  it('twice is told the day of the first', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', { type: 'handed-over' })
    story.withdraw(1)
    expect(failureIn(() => story.withdraw(1))).toMatchObject({ code: 'already-recorded' })
  })
})

describe('a letter', () => {
  it('that waits to leave is called back together with the confirmation it rests on', () => {
    const story = signedPapers()
    story.record(DUE)
    const appended = story.withdraw(lastOf(story, 'signature-confirmed', 'raps'))
    expect(appended.map(({ event }) => event.type)).toEqual(['withdrawn', 'letter-cancelled'])
  })

  it('that has been sealed but has not left is called back too', () => {
    const story = signedPapers()
    story.record(DUE)
    story.record(QUEUED)
    const appended = story.withdraw(lastOf(story, 'signature-confirmed', 'raps'))
    expect(appended.map(({ event }) => event.type)).toEqual(['withdrawn', 'letter-cancelled'])
  })

  it('that has left stays, and says that it rests on something taken back', () => {
    const story = signedPapers()
    story.record(DUE)
    story.record(QUEUED)
    story.record(RELAYED)
    const target = lastOf(story, 'signature-confirmed', 'raps')
    const code = story.events.find(({ sequence }) => sequence === target)?.code
    const letters = [...track(story.versions, story.events).letters.values()]
    expect(withdrawnEvidence(letters, story.events)).toEqual([])
    const appended = story.withdraw(target)
    expect(appended.map(({ event }) => event.type)).toEqual(['withdrawn'])
    expect(withdrawnEvidence(letters, story.events)).toEqual([expect.objectContaining({ letter: 'brev-1', code })])
  })

  it('is called back when one of its documents is cancelled or replaced', () => {
    const story = signedPapers()
    story.record(DUE)
    const appended = story.on('rutiner', { type: 'cancelled', reason: 'fel kund' })
    expect(appended.map(({ event }) => event.type)).toEqual(['cancelled', 'letter-cancelled'])
  })

  it('falls due only when everything in the set is approved and signed', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.signFully('raps')
    expect(failureIn(() => story.record(DUE)).message).toContain('Alla granskningsdokument är inte godkända och undertecknade')
    story.signFully('rutiner')
    story.record(DUE)
    expect(failureIn(() => story.record({ ...DUE, letter: 'brev-2' })).code).toBe('already-recorded')
  })

  it('is answered only after it has been relayed', () => {
    const story = signedPapers()
    story.record(DUE)
    expect(failureIn(() => story.record({ type: 'letter-received', letter: 'brev-1', source: 'Contract Manager' })).message).toContain('Brevet är nu ”Klart att skicka”')
    story.record(QUEUED)
    story.record({ type: 'letter-relayed', letter: 'brev-1', receiptSha256: SHA })
    story.record({ type: 'letter-received', letter: 'brev-1', source: 'Contract Manager' })
    story.record({ type: 'letter-approved', letter: 'brev-1', source: 'lokal säljare' })
    story.withdraw(story.events.length)
    expect(failureIn(() => story.withdraw(story.events.findIndex(({ event }) => event.type === 'letter-relayed') + 1)).message).toContain('registreras av programmet')
  })

  it('over a covered appendix is called back with the agreement whose signature it shows', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.on('raps', { type: 'covered-by-agreement' })
    story.signFully('rutiner')
    story.signFully('tjansteavtal', [1])
    story.on('raps', { type: 'pages-confirmed', scan: SHA, pages: pages() }, { exemplar: 1 })
    story.record(DUE)
    expect(story.withdraw(lastOf(story, 'signature-confirmed', 'tjansteavtal')).map(({ event }) => event.type)).toEqual(['withdrawn', 'letter-cancelled'])
  })
})
