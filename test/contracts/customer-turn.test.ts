import { describe, expect, it } from 'vitest'
import { customerTurn } from '../../contracts/customer-turn.js'
import { approved, signed, Story, versionOf } from './story.js'

const turnOf = (story: Story, kind: string) => customerTurn(story.status(kind))

describe('whose turn it is, as the customer reads it', () => {
  it('follows an agreement from hand-over to the returned original', () => {
    const story = new Story('grundavtal')
    expect(turnOf(story, 'grundavtal')).toMatchObject({ turn: 'others', text: expect.stringContaining('lämnar över') })
    story.on('grundavtal', { type: 'handed-over' })
    expect(turnOf(story, 'grundavtal')).toMatchObject({ turn: 'customer', text: expect.stringContaining('Skriv under alla exemplar'), toSign: true })
    for (const exemplar of [1, 2]) story.on('grundavtal', signed('kund'), { exemplar })
    expect(turnOf(story, 'grundavtal')).toMatchObject({ turn: 'others', text: expect.stringContaining('motparten') })
    for (const exemplar of [1, 2]) story.on('grundavtal', signed('svr'), { exemplar })
    expect(turnOf(story, 'grundavtal')).toMatchObject({ turn: 'others', text: expect.stringContaining('Klart från er sida') })
    story.on('grundavtal', { type: 'archived', reference: 'A 1' }, { exemplar: 1 })
    story.on('grundavtal', { type: 'original-returned', how: 'post' }, { exemplar: 2 })
    expect(turnOf(story, 'grundavtal')).toMatchObject({ turn: 'nobody' })
  })

  it('asks for a final text before the board decides, and again when it was returned', () => {
    const story = new Story('raps', 'rutiner')
    story.on('raps', { type: 'handed-over' })
    expect(turnOf(story, 'raps')).toMatchObject({ turn: 'customer', text: expect.stringContaining('slutversion'), toSign: false })
    story.on('raps', { type: 'final-received' })
    expect(turnOf(story, 'raps').text).toContain('förvaltningsgrupp')
    story.on('raps', { type: 'returned-for-revision', reason: 'internt skäl' })
    expect(turnOf(story, 'raps')).toMatchObject({ turn: 'customer', text: expect.stringContaining('behöver ändras') })
    expect(turnOf(story, 'raps').text).not.toContain('internt skäl')
  })

  it('says that a draft is to be read and not signed, and that the Tjänsteavtal waits for the board', () => {
    expect(turnOf(new Story(versionOf('grundavtal', { stage: 'draft' })), 'grundavtal')).toMatchObject({ turn: 'customer', text: expect.stringContaining('inte undertecknas') })
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    story.on('tjansteavtal', { type: 'handed-over' })
    expect(turnOf(story, 'tjansteavtal')).toMatchObject({ turn: 'others', text: expect.stringContaining('godkänt RAPS och rutiner') })
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    expect(turnOf(story, 'tjansteavtal')).toMatchObject({ turn: 'customer' })
  })
})
