import { describe, expect, it } from 'vitest'
import { eventHash } from '../../contracts/event-hash.js'
import { checkHistory } from '../../contracts/history-file.js'
import { failureOf } from '../open-house.js'

const LINES = history(['kund 1', 'kund 2', 'kund 3'])

function history(names: readonly string[]): string[] {
  let head = ''
  const events = names.map((name, index) => {
    const recorded = { sequence: index + 1, recordedAt: '2026-11-22T09:00:00.000Z', happenedOn: '2026-11-22', actor: { name: 'Eva Ek', osUser: 'eva', verified: true }, orgnr: '212000-9879', code: null, exemplar: null, event: { type: 'customer-registered', name } }
    head = eventHash(head, recorded)
    return JSON.stringify({ ...recorded, hash: head })
  })
  return [...events, JSON.stringify({ events: names.length, head })]
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

describe('a written history', () => {
  it('that nobody has touched holds, whatever the order of its members', async () => {
    expect(await checkHistory(each(LINES))).toMatchObject({ events: 3, faults: [] })
    const turned = LINES.map((line) => JSON.stringify(Object.fromEntries(Object.entries(Object(JSON.parse(line))).toReversed())))
    expect((await checkHistory(each(turned))).faults).toEqual([])
    expect(await checkHistory(each(history([])))).toEqual({ events: 0, head: '', faults: [] })
  })

  it.each([
    ['an event is changed', LINES.map((line) => line.replace('kund 2', 'kund 9')), 'Händelse 2 är ändrad', 1],
    ['who did it is changed', LINES.map((line, index) => (index === 0 ? line.replace('Eva Ek', 'Bo Ek') : line)), 'Händelse 1 är ändrad', 0],
    ['an event is left out', LINES.toSpliced(1, 1), 'Händelse 2 saknas', 1],
    ['the last events are cut off', LINES.slice(0, 2), 'avkortad', 2],
    ['the last event is left out and the end kept', LINES.toSpliced(2, 1), 'ska ha 3 händelser', 2],
    ['something follows the end', [...LINES, LINES[0] ?? ''], 'tillagd efter slutet', 3],
    ['everything after a change is hashed anew but the end', [...history(['kund 1', 'kund 9', 'kund 3']).slice(0, 3), LINES[3] ?? ''], 'ska ha 3 händelser', 3],
  ])('says so when %s', async (_what, lines, told, before) => {
    const checked = await checkHistory(each(lines))
    expect(checked.faults.map(({ message }) => message).join()).toContain(told)
    expect(checked.events).toBe(before)
  })

  it.each(['{"sequence":1}', 'hej', '[]'])('is refused when it is something else: %s', async (line) => {
    expect((await failureOf(checkHistory(each([line])))).code).toBe('file-unreadable')
  })
})
