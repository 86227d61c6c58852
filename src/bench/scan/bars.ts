import type { Ink } from '../../../signing/ink/ink-in-box.js'
import type { ProfileResult, ScanFigures } from './scan-figures.js'
import { share, together, type Tally } from './tally.js'

type Bar = ScanFigures['bars'][number]

/** What the bars are held against. */
export interface Results {
  readonly profiles: readonly ProfileResult[]
  readonly speed: ScanFigures['speed']
  readonly hostile: ScanFigures['hostile']
}

const FLAT = ['gray-300', 'gray-200', 'gray-150', 'colour-200', 'bilevel-300', 'bilevel-200'] as const
const PHONE = ['phone', 'phone-worn'] as const
/** Where ink is judged by its strokes, not by whether it is there at all. */
const TONES = ['gray-300', 'gray-200', 'gray-150', 'colour-200', 'worn', 'jpeg', 'low-toner', ...PHONE] as const
const MEGABYTE = 1024 * 1024
const MOST_HOSTILE_MS = 15_000

const number = new Intl.NumberFormat('sv-SE', { maximumFractionDigits: 2 })
const percent = new Intl.NumberFormat('sv-SE', { style: 'percent', maximumFractionDigits: 1 })

const inPercent = (part: number, whole: number): string => `${whole === 0 ? '–' : percent.format(part / whole)} (${part}/${whole})`

/** Whether all of them hold; unknown where one is, and none fails. */
export function allMet(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false
  return answers.length === 0 || answers.includes(null) ? null : true
}

const atLeast = (part: number, whole: number, bar: number): boolean | null => (whole === 0 ? null : part / whole >= bar)
const atMost = (part: number, whole: number, bar: number): boolean | null => (whole === 0 ? null : part / whole <= bar)

/** The eleven bars, what was reached and whether that is enough; null where the run did not measure it. */
export function barsOf({ profiles, speed, hostile }: Results): Bar[] {
  const of = (names: readonly string[]): Tally => together(profiles.filter(({ name }) => names.includes(name)).map(({ tally }) => tally))
  const all = together(profiles.map(({ tally }) => tally))
  return [matching(of), wrong(all), sorting(all, profiles), registration(of), ink(of), bilevelInk(of), changes(of), otherContent(of, all), speedBar(speed), hostileBar(hostile), originals(profiles, hostile)]
}

type Of = (names: readonly string[]) => Tally

function matching(of: Of): Bar {
  const groups = [['god', [...FLAT, 'jpeg', 'phone'], 0.995], ['smutsig eller blek', ['worn', 'low-toner', 'phone-worn', 'dithered'], 0.99], ['fin fax', ['fax-fine'], 0.97], ['grov fax', ['fax-coarse'], 0.9]] as const
  const told = groups.map(([words, names, bar]) => ({ words, bar, tally: of(names) }))
  return {
    number: 1, pages: told.reduce((sum, { tally }) => sum + tally.toMatch, 0), bar: 'sidan känns igen: ≥ 99,5 % god skanning och mobil, ≥ 99 % smutsig eller blek, ≥ 97 % fin fax, ≥ 90 % grov fax',
    figure: told.map(({ words, tally }) => `${words} ${inPercent(tally.matched, tally.toMatch)}`).join(', '),
    met: allMet(told.map(({ bar, tally }) => atLeast(tally.matched, tally.toMatch, bar))),
  }
}

function wrong({ wrongMatches, pages }: Tally): Bar {
  return { number: 2, pages, bar: 'aldrig tagen för en annan sida', figure: `${wrongMatches} av ${pages}`, met: pages === 0 ? null : wrongMatches === 0 }
}

function sorting({ misturned, matched, recovered }: Tally, profiles: readonly ProfileResult[]): Bar {
  const judged = profiles.filter(({ name }) => name === 'piles')
  const [piles, exact] = [judged.reduce((sum, one) => sum + one.piles, 0), judged.reduce((sum, one) => sum + one.exactPiles, 0)]
  return {
    number: 3, pages: matched + recovered, bar: 'rätt vänd 100 %; ordning, saknade, dubbla, främmande och blanka rätt i ≥ 99 % av travarna', figure: `felvända ${misturned} av ${matched + recovered}, travar ${inPercent(exact, piles)}`,
    met: allMet([matched === 0 ? null : misturned === 0, atLeast(exact, piles, 0.99)]),
  }
}

function registration(of: Of): Bar {
  const [flat, phone] = [of([...FLAT, 'worn', 'low-toner']), of(PHONE)]
  const p95 = ({ apartMm }: Tally): number | null => (apartMm.length === 0 ? null : share(apartMm, 0.95))
  const told = (mm: number | null): string => (mm === null ? '–' : `${number.format(mm)} mm`)
  const wrongs = flat.registeredWrong + phone.registeredWrong
  return {
    number: 4, pages: flat.registered + phone.registered, bar: 'lägets fel p95 ≤ 0,2 mm plant, ≤ 0,3 mm mobil; fel läge kallat rätt: 0', figure: `plant ${told(p95(flat))} (${flat.registered} sidor), mobil ${told(p95(phone))} (${phone.registered} sidor), fel kallade rätt ${wrongs}`,
    met: allMet([within(p95(flat), 0.2), within(p95(phone), 0.3), flat.registered + phone.registered === 0 ? null : wrongs === 0]),
  }
}

const within = (figure: number | null, most: number): boolean | null => (figure === null ? null : figure <= most)

const sumOf = (answers: Readonly<Record<Ink, number>>): number => answers.empty + answers.look + answers.signed

