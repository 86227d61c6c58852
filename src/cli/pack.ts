import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { App } from '../app.js'
import { pack, type PackOutcome, type PackRequest } from '../flows/pack.js'
import type { Manifest } from '../flows/manifest.js'
import { faultShape, packMadeSchema } from '../flows/outward-shapes.js'
import { writeBundle, type WrittenBundle } from '../flows/write-bundle.js'
import { manifestOf, packFolder, writePack } from '../flows/write-pack.js'
import { demandedOption, textOption, type Command, type Invocation, type Options } from './command.js'
import { filesAt, isBatch, readCustomers, type CustomerFile, type FaultyFile } from './customer-files.js'
import { readLogotype } from './read-logotype.js'
import { toldBundle, toldChanges, toldNotices } from './told-changes.js'

const output = z.strictObject({
  packs: z.array(packMadeSchema.extend({ folder: z.string(), bundle: z.strictObject({ pdf: z.string(), zip: z.string(), pageCount: z.int() }).nullable() })),
  faulty: z.array(z.strictObject({ file: z.string(), code: z.string(), message: z.string(), faults: z.array(faultShape) })),
})

/** A pack that is issued. `unwritten`: why its folder could not be written all the same, `unbound`: why its bundle could not be made. The manifest waits as packed JSON text, outside the heap: as objects those of a whole batch fill it. */
type Made = PackOutcome & { readonly file: string; readonly folder: string; readonly packedManifest: Uint8Array; readonly bundle: WrittenBundle | null; readonly unwritten: Failure | null; readonly unbound: Failure | null; readonly logotypeNote: string | null }

/** `pack`: registers customers and issues their papers. */
export const packCommand: Command = {
  name: 'pack',
  arguments: '<facts...>',
  details: 'En katalog står för alla sina uppgiftsfiler (.json). En kund med fel stoppar inte de andra; felen räknas upp sist. Avbryts körningen, kör samma kommando igen: det som är klart lämnas som det är.',
  threads: threadsOf,
  summary: 'registrerar kunder och utfärdar deras handlingar: DOCX, PDF och manifest.json i KATALOG/<orgnr>/',
  options: [
    { flags: '--out <katalog>', meaning: 'var handlingarna läggs (annars ./paket)' },
    { flags: '--draft', meaning: 'utkast: registreras och får koder, visar luckor, får ej undertecknas' },
    { flags: '--kinds <typer>', meaning: 'bara dessa handlingstyper, åtskilda med komma' },
    { flags: '--bundle', meaning: 'även paket.pdf och paket.zip: försättsblad, innehåll, följebrev och alla exemplar, att skriva ut eller skicka' },
    { flags: '--workers <antal>', meaning: 'trådar som gör handlingar samtidigt (annars en, för flera kunder en per processorkärna)' },
    { flags: '--reissue', meaning: 'utfärda ändrade handlingar, och dem som en nyare utgåva av mallen ändrar, på nytt även om underskrifter faller; kräver --by och --reason' },
    { flags: '--other-facts <text>', meaning: 'varför en antagen avvikelse får gälla oförändrad, fast den säger annat än uppgifterna; kräver --by' },
    { flags: '--by <namn>', meaning: 'vem som beslutar om nyutgåvan, eller att avvikelsen får gälla' },
    { flags: '--reason <text>', meaning: 'varför handlingarna utfärdas på nytt' },
  ],
  output, givesWay: true,
  run: async (invocation) => {
    const made: Made[] = []
    if (invocation.options['bundle'] === true && invocation.options['draft'] === true) throw new Failure('call-invalid', '--bundle gäller handlingar att underteckna; utkast skickas som de är. Utelämna --draft eller --bundle.')
    const request = { stage: invocation.options['draft'] === true ? 'draft' : 'signing', kinds: kindsOf(invocation.options), reissue: reissueOf(invocation), ...otherFactsOf(invocation) } as const
    const lanes = Array.from({ length: atOnce(invocation) })
    const files = await filesAt(invocation.args)
    const { customers, faulty: refused } = await readCustomers(files)
    const queue = [...customers]
    const take = async (): Promise<void> => {
      for (let customer = queue.shift(); customer !== undefined; customer = queue.shift()) {
        try {
          made.push(await packOne(invocation, customer, request, files.length))
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          refused.push({ file: customer.file, failure: error })
        }
        if (files.length > 1) invocation.progress.report('Kunder', made.length + refused.length, files.length)
      }
    }
    await Promise.all(lanes.map(take))
    invocation.progress.end()
    refused.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file))
    if (made.length === 0) throw noneMade(refused)
    const faulty = [...refused, ...made.flatMap(({ file, unwritten, unbound }) => [unwritten, unbound].flatMap((failure) => (failure === null ? [] : [{ file, failure }])))]
    made.sort((a, b) => a.orgnr.localeCompare(b.orgnr))
    return {
      json: {
        packs: made.map(({ orgnr, name, folder, bundle, packedManifest, documents, dropped, notices }) => ({ toJSON: () => ({ orgnr, name, folder, bundle, manifest: JSON.parse(inflateRawSync(packedManifest).toString()), documents, dropped, notices }) })),
        faulty: faulty.map(({ file, failure }) => ({ file, code: failure.code, message: failure.message, faults: failure.faults })),
      },
      text: made.map(told).join('\n'),
      complaints: made.map(({ file, logotypeNote }) => (logotypeNote === null ? '' : `${file}: ${logotypeNote}\n`)).join('') + faulty.map(({ file, failure }) => `${faultsOf(file, failure).map(({ path, message }) => `${path}: ${message}\n`).join('')}${failure.faults.length === 0 ? '' : `${file}: ${failure.code}: ${failure.message}\n`}`).join(''),
      exit: faulty.length > 0 ? 4 : 0,
    }
  },
}

