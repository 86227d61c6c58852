import { describe, expect, it } from 'vitest'
import { approved, codeOf, EPOCH, failureIn, pages, SHA, signed, Story, versionOf } from './story.js'

describe('who signs what', () => {
  it.each([
    ['leveransavtal', 'svr', 'SVR undertecknar aldrig Leveransavtal'],
    ['grundavtal', 'driftleverantor', 'Driftleverantören undertecknar aldrig Grundavtal för IT-tjänster'],
    ['tjansteavtal', 'driftleverantor', 'Driftleverantören undertecknar aldrig Tjänsteavtal SITHS'],
    ['raps', 'korttillverkare', 'Korttillverkaren undertecknar aldrig Tillämpningsanvisning RAPS'],
  ] as const)('%s is never signed by %s, whatever is set aside', (kind, party, message) => {
    const story = new Story(kind)
    for (const guard of ['signing-order', 'approval-before-signing'] as const) {
      try {
        story.on(kind, { type: 'guard-overridden', guard, reason: 'brådskar' })
      } catch { /* the guard means nothing for this kind */ }
    }
    expect(failureIn(() => story.on(kind, signed(party), { exemplar: 1 })).message).toContain(message)
  })

  it('kund signs before svr, on the same exemplar', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    const failure = failureIn(() => story.on('grundavtal', signed('svr'), { exemplar: 2 }))
    expect(failure.code).toBe('transition-refused')
    expect(failure.message).toContain('Underskrift av kunden saknas på exemplar 2')
    expect(failure.message).toContain('kan åsidosättas med en motivering')
  })

  it('takes the signatures in the other order once somebody has given a reason', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', { type: 'guard-overridden', guard: 'signing-order', reason: 'SVR:s chef går på semester' })
    story.on('grundavtal', signed('svr'), { exemplar: 1 })
    expect(story.status('grundavtal').label).toBe('Undertecknad av SVR, väntar på kunden')
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    expect(story.status('grundavtal')).toMatchObject({ fullySigned: true, overridden: [{ guard: 'signing-order', text: 'SVR:s chef går på semester' }] })
  })

  it('lets the supplier sign the Leveransavtal first when the order is set aside', () => {
    const story = new Story('leveransavtal')
    story.on('leveransavtal', { type: 'seller-dialogue-held' })
    story.on('leveransavtal', { type: 'guard-overridden', guard: 'signing-order', reason: 'avtalet kom påskrivet' })
    story.on('leveransavtal', signed('driftleverantor'), { exemplar: 1 })
    story.on('leveransavtal', signed('kund'), { exemplar: 1 })
    expect(story.status('leveransavtal').stage).toBe('signed')
  })

  it('needs every signature on one and the same exemplar', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', { type: 'guard-overridden', guard: 'signing-order', reason: 'var för sig' })
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    story.on('grundavtal', signed('svr'), { exemplar: 2 })
    expect(story.status('grundavtal')).toMatchObject({ stage: 'part-signed', signedBy: ['kund', 'svr'], fullySigned: false, label: 'Undertecknad av kunden och SVR, men inte på samma exemplar' })
    expect(failureIn(() => story.on('grundavtal', { type: 'archived', reference: 'A 1' })).message).toContain('Inget exemplar bär alla underskrifter')
  })
})

