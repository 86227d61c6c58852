import { MEASURED_NAMES, PEER_NAMES, type MeasuredName } from './contender.js'
import type { RenderFigures } from './render-figures.js'

const LABELS: Readonly<Record<MeasuredName, string>> = {
  'anslut-docx': 'Anslut DOCX', 'docxtemplater': 'docxtemplater', 'docx': 'docx', 'anslut-pdf': 'Anslut PDF', 'pdfmake': 'pdfmake', 'typst': 'typst',
  'anslut-docx-pdf': 'Anslut DOCX+PDF', 'docxtemplater+libreoffice': 'docxtemplater+LibreOffice', 'docx+pdfmake': 'docx+pdfmake', 'docx+typst': 'docx+typst',
}
const COLUMNS = [16, 26, 7, 9, 9, 9, 9] as const

const ms = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const seconds = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

function line(cells: readonly string[]): string {
  return cells.map((text, index) => (index < 2 ? text.padEnd(COLUMNS[index] ?? 0) : text.padStart(COLUMNS[index] ?? 0))).join(' ').trimEnd()
}

/** How the first document of a fresh process is told. */
function firstDocumentLine({ firstDocument: { medianWallMs, minWallMs, medianCpuMs } }: RenderFigures): string {
  const cpu = medianCpuMs === null ? '' : `, ${seconds.format(medianCpuMs / 1000)} s CPU`
  return `Första handlingen på disk efter programstart (pack i tom datakatalog): ${seconds.format(medianWallMs / 1000)} s i median, ${seconds.format(minWallMs / 1000)} s som minst${cpu}.`
}

/** How a batch is told. */
function manyPacksLine({ manyPacks: { packs, wallMs, cpuMsPerPack, peakBytes }, processors }: RenderFigures): string {
  const cpu = cpuMsPerPack === null ? '' : `, ${Math.round(cpuMsPerPack)} CPU-ms per paket`
  const memory = peakBytes === null ? '' : `, som mest ${Math.round(peakBytes / 1e6)} MB minne`
  return `${packs} paket i en körning, båda formaten, registrerade och arkiverade, på ${processors} kärnor: ${seconds.format(wallMs / 1000)} s${cpu}${memory}.`
}

/** The figures as a table for people, in Swedish; a peer that is not installed is named. */
export function renderTable(figures: RenderFigures): string {
  const rule = '-'.repeat(COLUMNS.reduce((sum, width) => sum + width + 1, -1))
  const rows = figures.rows.flatMap(({ what, figures: row }) => [
    rule,
    ...row.toSorted((a, b) => order(a.measured) - order(b.measured)).map((figure, index) => line([
      index === 0 ? what : '', LABELS[figure.measured], figure.pages === null ? '–' : String(figure.pages), ms.format(figure.medianMs), ms.format(figure.minMs),
      ...(figure.timesAnslut === null ? [] : [`${ms.format(figure.timesAnslut.median)} ×`, `${ms.format(figure.timesAnslut.min)} ×`]),
    ])),
  ])
  const missing = PEER_NAMES.filter((name) => figures.peers[name] === null).map((name) => `${name} saknas: jämförelsen med det gjordes inte. ${name === 'libreoffice' ? 'Installera LibreOffice (soffice); mätningen av det kräver Linux.' : 'Installera med: npm ci (utan --omit=dev)'}`)
  const versions = PEER_NAMES.flatMap((name) => (figures.peers[name] === null ? [] : [`${name} ${figures.peers[name]}`]))
  return [
    `CPU-ms per dokument, ${figures.rounds} varv efter ${figures.warmUpRounds} för uppvärmning, Node ${figures.node}, ${figures.processors} kärnor`,
    line(['', '', 'sidor', 'median', 'minst', '× median', '× minst']),
    ...rows,
    rule,
    firstDocumentLine(figures),
    manyPacksLine(figures),
    `Hela paketet är ${figures.documentsInPack} dokument, eller något fler eller färre: varje varv är en ny kund. × är mot Anslut för samma filslag i samma körning.`,
    `Anslut PDF är ett exemplar med två sidkoder per sida och taggar för arkiv och tillgänglighet; de andra saknar sidkoder, pdfmake även taggar, men har samma ord, tabeller, mått och typsnitt. LibreOffice gör PDF av docxtemplaters filer, utan uppstart.${versions.length === 0 ? '' : ` Jämfört: ${versions.join(', ')}.`}`,
    ...missing,
    '',
  ].join('\n')
}

function order(name: MeasuredName): number {
  return MEASURED_NAMES.indexOf(name)
}