/** What the first customer met with, and when there were several the faults of all. Issuing is all or nothing for each customer: none issued is nothing done. */
function noneMade(refused: readonly FaultyFile[]): Failure {
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

function otherFactsOf({ app, options }: Invocation): Pick<PackRequest, 'otherFacts'> {
  const reason = textOption(options, 'otherFacts')
  if (reason !== undefined && textOption(options, 'by') === undefined) throw new Failure('call-invalid', 'Att en avvikelse får gälla med andra uppgifter kräver --by NAMN, så att det går att se vem som beslutade det.')
  return reason === undefined ? {} : { otherFacts: { by: app.actor(demandedOption(options, 'by')), reason } }
}

/** How many threads were asked for; undefined when nobody said. @throws Failure `call-invalid` */
function workersOf(options: Options): number | undefined {
  const typed = textOption(options, 'workers')
  if (typed === undefined) return undefined
  if (!/^([1-9]|[1-5][0-9]|6[0-4])$/.test(typed)) throw new Failure('call-invalid', `--workers ${typed}: ange ett heltal från 1 till 64.`)
  return Number(typed)
}

/** How many customers are worked on at once: one more than there are threads, so that these have work while another's papers are being written to the disk. */
function atOnce(call: Invocation): number {
  return 1 + threadsOf(call)
}

/** As many threads as were asked for; else one, and for several customers one a processor. @throws Failure `call-invalid` */
function threadsOf({ args, options }: Pick<Invocation, 'args' | 'options'>): number {
  return workersOf(options) ?? (isBatch(args) ? availableParallelism() : 1)
}

/** The kinds asked for; null for the whole pack. @throws Failure `call-invalid` */
function kindsOf(options: Options): string[] | null {
  const typed = textOption(options, 'kinds')
  if (typed === undefined) return null
  const kinds = typed.split(',').map((kind) => kind.trim()).filter((kind) => kind !== '')
  if (kinds.length === 0) throw new Failure('call-invalid', '--kinds är tomt: ange handlingstyper med komma emellan, till exempel --kinds raps,rutiner, eller utelämna valet för hela paketet.')
  return kinds
}

async function packOne({ app, options, progress }: Invocation, { file, facts }: CustomerFile, asked: Omit<PackRequest, 'facts'>, total: number): Promise<Made> {
  const { bytes, note } = await readLogotype(file, facts.kund.logotyp)
  const outcome = await pack(app, { ...asked, facts, ...(bytes === null ? {} : { logotype: bytes }) }, (done, all) => {
    if (total === 1) progress.report(facts.kund.namn, done, all)
  })
  const bundled = options['bundle'] === true ? facts : null
  const { manifest, ...rest } = await written(app, outcome, { directory: resolve(textOption(options, 'out') ?? 'paket'), bundled })
  return { ...outcome, file, ...rest, logotypeNote: note, packedManifest: deflateRawSync(JSON.stringify(manifest), { level: 1 }) }
}

/** The documents are issued by now: a folder that cannot be written, or a bundle that cannot be made, takes nothing from that. */
async function written(app: App, outcome: PackOutcome, { directory, bundled }: { directory: string; bundled: Facts | null }): Promise<Pick<Made, 'folder' | 'bundle' | 'unwritten' | 'unbound'> & { readonly manifest: Manifest }> {
  const pack = await orFailure(() => writePack(app, outcome, directory))
  if (pack instanceof Failure) return { folder: packFolder(outcome, directory), manifest: await manifestOf(app, outcome), bundle: null, unwritten: pack, unbound: null }
  const bundle = bundled === null ? null : await orFailure(() => writeBundle(app, pack.manifest, bundled, pack.folder))
  return { ...pack, unwritten: null, ...(bundle instanceof Failure ? { bundle: null, unbound: bundle } : { bundle, unbound: null }) }
}

/** What the work gives, or the failure it met with. */
async function orFailure<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error
  }
}

const MADE = { issued: 'utfärdad', reissued: 'utfärdad på nytt', unchanged: 'oförändrad' } as const

function told(one: Made): string {
  const lines = one.documents.flatMap((document) => [`  ${spokenCode(document.code)}  ${MADE[document.made].padEnd(17)} ${document.title}`, ...toldChanges(document.changed)])
  const dropped = one.dropped.map((title) => `  ${'makulerad'.padEnd(31)} ${title}`)
  return `${one.name} (${one.orgnr})${one.stage === 'draft' ? ' – utkast' : ''}\n${[...lines, ...dropped].join('\n')}\n${toldNotices(one.notices)}  ${one.unwritten === null ? 'Filer' : 'Filerna är INTE skrivna i'}: ${one.folder}\n${one.unbound === null ? toldBundle(one.bundle) : `  Samlat: INTE gjort (${one.unbound.code})\n`}`
}
