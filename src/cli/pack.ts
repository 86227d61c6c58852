import { resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { readFacts } from '../../templates/facts-faults.js'
import type { App } from '../app.js'
import { pack, type PackOutcome, type PackRequest } from '../flows/pack.js'
import type { Manifest } from '../flows/manifest.js'
import { faultShape, packMadeSchema } from '../flows/outward-shapes.js'
import { manifestOf, packFolder, writePack } from '../flows/write-pack.js'
import { demandedOption, textOption, type Command, type Invocation, type Options } from './command.js'
import { readJson } from './read-json.js'

const output = z.strictObject({
  packs: z.array(packMadeSchema.extend({ folder: z.string() })),
  faulty: z.array(z.strictObject({ file: z.string(), code: z.string(), message: z.string(), faults: z.array(faultShape) })),
})

interface Faulty {
  readonly file: string
  readonly failure: Failure
}

/** A pack that is issued. `unwritten`: why its folder could not be written all the same. */
type Made = PackOutcome & { readonly file: string; readonly folder: string; readonly manifest: Manifest; readonly unwritten: Failure | null }

/** `pack`: registers customers and issues their papers. */
export const packCommand: Command = {
  name: 'pack',
  arguments: '<facts...>',
  summary: 'registrerar kunder och utfärdar deras handlingar: DOCX, PDF och manifest.json i KATALOG/<orgnr>/',
  options: [
    { flags: '--out <katalog>', meaning: 'var handlingarna läggs (annars ./paket)' },
    { flags: '--draft', meaning: 'utkast: registreras och får koder, visar luckor, får ej undertecknas' },
    { flags: '--kinds <typer>', meaning: 'bara dessa handlingstyper, åtskilda med komma' },
    { flags: '--workers <antal>', meaning: 'trådar som gör handlingar samtidigt (annars 1)' },
    { flags: '--reissue', meaning: 'utfärda ändrade handlingar på nytt även om underskrifter faller; kräver --by och --reason' },
    { flags: '--by <namn>', meaning: 'vem som beslutar om nyutgåvan' },
    { flags: '--reason <text>', meaning: 'varför handlingarna utfärdas på nytt' },
  ],
  output,
  run: async (invocation) => {
    const made: Made[] = []
    const refused: Faulty[] = []
    const reissue = reissueOf(invocation)
    const kinds = kindsOf(invocation.options)
    const queue = [...invocation.args]
    const total = invocation.args.length
    const take = async (): Promise<void> => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        try {
          made.push(await packOne(invocation, file, { kinds, reissue }, total))
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          refused.push({ file, failure: error })
        }
        if (total > 1) invocation.progress.report('Kunder', made.length + refused.length, total)
      }
    }
    await Promise.all(Array.from({ length: Math.min(workersOf(invocation), total) }, take))
    invocation.progress.end()
    refused.sort((a, b) => invocation.args.indexOf(a.file) - invocation.args.indexOf(b.file))
    if (made.length === 0) throw noneMade(refused)
    const faulty = [...refused, ...made.flatMap(({ file, unwritten }) => (unwritten === null ? [] : [{ file, failure: unwritten }]))]
    made.sort((a, b) => a.orgnr.localeCompare(b.orgnr))
    return {
      json: {
        packs: made.map(({ orgnr, name, folder, manifest, documents, dropped }) => ({ orgnr, name, folder, manifest, documents, dropped })),
        faulty: faulty.map(({ file, failure }) => ({ file, code: failure.code, message: failure.message, faults: failure.faults })),
      },
      text: made.map(told).join('\n'),
      complaints: faulty.map(({ file, failure }) => `${faultsOf(file, failure).map(({ path, message }) => `${path}: ${message}\n`).join('')}${failure.faults.length === 0 ? '' : `${file}: ${failure.code}: ${failure.message}\n`}`).join(''),
      exit: faulty.length > 0 ? 4 : 0,
    }
  },
}