describe('approval before signing', () => {
  it('hinders RAPS and the Tjänsteavtal until the board has decided on every appendix', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    expect(failureIn(() => story.on('raps', signed('kund'), { exemplar: 1 })).message).toContain('Förvaltningsgruppens godkännande saknas.')
    story.on('raps', approved())
    const failure = failureIn(() => story.on('tjansteavtal', signed('kund'), { exemplar: 1 }))
    expect(failure.message).toContain('godkännande saknas för Skriftliga rutiner för kort- och certifikatutgivning.')
    story.on('rutiner', approved())
    story.on('tjansteavtal', signed('kund'), { exemplar: 1 })
    expect(story.status('tjansteavtal').signedBy).toEqual(['kund'])
  })

  it('counts an appendix that was never issued as not approved', () => {
    const story = new Story('tjansteavtal', 'raps')
    story.on('raps', approved())
    expect(failureIn(() => story.on('tjansteavtal', signed('kund'), { exemplar: 1 })).message).toContain('Skriftliga rutiner')
  })

  it('set aside lets the paper be signed but approves nothing; the board may still decide', () => {
    const story = new Story('raps')
    story.on('raps', { type: 'guard-overridden', guard: 'approval-before-signing', reason: 'muntligt besked' })
    story.signFully('raps')
    expect(story.status('raps')).toMatchObject({ fullySigned: true, approval: null, waitingFor: 'förvaltningsgruppens godkännande' })
    story.on('raps', approved())
    expect(story.status('raps')).toMatchObject({ stage: 'signed', approval: { decision: 'FG 2026-11-20 § 4' } })
  })

  it('records the hand-over that an approval presupposes, marked implied', () => {
    const recorded = new Story('raps').on('raps', approved())
    expect(recorded.map(({ event }) => event)).toEqual([{ type: 'handed-over', implied: true }, { type: 'final-received', implied: true }, approved()])
  })

  it('binds the text that was approved', () => {
    const failure = failureIn(() => new Story('raps').on('raps', { ...approved(), contentSha256: 'd'.repeat(64) }))
    expect(failure.message).toContain('Den text som beslutet gäller är inte den text som gavs ut')
  })

  it('survives a new printing of the same text, and falls with another', () => {
    const story = new Story('raps')
    story.on('raps', approved())
    story.reissue(versionOf('raps', { code: codeOf('raps', 2), issuedAt: '2026-11-22T09:00:00Z' }), codeOf('raps'))
    expect(story.status('raps')).toMatchObject({ stage: 'approved', approval: { decision: 'FG 2026-11-20 § 4' }, signedBy: [] })
    expect(failureIn(() => story.on('raps', approved())).code).toBe('already-recorded')
    story.reissue(versionOf('raps', { code: codeOf('raps', 3), issuedAt: '2026-11-22T09:00:00Z', contentSha256: 'd'.repeat(64) }), codeOf('raps', 2))
    expect(story.status('raps')).toMatchObject({ stage: 'issued', approval: null })
  })

  it('printed in the text, asks for no pen; taken back, it must be printed away', () => {
    const story = new Story('raps')
    const approval = story.on('raps', approved()).at(-1)?.sequence ?? 0
    expect(story.status('raps').nextAction).toContain('Tryck beslutet i handlingen (print-decision)')
    story.reissue(versionOf('raps', { code: codeOf('raps', 2), issuedAt: '2026-11-22T09:00:00Z' }), codeOf('raps'), { on: EPOCH, text: 'FG 2026-11-20 § 4', by: 'Eva Exempel' })
    expect(story.status('raps').nextAction).toBe('Skanna handlingen när kunden har undertecknat, och bekräfta underskriften.')
    story.withdraw(approval)
    expect(story.status('raps')).toMatchObject({ approval: null, printed: { text: 'FG 2026-11-20 § 4' } })
  })

  it('after a return waits for the customer to come back', () => {
    const story = new Story('raps')
    story.on('raps', { type: 'returned-for-revision', reason: 'kapitel 4 saknas' })
    expect(failureIn(() => story.on('raps', approved())).message).toContain('Ta emot kundens nya slutversion')
    story.on('raps', { type: 'final-received' })
    story.on('raps', approved())
    expect(story.status('raps').stage).toBe('approved')
  })
})

describe('pages of a confirmation', () => {
  it.each([
    ['a page is missing', pages().slice(0, 2), 'sidan 3 saknas'],
    ['two pages are missing', pages().slice(1, 2), 'sidorna 1 och 3 saknas'],
    ['a page is there twice', [...pages(), ...pages().slice(0, 1)], 'sidan 1 mer än en gång'],
    ['a page belongs elsewhere', pages(4), 'Handlingen har 3 sidor'],
  ])('are refused when %s', (_, shown, message) => {
    expect(failureIn(() => new Story('grundavtal').on('grundavtal', signed('kund', shown), { exemplar: 1 })).message).toContain(message)
  })

  it('may rest on the earlier confirmation of the same exemplar, but must show the new signature', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', signed('kund'), { exemplar: 1 })
    expect(failureIn(() => story.on('grundavtal', signed('svr', pages().slice(0, 1)), { exemplar: 1 })).message).toContain('visar inte underskriften på sidan 3')
    story.on('grundavtal', signed('svr', pages().slice(2)), { exemplar: 1 })
    expect(story.status('grundavtal').fullySigned).toBe(true)
  })

  it('need an exemplar when there are two', () => {
    expect(failureIn(() => new Story('grundavtal').on('grundavtal', signed('kund'))).message).toContain('Handlingen har exemplar 1 (SVR:s), 2 (kundens)')
    const alone = new Story('ra-kort-kvittens')
    alone.on('ra-kort-kvittens', signed('kund'))
    expect(alone.status('ra-kort-kvittens').exemplars[0]?.signedBy).toEqual(['kund'])
  })
})

