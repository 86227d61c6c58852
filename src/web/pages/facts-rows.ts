import type { Typed } from '../form-body.js'

/** Where a name stands in a list: `kontakter.ra.2.namn` is `namn` of row 2 of `kontakter.ra`. */
const IN_A_ROW = /^(?<list>\p{L}[\p{L}.]*)\.(?<index>\d{1,4})\.(?<below>[\p{L}.]+)$/u

interface InRow {
  readonly list: string
  readonly index: number
  readonly below: string
}

function placeOf(name: string): InRow | null {
  const { list, index, below } = IN_A_ROW.exec(name)?.groups ?? {}
  return list === undefined || index === undefined || below === undefined ? null : { list, index: Number(index), below }
}

/** What was typed with every list's rows numbered from 0 without holes, as the facts number them: what is wrong then stands at the row it is about, and no row is lost when the form is shown again. */
export function rowsInOrder(typed: Typed): Typed {
  return renumbered(typed, () => true)
}

/** What was typed without one row, `undertecknare.1`; the rows after it move up. */
export function withoutRow(typed: Typed, row: string): Typed {
  return renumbered(typed, ({ list, index }) => `${list}.${index}` !== row)
}

/** Where a place of the facts, `undertecknare.0.namn`, stands in the form as it was sent, whose rows may have holes: `undertecknare.2.namn`. */
export function sentPlaces(typed: Typed): (path: string) => string {
  const rows = orderIn(Object.keys(typed))
  return (path) => {
    const [, list = '', index = '', below = ''] = /^(\p{L}[\p{L}.]*)\.(\d{1,4})(\..*)?$/u.exec(path) ?? []
    const sent = rows.get(list)?.[Number(index)]
    return sent === undefined ? path : `${list}.${sent}${below}`
  }
}

function renumbered(typed: Typed, keeps: (place: InRow) => boolean): Typed {
  const kept = Object.entries(typed).filter(([name]) => {
    const place = placeOf(name)
    return place === null || keeps(place)
  })
  const order = orderIn(kept.map(([name]) => name))
  return Object.fromEntries(kept.map(([name, values]) => {
    const place = placeOf(name)
    return [place === null ? name : `${place.list}.${order.get(place.list)?.indexOf(place.index) ?? place.index}.${place.below}`, values]
  }))
}

/** The rows that say something, by list, as they are numbered in the form. */
function orderIn(names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, Set<number>>()
  for (const name of names) {
    const place = placeOf(name)
    if (place !== null) rows.set(place.list, (rows.get(place.list) ?? new Set()).add(place.index))
  }
  return new Map([...rows].map(([list, indexes]) => [list, [...indexes].toSorted((one, other) => one - other)]))
}