/** What the first customer met with, and when there were several the faults of all. Issuing is all or nothing for each customer: none issued is nothing done. */
function noneMade(refused: readonly Faulty[]): Failure {
  const [first] = refused
  if (first === undefined) throw new Error('no pack was asked for')
  if (refused.length === 1) return first.failure
  return new Failure(first.failure.code, `Ingen av de ${refused.length} kunderna gick att göra handlingar för. Inget är gjort. Om ${first.file}: ${first.failure.message}`, { cause: first.failure, faults: refused.flatMap(({ file, failure }) => faultsOf(file, failure)) })
}

function faultsOf(file: string, failure: Failure): { path: string; message: string }[] {
  return failure.faults.length === 0 ? [{ path: file, message: failure.message }] : failure.faults.map(({ path, message }) => ({ path: `${file}: ${path}`, message }))
}

function reissueOf({ app, options }: Invocation): PackRequest['reissue'] {
  if (options['reissue'] !== true) return null
  if (textOption(options, 'by') === undefined || textOption(options, 'reason') === undefined) throw new Failure('call-invalid', 'En nyutgåva kräver --by NAMN och --reason TEXT, så att det går att se vem som beslutade och varför.')
  return { by: app.actor(demandedOption(options, 'by')), reason: demandedOption(options, 'reason') }
}

/** How many threads were asked for. @throws Failure `call-invalid` */
export function workersOf({ options }: Pick<Invocation, 'options'>): number {
  const typed = textOption(options, 'workers') ?? '1'
  if (!/^([1-9]|[1-5][0-9]|6[0-4])$/.test(typed)) throw new Failure('call-invalid', `--workers ${typed}: ange ett heltal från 1 till 64.`)
  return Number(typed)
}

/** The kinds asked for; null for the whole pack. @throws Failure `call-invalid` */
function kindsOf(options: Options): string[] | null {
  const typed = textOption(options, 'kinds')
  if (typed === undefined) return null
  const kinds = typed.split(',').map((kind) => kind.trim()).filter((kind) => kind !== '')
  if (kinds.length === 0) throw new Failure('call-invalid', '--kinds är tomt: ange handlingstyper med komma emellan, till exempel --kinds raps,rutiner, eller utelämna valet för hela paketet.')
  return kinds
}

async function packOne({ app, options, progress }: Invocation, file: string, { kinds, reissue }: Pick<PackRequest, 'kinds' | 'reissue'>, total: number): Promise<Made> {
  const facts = readFacts(await readJson(file))
  const request: PackRequest = { facts, stage: options['draft'] === true ? 'draft' : 'signing', kinds, reissue }
  const outcome = await pack(app, request, (done, all) => {
    if (total === 1) progress.report(facts.kund.namn, done, all)
  })
  return { ...outcome, file, ...(await written(app, outcome, resolve(textOption(options, 'out') ?? 'paket'))) }
}

/** The documents are issued by now: a folder that cannot be written takes nothing from that. */
async function written(app: App, outcome: PackOutcome, directory: string): Promise<Pick<Made, 'folder' | 'manifest' | 'unwritten'>> {
  try {
    return { ...(await writePack(app, outcome, directory)), unwritten: null }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { folder: packFolder(outcome, directory), manifest: await manifestOf(app, outcome), unwritten: error }
  }
}

const MADE = { issued: 'utfärdad', reissued: 'utfärdad på nytt', unchanged: 'oförändrad' } as const

function told(one: Made): string {
  const lines = one.documents.map((document) => `  ${spokenCode(document.code)}  ${MADE[document.made].padEnd(17)} ${document.title}`)
  const dropped = one.dropped.map((title) => `  ${'makulerad'.padEnd(31)} ${title}`)
  return `${one.name} (${one.orgnr})${one.stage === 'draft' ? ' – utkast' : ''}\n${[...lines, ...dropped].join('\n')}\n  ${one.unwritten === null ? 'Filer' : 'Filerna är INTE skrivna i'}: ${one.folder}\n`
}
