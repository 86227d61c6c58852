import { resolve } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { webFiguresSchema, webTable } from '../bench/web/web-figures.js'
import { textOption, type Command, type Options } from './command.js'

const ROUNDS = 5
const CUSTOMERS = 2000
const MOST_CUSTOMERS = 10_000
const USERS = 20
const THINK_MS = 1000
const PACKS = 60
const MOST_PACKS = 300

/** `bench web`: what the pages cost in a large house, alone and while packs are made and scans read, beside Express alone. */
export const benchWebCommand: Command = {
  name: 'bench web',
  arguments: '',
  summary: `mäter sidorna med ${CUSTOMERS} kunder, 20 000 handlingar, 200 000 händelser och ${USERS} samtidiga användare, för sig och medan paket görs och skanningar läses, bredvid enbart express`,
  options: [
    { flags: '--n <varv>', meaning: `hur många gånger var och en öppnar varje sida (annars ${ROUNDS})` },
    { flags: '--customers <antal>', meaning: `hur många kunder huset har, tio handlingar och hundra händelser på var och en (annars ${CUSTOMERS}, högst ${MOST_CUSTOMERS})` },
    { flags: '--house <katalog>', meaning: 'behåller huset där till nästa körning, som mäter en kopia av det i stället för att göra ett nytt' },
    { flags: '--packs <antal>', meaning: `hur många kunders paket som görs medan sidorna öppnas (annars ${PACKS}, högst ${MOST_PACKS})` },
  ],
  output: webFiguresSchema,
  standsAlone: async ({ options, progress }) => {
    const house = textOption(options, 'house')
    const bench = { house: house === undefined ? null : resolve(house), rounds: wholeOf(options, 'n', ROUNDS, 99), customers: wholeOf(options, 'customers', CUSTOMERS, MOST_CUSTOMERS), users: USERS, thinkMs: THINK_MS, packs: wholeOf(options, 'packs', PACKS, MOST_PACKS) }
    const { benchWeb } = await import('../bench/web/web-bench.js')
    const figures = await benchWeb(bench, (what, done, total) => progress.report(what, done, total))
    progress.end()
    return { json: figures, text: webTable(figures), exit: 0 }
  },
}

function wholeOf(options: Options, name: string, otherwise: number, most: number): number {
  const typed = textOption(options, name) ?? String(otherwise)
  if (!/^[1-9]\d*$/.test(typed) || Number(typed) > most) throw new Failure('call-invalid', `--${name} ${typed}: ange ett heltal från 1 till ${most}.`)
  return Number(typed)
}