describe('archive and return', () => {
  it('are two flags in either order, each on its own original', () => {
    const story = new Story('grundavtal')
    story.signFully('grundavtal', [2])
    story.on('grundavtal', { type: 'original-returned', how: 'bud' })
    expect(story.status('grundavtal')).toMatchObject({ archived: null, originalReturned: { text: 'bud' } })
    story.on('grundavtal', { type: 'archived', reference: 'Närarkiv 3' })
    expect(story.status('grundavtal').exemplars).toMatchObject([{ holder: 'svr', archived: { text: 'Närarkiv 3' }, originalReturned: null }, { holder: 'kund', archived: null, originalReturned: { text: 'bud' } }])
  })

  it('are not mixed up between the originals', () => {
    const story = new Story('grundavtal')
    story.signFully('grundavtal')
    expect(failureIn(() => story.on('grundavtal', { type: 'archived', reference: 'A 1' }, { exemplar: 2 })).message).toContain('Exemplar 2 är kundens, inte SVR:s. Ange exemplar 1.')
    expect(failureIn(() => story.on('grundavtal', { type: 'original-returned', how: 'bud' }, { exemplar: 1 })).message).toContain('Ange exemplar 2.')
  })
})

describe('covered appendices', () => {
  it('are signed by the Tjänsteavtal once their own pages are confirmed, not before', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.on('raps', { type: 'covered-by-agreement' })
    expect(failureIn(() => story.on('raps', signed('kund'), { exemplar: 1 })).message).toContain('omfattas av avtalets underskrift')
    story.signFully('tjansteavtal', [1])
    expect(story.status('raps')).toMatchObject({ signedBy: [], fullySigned: false, covered: true })
    story.on('raps', { type: 'pages-confirmed', scan: SHA, pages: pages() }, { exemplar: 1 })
    expect(story.status('raps')).toMatchObject({ signedBy: ['kund', 'svr'], fullySigned: true, stage: 'signed' })
  })

  it('are not covered by signatures older than themselves', () => {
    const story = new Story('tjansteavtal', 'raps', 'rutiner')
    for (const kind of ['raps', 'rutiner']) story.on(kind, approved())
    story.signFully('tjansteavtal')
    story.today = '2026-12-01'
    story.reissue(versionOf('raps', { code: codeOf('raps', 2), issuedAt: '2026-12-01T09:00:00Z' }), codeOf('raps'))
    expect(failureIn(() => story.on('raps', { type: 'covered-by-agreement' })).message).toContain('avtalets underskrift omfattar den inte')
  })

  it('follow the Leveransavtal, until they are amended with signatures of their own', () => {
    const story = new Story('leveransavtal', 'leveransavtal-bilaga-3', 'leveransavtal-bilaga-5')
    story.signFully('leveransavtal', [1])
    expect(story.status('leveransavtal-bilaga-5')).toMatchObject({ stage: 'issued', signedBy: [], fullySigned: false })
    for (const kind of ['leveransavtal-bilaga-3', 'leveransavtal-bilaga-5']) story.confirmPages(kind)
    expect(story.status('leveransavtal-bilaga-5')).toMatchObject({ stage: 'in-force', signedBy: ['kund', 'driftleverantor'] })
    story.on('leveransavtal-bilaga-5', { type: 'change-requested', reason: 'ny kontraktsansvarig' })
    story.today = '2026-12-01'
    story.reissue(versionOf('leveransavtal-bilaga-5', { code: codeOf('leveransavtal-bilaga-5', 2), issuedAt: '2026-12-01T09:00:00Z', signatureBoxes: [{ id: 'kund-1', party: 'kund', page: 3 }] }), codeOf('leveransavtal-bilaga-5'))
    expect(story.status('leveransavtal-bilaga-5')).toMatchObject({ stage: 'issued', signedBy: [] })
    expect(story.status('leveransavtal-bilaga-3').stage).toBe('in-force')
    story.signFully('leveransavtal-bilaga-5', [2])
    expect(story.status('leveransavtal-bilaga-5').stage).toBe('in-force')
  })
})

