import { PDFDocument } from 'pdf-lib'
import { MEASURED, MEASURED_NAMES, type ContenderName, type MeasuredName } from './contender.js'
import { medianOf } from './median.js'
import type { Figure, RenderFigures } from './render-figures.js'

/** How the row that adds up every document is called. */
export const WHOLE_PACK = 'hela paketet'
const SHOWN = ['raps', 'tjansteavtal', 'grundavtal', WHOLE_PACK]

export type Maker = ContenderName | 'libreoffice'

/** An amount for every document a maker has made. */
class Tally {
  readonly #amounts = new Map<Maker, Map<string, number>>()

  /** Adds a document, or a second one of the same kind. */
  add(maker: Maker, what: string, amount: number): void {
    const known = this.#amounts.get(maker) ?? new Map<string, number>()
    known.set(what, (known.get(what) ?? 0) + amount)
    this.#amounts.set(maker, known)
  }

  /** The amount for a kind of document or the whole pack, of several makers together; null when one of them did not make it. */
  of(makers: readonly Maker[], what: string): number | null {
    let sum = 0
    for (const maker of makers) {
      const amounts = this.#amounts.get(maker)
      const amount = what === WHOLE_PACK && amounts !== undefined ? [...amounts.values()].reduce((one, other) => one + other, 0) : amounts?.get(what)
      if (amount === undefined) return null
      sum += amount
    }
    return sum
  }
}

/** CPU milliseconds of one round. */
export class RoundTimes extends Tally {}

/** Pages of the PDFs of one pack. */
export class PageCounts extends Tally {
  async count(maker: Maker, what: string, files: readonly Uint8Array[]): Promise<void> {
    for (const bytes of files) this.add(maker, what, bytes[0] === 0x25 ? (await PDFDocument.load(bytes, { updateMetadata: false })).getPageCount() : 0)
  }
}

/** The figures of three documents and of the whole pack over all rounds; what was not measured is left out. */
export function rowsOf(rounds: readonly RoundTimes[], pages: PageCounts): RenderFigures['rows'] {
  return SHOWN.map((what) => ({ what, figures: withRatios(MEASURED_NAMES.flatMap((name) => figureOf(name, what, rounds, pages) ?? [])) }))
}

function figureOf(measured: MeasuredName, what: string, rounds: readonly RoundTimes[], pages: PageCounts): Figure | null {
  const { makers } = MEASURED[measured]
  const sums = rounds.flatMap((round) => round.of(makers, what) ?? [])
  return sums.length === 0 ? null : { measured, pages: pages.of(makers, what) || null, medianMs: medianOf(sums), minMs: Math.min(...sums), timesAnslut: null }
}

function withRatios(figures: readonly Figure[]): Figure[] {
  return figures.map((figure) => {
    const own = figures.find(({ measured }) => measured === MEASURED[figure.measured].against)
    return own === undefined ? figure : { ...figure, timesAnslut: { median: figure.medianMs / own.medianMs, min: figure.minMs / own.minMs } }
  })
}
