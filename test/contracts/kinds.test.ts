import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { appendicesOf, kindOf, KINDS, reviewSet } from '../../contracts/kinds.js'
import { failureIn } from './story.js'

const DELIVERY = [1, 2, 3, 4, 5, 6].map((number) => `leveransavtal-bilaga-${number}`)

describe('the kinds of document', () => {
  it.each([
    ['grundavtal', [4, 7], ['kund', 'svr'], 2, 'svr'], ['tjansteavtal', [4, 7], ['kund', 'svr'], 2, 'svr'],
    ['raps', [4, 6, 7], ['kund', 'svr'], 2, 'svr'], ['rutiner', [4, 6, 7], ['kund', 'svr'], 2, 'svr'],
    ['leveransavtal', [4, 8], ['kund', 'driftleverantor'], 2, 'driftleverantor'],
    ...DELIVERY.map((id) => [id, [4, 9], ['kund', 'driftleverantor'], 2, 'driftleverantor'] as const),
    ['sis-dnv-ansokan', [4], ['kund'], 1, 'kund'], ['handlaggare-ansokan', [5], ['kund'], 1, 'driftleverantor'],
    ['kortprognos', [4], [], 1, 'svr'], ['ra-kort-kvittens', [6], ['kund'], 1, 'svr'], ['nyckel-kvittens', [7], ['kund'], 1, 'svr'],
    ['korrekturblankett', [8], ['kund'], 1, 'korttillverkare'], ['utvardering', [11], [], 1, 'svr'],
    ['foljebrev', [4], [], 1, 'kund'],
    ['checklista', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [], 1, 'svr'],
  ] as const)('%s belongs to steps %j, is signed by %j on %i originals and archived by %s', (id, steps, signs, originals, archivedBy) => {
    const kind = kindOf(id)
    expect([kind.steps, kind.signs, kind.holders.length, kind.archivedBy]).toEqual([steps, signs, originals, archivedBy])
    expect(kind.holders).toContain(archivedBy)
  })

  it('are these and no others', () => {
    expect(KINDS).toHaveLength(20)
    expect(reviewSet().map(({ id }) => id)).toEqual(['raps', 'rutiner'])
    expect(appendicesOf('tjansteavtal').map(({ id }) => id)).toEqual(['raps', 'rutiner'])
    expect(appendicesOf('leveransavtal').map(({ id }) => id)).toEqual(DELIVERY)
  })

  it('are filled in by hand where their library text has blank cells in its tables', () => {
    const hasBlankCells = (id: string): boolean => /\| +\|/u.test(readFileSync(join('templates', 'library', id, 'text.md'), 'utf8'))
    expect(KINDS.filter(({ filledByHand }) => filledByHand).map(({ id }) => id)).toEqual(KINDS.map(({ id }) => id).filter(hasBlankCells))
  })

  it('are named when somebody mistypes one', () => {
    const failure = failureIn(() => kindOf('grundavtall'))
    expect(failure.code).toBe('kind-unknown')
    expect(failure.message).toContain('Menade du grundavtal?')
  })
})
