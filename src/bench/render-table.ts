import { CONTENDER_NAMES, PEER_NAMES, type ContenderName } from './contender.js'
import type { RenderFigures } from './render-figures.js'

const LABELS: Readonly<Record<ContenderName, string>> = {
  'anslut-docx': 'Anslut DOCX', docxtemplater: 'docxtemplater DOCX', 'anslut-pdf': 'Anslut PDF', pdfmake: 'pdfmake PDF', 'anslut-docx-pdf': 'Anslut DOCX+PDF',
}
const COLUMNS = [16, 20, 7, 9, 9, 9, 9] as const

const ms = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

function line(cells: readonly string[]): string {
  return cells.map((text, index) => (index < 2 ? text.padEnd(COLUMNS[index] ?? 0) : text.padStart(COLUMNS[index] ?? 0))).join(' ').trimEnd()
}

/** The figures as a table for people, in Swedish; a peer that is not installed is named. */
export function renderTable(figures: RenderFigures): string {
  const rule = '-'.repeat(COLUMNS.reduce((sum, width) => sum + width + 1, -1))
  const rows = figures.rows.flatMap(({ what, figures: row }) => [
    rule,
    ...row.toSorted((a, b) => order(a.contender) - order(b.contender)).map((figure, index) => line([
      index === 0 ? what : '', LABELS[figure.contender], figure.pages === null ? '–' : String(figure.pages), ms.format(figure.medianMs), ms.format(figure.minMs),
      ...(figure.timesAnslut === null ? [] : [`${ms.format(figure.timesAnslut.median)} ×`, `${ms.format(figure.timesAnslut.min)} ×`]),
    ])),
  ])
  const missing = PEER_NAMES.filter((name) => figures.peers[name] === null).map((name) => `${name} saknas: jämförelsen med det gjordes inte. Installera med: npm ci (utan --omit=dev)`)
  const versions = PEER_NAMES.flatMap((name) => (figures.peers[name] === null ? [] : [`${name} ${figures.peers[name]}`]))
  return [
    `CPU-ms per dokument, ${figures.rounds} varv efter ${figures.warmUpRounds} för uppvärmning, Node ${figures.node}, ${figures.processors} kärnor`,
    line(['', '', 'sidor', 'median', 'minst', '× median', '× minst']),
    ...rows,
    rule,
    `Hela paketet är ${figures.documentsInPack} dokument. Varje varv är en ny kund. × är mot Anslut för samma filslag i samma körning.`,
    `Anslut PDF är ett exemplar med två sidkoder per sida och taggar för arkiv och tillgänglighet; jämförelsen saknar dem men har samma ord, tabeller, mått och typsnitt.${versions.length === 0 ? '' : ` Jämfört: ${versions.join(', ')}.`}`,
    ...missing,
    '',
  ].join('\n')
}

function order(name: ContenderName): number {
  return CONTENDER_NAMES.indexOf(name)
}
