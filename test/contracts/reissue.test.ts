import { describe, expect, it } from 'vitest'
import { consequencesOf } from '../../contracts/reissue.js'
import { approved, codeOf, pages, SHA, signed, Story } from './story.js'

describe('what falls on re-issue', () => {
  it('is the signatures and the approval of the document itself', () => {
    const story = new Story('raps')
    story.on('raps', approved(), { on: '2026-11-12' })
    story.on('raps', signed('kund'), { exemplar: 1, on: '2026-11-15' })
    story.on('raps', signed('kund'), { exemplar: 2, on: '2026-11-16' })
    expect(consequencesOf(story, [codeOf('raps')])).toEqual([{
      code: codeOf('raps'), kind: 'raps', lostSignatures: [{ party: 'kund', on: '2026-11-15' }], lostApproval: { decision: 'FG 2026-11-20 § 4', on: '2026-11-12' },
    }])
  })

  it('is nothing for a document that nobody has signed', () => {
    expect(consequencesOf(new Story('grundavtal'), [codeOf('grundavtal')])).toMatchObject([{ lostSignatures: [], lostApproval: null }])
  })

  it('touches an amended appendix alone', () => {
    const story = new Story('leveransavtal', 'leveransavtal-bilaga-3', 'leveransavtal-bilaga-5')
    story.signFully('leveransavtal', [1])
    expect(consequencesOf(story, [codeOf('leveransavtal-bilaga-5')]).map(({ kind }) => kind)).toEqual(['leveransavtal-bilaga-5'])
  })

  it('takes the appendices that an agreement covers with it, and leaves their approval', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.on('raps', { type: 'covered-by-agreement' })
    story.on('raps', { type: 'pages-confirmed', scan: SHA, pages: pages() }, { exemplar: 1 })
    story.signFully('rutiner')
    story.signFully('tjansteavtal', [1])
    const fallen = consequencesOf(story, [codeOf('tjansteavtal')])
    expect(fallen.map(({ kind }) => kind)).toEqual(['tjansteavtal', 'raps'])
    expect(fallen[1]).toMatchObject({ lostSignatures: [{ party: 'kund' }, { party: 'svr' }], lostApproval: null })
  })

  it('names an appendix once when it is re-issued together with its agreement', () => {
    const story = new Story('leveransavtal', 'leveransavtal-bilaga-3')
    story.signFully('leveransavtal', [1])
    expect(consequencesOf(story, [codeOf('leveransavtal'), codeOf('leveransavtal-bilaga-3')]).map(({ kind }) => kind)).toEqual(['leveransavtal', 'leveransavtal-bilaga-3'])
  })

  it('does not count a withdrawn signature', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    story.withdraw(2)
    expect(consequencesOf(story, [codeOf('grundavtal')])).toMatchObject([{ lostSignatures: [] }])
  })
})