describe('days', () => {
  it.each([['2026-11-23', 'ligger i framtiden'], ['2026-10-31', 'före den dag handlingen gavs ut, 2026-11-01']])('%s is refused', (on, message) => {
    expect(failureIn(() => new Story('grundavtal').on('grundavtal', { type: 'handed-over' }, { on })).message).toContain(message)
  })

  it('of the first record are named when the same thing comes again', () => {
    const story = new Story('grundavtal')
    story.on('grundavtal', signed('kund'), { exemplar: 1, on: '2026-11-10' })
    const failure = failureIn(() => story.on('grundavtal', signed('kund'), { exemplar: 1 }))
    expect(failure).toMatchObject({ code: 'already-recorded' })
    expect(failure.message).toContain('redan registrerat, med datum 2026-11-10')
  })
})

describe('the Leveransavtal', () => {
  it('is handed in with a logotype, or a reason why not', () => {
    const story = new Story('leveransavtal')
    story.on('leveransavtal', signed('kund'), { exemplar: 1 })
    expect(failureIn(() => story.on('leveransavtal', { type: 'handed-in' })).message).toContain('förslag på logotyp saknas')
    story.on('leveransavtal', { type: 'guard-overridden', guard: 'logotype-before-hand-in', reason: 'standardkort' })
    story.on('leveransavtal', { type: 'handed-in' })
    expect(story.status('leveransavtal').stage).toBe('handed-in')
  })

  it('is reviewed only when the review documents have been sent', () => {
    const story = new Story('leveransavtal')
    story.signFully('leveransavtal', [1])
    expect(failureIn(() => story.on('leveransavtal', { type: 'review-started' })).message).toContain('Granskningsdokumenten är inte skickade')
  })

  it('is not signed by the supplier before it is handed in with its logotype and found complete: nobody says that for the local seller', () => {
    const story = new Story('leveransavtal')
    story.on('leveransavtal', signed('kund'), { exemplar: 1 })
    expect(failureIn(() => story.on('leveransavtal', signed('driftleverantor'), { exemplar: 1 })).code).toBe('transition-refused')
    story.signFully('leveransavtal', [2])
    expect(story.status('leveransavtal').stage).toBe('signed')
  })
})

describe('a version replaced by hand', () => {
  const by = (code: string) => ({ type: 'superseded', by: code }) as const
  const other = (ordinal: number, changes = {}) => versionOf('raps', { code: codeOf('raps', ordinal), ...changes })

  it.each([
    ['itself', versionOf('raps'), 'inte ersättas av sig själv'],
    ['another kind', versionOf('rutiner'), 'av samma slag'],
    ['another person\'s paper', other(2, { subject: 'nagon' }), 'en annan person'],
    ['another customer\'s paper', other(2, { orgnr: '212000-9879' }), 'en annan kund'],
    ['a draft', other(2, { stage: 'draft' }), 'ett utkast'],
  ])('is never replaced by %s', (_, successor, message) => {
    const story = new Story('raps', ...(successor.code === codeOf('raps') ? [] : [successor]))
    expect(failureIn(() => story.record(by(successor.code), { code: codeOf('raps') }))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining(message) })
  })

  it('is never replaced by one that is cancelled, but by one that lives', () => {
    const story = new Story('raps', other(2), other(3))
    story.record({ type: 'cancelled', reason: 'fel' }, { code: codeOf('raps', 2) })
    expect(failureIn(() => story.record(by(codeOf('raps', 2)), { code: codeOf('raps') })).message).toContain('själv ersatt eller makulerad')
    story.record(by(codeOf('raps', 3)), { code: codeOf('raps') })
  })
})

describe('a version nobody uses any more', () => {
  it('takes nothing and says which one does', () => {
    const story = new Story('raps')
    story.reissue(versionOf('raps', { code: codeOf('raps', 2) }), codeOf('raps'))
    const failure = failureIn(() => story.record(approved(), { code: codeOf('raps') }))
    expect(failure.message).toContain('ersatt av en nyare version. Registrera på RAPS-XXXX-S2 i stället')
  })

  it('is unknown when its code is', () => {
    expect(failureIn(() => new Story('raps').record(approved(), { code: 'FFFFFFFFFF' })).code).toBe('code-unknown')
  })
})
