import { Failure } from '../../templates/failure.js'
import { renderFiguresSchema } from '../bench/render-figures.js'
import { renderTable } from '../bench/render-table.js'
import { textOption, type Command, type Options } from './command.js'

const ROUNDS = 10
const WARM_UP_ROUNDS = 3
const STARTS = 5

function roundsOf(options: Options): number {
  const typed = textOption(options, 'n') ?? String(ROUNDS)
  if (!/^[1-9]\d{0,2}$/.test(typed)) throw new Failure('call-invalid', `--n ${typed}: ange ett heltal från 1 till 999.`)
  return Number(typed)
}

/** `bench render`: what a document and a pack cost in CPU time, peers beside it where installed, and how long the first document takes. */
export const benchRenderCommand: Command = {
  name: 'bench render',
  arguments: '',
  summary: 'mäter CPU-tid per dokument och paket, bredvid docxtemplater, docx, LibreOffice, pdfmake och typst i samma körning',
  options: [{ flags: '--n <varv>', meaning: `hur många varv som mäts (annars ${ROUNDS})` }],
  output: renderFiguresSchema,
  standsAlone: async ({ options, progress }) => {
    const { benchRender } = await import('../bench/render-bench.js')
    const figures = await benchRender({ rounds: roundsOf(options), warmUpRounds: WARM_UP_ROUNDS, starts: STARTS }, (done, total) => progress.report('Varv', done, total))
    progress.end()
    return { json: figures, text: renderTable(figures), exit: 0 }
  },
}
