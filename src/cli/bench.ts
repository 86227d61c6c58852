import { Failure } from '../../templates/failure.js'
import { renderFiguresSchema } from '../bench/render-figures.js'
import { renderTable } from '../bench/render-table.js'
import { textOption, type Command, type Options } from './command.js'

const ROUNDS = 10
/** A batch is hundreds of packs. A pack touches so much code that V8 compiles some of it for good only after thirty (DOCX and PDF took 128 CPU-ms after 10 packs and 95 after 40, beside the peers). What the very first costs is measured by itself. */
const WARM_UP_ROUNDS = 40
const STARTS = 5
const PACKS = 8
const MOST_PACKS = 311

function roundsOf(options: Options): number {
  const typed = textOption(options, 'n') ?? String(ROUNDS)
  if (!/^[1-9]\d{0,2}$/.test(typed)) throw new Failure('call-invalid', `--n ${typed}: ange ett heltal från 1 till 999.`)
  return Number(typed)
}

function packsOf(options: Options): number {
  const typed = textOption(options, 'packs') ?? String(PACKS)
  if (!/^[1-9]\d{0,2}$/.test(typed) || Number(typed) > MOST_PACKS) throw new Failure('call-invalid', `--packs ${typed}: ange ett heltal från 1 till ${MOST_PACKS}.`)
  return Number(typed)
}

/** `bench render`: what a document and a pack cost in CPU time, peers beside it where installed, and how long the first document takes. */
export const benchRenderCommand: Command = {
  name: 'bench render',
  arguments: '',
  summary: 'mäter CPU-tid per dokument och paket, bredvid docxtemplater, docx, LibreOffice, pdfmake och typst i samma körning',
  options: [
    { flags: '--n <varv>', meaning: `hur många varv som mäts (annars ${ROUNDS})` },
    { flags: '--packs <antal>', meaning: `hur många kunders paket som görs i en körning (annars ${PACKS}, högst ${MOST_PACKS})` },
  ],
  output: renderFiguresSchema,
  standsAlone: async ({ options, progress }) => {
    const { benchRender } = await import('../bench/render-bench.js')
    const figures = await benchRender({ rounds: roundsOf(options), warmUpRounds: WARM_UP_ROUNDS, starts: STARTS, packs: packsOf(options) }, (done, total) => progress.report('Varv', done, total))
    progress.end()
    return { json: figures, text: renderTable(figures), exit: 0 }
  },
}
