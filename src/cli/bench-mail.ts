import { Failure } from '../../templates/failure.js'
import { mailFiguresSchema, mailTable } from '../bench/mail-figures.js'
import { textOption, type Command, type Options } from './command.js'

const ROUNDS = 3
const SIZES = [1, 10, 50, 200] as const

/** `bench mail`: what a letter costs from archive to mail server, GnuPG beside it where installed. */
export const benchMailCommand: Command = {
  name: 'bench mail',
  arguments: '',
  summary: `mäter CPU-tid, minne och huvudtrådens fördröjning för brev med ${SIZES.join(', ')} MB bilagor, bredvid gpg på samma innehåll`,
  options: [{ flags: '--n <varv>', meaning: `hur många brev av varje storlek som mäts (annars ${ROUNDS})` }],
  output: mailFiguresSchema,
  standsAlone: async ({ options, progress }) => {
    const { benchMail } = await import('../bench/mail-bench.js')
    const figures = await benchMail({ sizes: SIZES, rounds: roundsOf(options) }, (done, total) => progress.report('Brev', done, total))
    progress.end()
    return { json: figures, text: mailTable(figures), exit: 0 }
  },
}

function roundsOf(options: Options): number {
  const typed = textOption(options, 'n') ?? String(ROUNDS)
  if (!/^[1-9]\d?$/.test(typed)) throw new Failure('call-invalid', `--n ${typed}: ange ett heltal från 1 till 99.`)
  return Number(typed)
}
