import type { ProfileFigures, ScanFigures } from './scan-figures.js'

const number = new Intl.NumberFormat('sv-SE', { maximumFractionDigits: 2 })
const percent = new Intl.NumberFormat('sv-SE', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const MEGABYTE = 1024 * 1024

const shown = (figure: number | null, as: (figure: number) => string = (one) => number.format(one)): string => (figure === null ? '–' : as(figure))
const asPercent = (figure: number | null): string => shown(figure, (one) => percent.format(one))

type Column = readonly [string, (figures: ProfileFigures) => string]

const READING: readonly Column[] = [
  ['sidor', ({ pages }) => String(pages)],
  ['känns igen', ({ matchRate }) => asPercent(matchRate)],
  ['zxing', ({ rawRate }) => asPercent(rawRate)],
  ['FEL SIDA', ({ wrongMatches }) => String(wrongMatches)],
  ['felvänd', ({ misturned }) => String(misturned)],
  ['fel skäl', ({ wrongReasons }) => String(wrongReasons)],
  ['p50 mm', ({ registration }) => shown(registration.p50Mm)],
  ['p95 mm', ({ registration }) => shown(registration.p95Mm)],
  ['fel läge', ({ registration }) => String(registration.wrongCalledGood)],
  ['okänd', ({ registration }) => String(registration.notKnownAgain)],
  ['falsklarm', ({ unchanged }) => `${unchanged.withFalseAlarm}/${unchanged.compared}`],
  ['går ej', ({ unchanged }) => String(unchanged.notCheckable)],
  ['CPU-ms', ({ cpuMsPerPage }) => shown(cpuMsPerPage, (one) => String(Math.round(one)))],
  ['zxing ms', ({ rawCpuMsPerPage }) => shown(rawCpuMsPerPage, (one) => String(Math.round(one)))],
  ['MB', ({ peakBytes }) => shown(peakBytes, (one) => String(Math.round(one / MEGABYTE)))],
]

const inkOf = ({ empty, look, signed }: ProfileFigures['ink']['nothing']): string => `${empty}/${look}/${signed}`
const changeOf = ({ made, found, notCheckable }: ProfileFigures['changes']['digit']): string => (made === 0 ? '' : `${found}/${made}${notCheckable === 0 ? '' : ` (${notCheckable} går ej)`}`)

const INK: readonly Column[] = [
  ['namnteckning', ({ ink }) => inkOf(ink.signature)],
  ['signatur', ({ ink }) => inkOf(ink.initials)],
  ['mörk penna', ({ ink }) => inkOf(ink.darkPens)],
  ['grannens', ({ ink }) => inkOf(ink.neighbour)],
  ['smuts', ({ ink }) => inkOf(ink.dirt)],
  ['inget', ({ ink }) => inkOf(ink.nothing)],
]

const CHANGE: readonly Column[] = [
  ['siffra', ({ changes }) => changeOf(changes.digit)],
  ['ord', ({ changes }) => changeOf(changes.word)],
  ['struket', ({ changes }) => changeOf(changes.struck)],
  ['täckt', ({ changes }) => changeOf(changes.covered)],
  ['tillskrivet', ({ changes }) => changeOf(changes.written)],
  ['annat innehåll', ({ changes }) => changeOf(changes['other-content'])],
  ['återfunna', ({ destroyed, recovered }) => (destroyed === 0 ? '' : `${recovered}/${destroyed}`)],
  ['exakta travar', ({ piles, exactPiles }) => (piles === 0 ? '' : `${exactPiles}/${piles}`)],
]

/** A table with a row for each profile; those with nothing to say in it are left out. */
function tableOf(columns: readonly Column[], profiles: readonly ProfileFigures[], worth: (figures: ProfileFigures) => boolean): string[] {
  const rows = [['', ...columns.map(([head]) => head)], ...profiles.filter(worth).map((figures) => [figures.profile, ...columns.map(([, cell]) => cell(figures))])]
  if (rows.length === 1) return []
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd())
}

const hasInk = ({ ink }: ProfileFigures): boolean => Object.values(ink).some(({ empty, look, signed }) => empty + look + signed > 0)
const hasChange = ({ changes, destroyed, piles }: ProfileFigures): boolean => destroyed + piles > 0 || Object.values(changes).some(({ made }) => made > 0)

/** The figures as tables for people, in Swedish; the bars come last. */
export function scanTable(figures: ScanFigures): string {
  const { profiles, hostile, bars } = figures
  return [
    `Läsning av simulerade skanningar, ${figures.pagesPerProfile} sidor per profil, frö ${figures.seed}, Node ${figures.node}, ${figures.processors} kärnor${figures.interrupted ? '; AVBRUTEN, siffrorna gäller det som hann göras' : ''}`,
    '', 'Sidor. zxing: en läsning av hela sidan utan våra omtag, i samma körning. p50, p95: avstånd från simulatorns sanna läge. okänd: rätt innehåll som inte kändes igen.',
    ...tableOf(READING, profiles, () => true),
    '', 'Bläck i rutor: tom/titta/påskriven efter vad som stod i rutan. Grannens: ett namn från rutan bredvid som går in.',
    ...tableOf(INK, profiles, hasInk),
    '', 'Ändrat: hittade av gjorda.',
    ...tableOf(CHANGE, profiles, hasChange),
    ...(hostile.length === 0 ? [] : ['', 'Fientliga filer']),
    ...hostile.map(({ name, wallMs, answer, peakBytes, nextUnaffected }) => `${name.padEnd(22)} ${number.format(wallMs / 1000).padStart(6)} s  ${shown(peakBytes, (one) => `${Math.round(one / MEGABYTE)} MB`).padStart(7)}  ${answer}${nextUnaffected ? '' : '  NÄSTA FIL PÅVERKAD'}`),
    '', 'Mätta mot målen',
    ...bars.map(({ number: which, pages, bar, figure, met }) => `${String(which).padStart(2)} ${met === null ? 'ej mätt' : met ? 'nått   ' : 'MISSAT '}  ${bar}\n            ${figure}${pages === null || pages === 0 ? '' : `; vilar på ${pages === 1 ? '1 sida' : `${pages} sidor`}`}`),
    '',
  ].join('\n')
}