function ink(of: Of): Bar {
  const { pages, ink: { signature, initials, nothing, dirt } } = of(TONES)
  const signed = sumOf(signature) + sumOf(initials)
  const empty = sumOf(nothing) + sumOf(dirt)
  const looks = signature.look + initials.look + nothing.look + dirt.look
  const parts = [[signature.empty + initials.empty, signed, 0.005], [nothing.signed + dirt.signed, empty, 0.03], [looks, signed + empty, 0.1], [nothing.signed, sumOf(nothing), 0.01]] as const
  const [missed, found, look, clean] = parts.map(([part, whole]) => inPercent(part, whole))
  return {
    number: 5, pages, bar: 'bläck i gråskala, färg, mobil: påskrivet kallat tomt ≤ 0,5 %, tomt kallat påskrivet ≤ 3 %, titta ≤ 10 %, rent tomt kallat påskrivet ≤ 1 %',
    figure: `${missed ?? ''}, ${found ?? ''}, ${look ?? ''}, ${clean ?? ''}`, met: allMet(parts.map(([part, whole, most]) => atMost(part, whole, most))),
  }
}

function bilevelInk(of: Of): Bar {
  const { pages, inkOfDarkPens: dark } = of(['bilevel-300', 'bilevel-200'])
  return { number: 6, pages, bar: 'svartvitt: mörk penna kallad tom ≤ 1 %', figure: inPercent(dark.empty, sumOf(dark)), met: atMost(dark.empty, sumOf(dark), 0.01) }
}

function changes(of: Of): Bar {
  const { digit, word, struck, covered, written } = of(['altered']).changes
  const { compared, falseAlarms } = of([...FLAT, 'altered', 'phone'])
  const others = `struket ${inPercent(struck.found, struck.made)}, täckt ${inPercent(covered.found, covered.made)}, tillskrivet ${inPercent(written.found, written.made)}`
  return {
    number: 7, pages: compared + [digit, word, struck, covered, written].reduce((sum, { made }) => sum + made, 0), bar: 'ändrad siffra hittad ≥ 99 % med ≤ 1 falsklarm per 100 sidor; utbytt ord ≥ 97 %',
    figure: `siffra ${inPercent(digit.found, digit.made)}, ord ${inPercent(word.found, word.made)}, falsklarm ${inPercent(falseAlarms, compared)}; ${others}`,
    met: allMet([atLeast(digit.found, digit.made, 0.99), atMost(falseAlarms, compared, 0.01), atLeast(word.found, word.made, 0.97)]),
  }
}

function otherContent(of: Of, { destroyed, recovered }: Tally): Bar {
  const other = of(['other-content']).changes['other-content']
  return {
    number: 8, pages: other.made + destroyed, bar: 'annat innehåll under rätt kod hittat ≥ 99 %; sida med förstörd kod återfunnen ≥ 95 %', figure: `annat innehåll ${inPercent(other.found, other.made)}, återfunna ${inPercent(recovered, destroyed)}`,
    met: allMet([atLeast(other.found, other.made, 0.99), atLeast(recovered, destroyed, 0.95)]),
  }
}

function speedBar(speed: ScanFigures['speed']): Bar {
  const bar = 'hela vägen ≤ 0,7 CPU-s per sida vid 200 dpi och ≥ 2 sidor/s, bara sortera ≥ 6 sidor/s, ≤ 350 MB per läsare'
  if (speed === null) return { number: 9, pages: 0, bar, figure: '–', met: null }
  const [cpu, memory] = [speed.cpuMsPerPage, speed.peakBytes]
  return {
    number: 9, pages: speed.pages, bar, figure: `${cpu === null ? '–' : number.format(cpu / 1000)} CPU-s, ${number.format(speed.examinedPagesPerSecond)} sidor/s, sortera ${number.format(speed.sortedPagesPerSecond)} sidor/s, ${memory === null ? '–' : Math.round(memory / MEGABYTE)} MB`,
    met: allMet([within(cpu, 700), speed.examinedPagesPerSecond >= 2, speed.sortedPagesPerSecond >= 6, within(memory, 350 * MEGABYTE)]),
  }
}

function hostileBar(hostile: ScanFigures['hostile']): Bar {
  const slowest = Math.max(0, ...hostile.map(({ wallMs }) => wallMs))
  const memory = Math.max(0, ...hostile.map(({ peakBytes }) => peakBytes ?? 0))
  const unaffected = hostile.filter(({ nextUnaffected }) => nextUnaffected).length
  return {
    number: 10, pages: null, bar: 'fientliga filer: alla besvarade på ≤ 15 s med skäl, nästa fil opåverkad, ≤ 600 MB', figure: hostile.length === 0 ? '–' : `${hostile.length} filer, längst ${number.format(slowest / 1000)} s, som mest ${Math.round(memory / MEGABYTE)} MB, nästa opåverkad ${unaffected}/${hostile.length}`,
    met: hostile.length === 0 ? null : slowest <= MOST_HOSTILE_MS && memory <= 600 * MEGABYTE && unaffected === hostile.length && hostile.every(({ answer }) => answer !== ''),
  }
}

function originals(profiles: readonly ProfileResult[], hostile: ScanFigures['hostile']): Bar {
  const files = profiles.reduce((sum, one) => sum + one.files, 0) + hostile.length
  const lost = profiles.reduce((sum, one) => sum + one.lostOriginals, 0) + hostile.filter(({ kept }) => !kept).length
  return { number: 11, pages: null, bar: 'originalet finns kvar bit för bit', figure: inPercent(files - lost, files), met: atLeast(files - lost, files, 1) }
}
