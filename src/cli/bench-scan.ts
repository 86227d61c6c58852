import { resolve } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { PROFILES, type Profile } from '../bench/scan/profile.js'
import { scanFiguresSchema } from '../bench/scan/scan-figures.js'
import { scanTable } from '../bench/scan/scan-table.js'
import { textOption, type Command, type Options } from './command.js'

const PAGES = 10
const SEED = 1

function wholeNumber(options: Options, name: string, otherwise: number, pattern: RegExp, range: string): number {
  const typed = textOption(options, name) ?? String(otherwise)
  if (!pattern.test(typed)) throw new Failure('call-invalid', `--${name} ${typed}: ange ett heltal ${range}.`)
  return Number(typed)
}

function profilesOf(options: Options): readonly Profile[] {
  const named = Array.isArray(options['profile']) ? options['profile'].map(String) : []
  const unknown = named.filter((name) => !PROFILES.some((profile) => profile.name === name))
  if (unknown.length > 0) throw new Failure('call-invalid', `--profile ${unknown.join(', ')}: det finns ingen sådan profil. Välj bland ${PROFILES.map(({ name }) => name).join(', ')}.`)
  return named.length === 0 ? PROFILES : PROFILES.filter(({ name }) => named.includes(name))
}

/** `bench scan`: how well and how fast simulated scans are read, held against the truth about them and against the bars. */
export const benchScanCommand: Command = {
  name: 'bench scan',
  arguments: '',
  summary: 'skannar påhittade kunders handlingar på låtsas, läser dem som scan gör och jämför svaren med sanningen',
  details: 'Ctrl-C avbryter och visar det som har mätts. Med --profile mäts varken tid eller fientliga filer.',
  options: [
    { flags: '--n <sidor>', meaning: `hur många sidor som skannas i varje profil (annars ${PAGES}; målen gäller minst 100)` },
    { flags: '--profile <namn>', meaning: `bara den profilen; kan anges flera gånger (${PROFILES.map(({ name }) => name).join(', ')})`, repeatable: true },
    { flags: '--seed <tal>', meaning: `vilka skanningar som simuleras (annars ${SEED})` },
    { flags: '--keep <katalog>', meaning: 'sparar filer som lästes fel, med sanningen om dem bredvid' },
  ],
  output: scanFiguresSchema,
  standsAlone: async ({ options, progress }) => {
    const pagesPerProfile = wholeNumber(options, 'n', PAGES, /^[1-9]\d{0,3}$/, 'från 1 till 9999')
    const seed = wholeNumber(options, 'seed', SEED, /^\d{1,6}$/, 'från 0 till 999999')
    const profiles = profilesOf(options)
    const keep = textOption(options, 'keep')
    let stopped = false
    const stop = (): void => {
      stopped = true
    }
    process.once('SIGINT', stop)
    try {
      const { benchScan } = await import('../bench/scan/scan-bench.js')
      const figures = await benchScan({ pagesPerProfile, profiles, seed, keep: keep === undefined ? null : resolve(keep), whole: profiles.length === PROFILES.length, stopped: () => stopped, onProgress: (what, done, total) => progress.report(what, done, total) })
      return { json: figures, text: scanTable(figures), exit: 0 }
    } finally {
      process.removeListener('SIGINT', stop)
      progress.end()
    }
  },
}
