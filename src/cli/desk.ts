import { z } from 'zod'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import { assignPage } from '../flows/desk-assign.js'
import { discardPage } from '../flows/desk-discard.js'
import { restorePage } from '../flows/desk-restore.js'
import { splitPage } from '../flows/desk-split.js'
import { desk, deskScan, deskScanSchema, type DeskScan } from '../flows/desk.js'
import type { HalvesLie } from '../imaging/job.js'
import { writeDeskPictures } from '../flows/scan-page-picture.js'
import { argument, demandedOption, textOption, type Command, type OptionSpec } from './command.js'
import { reasonOption } from './confirm.js'
import { toldHalvesLeft } from '../flows/told-halves-left.js'

const SCAN_AND_PAGE = '<skanning> <sida>'
const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som bestämmer', required: true }
const REASON: OptionSpec = { flags: '--reason <text>', meaning: 'varför; sparas i historiken', required: true }

/** `desk list`: what waits for a person. */
export const deskListCommand: Command = {
  name: 'desk list',
  arguments: '[skanning]',
  summary: 'visar skannade sidor som inte hör till någon handling och väntar på en person',
  options: [{ flags: '--out <katalog>', meaning: 'lägg bilder av sidorna som väntar här' }],
  output: z.array(deskScanSchema),
  run: async ({ app, args, options }) => {
    const [typed] = args
    const listed = typed === undefined ? await desk(app) : [await deskScan(app, typed)]
    const out = textOption(options, 'out')
    const { paths, complaints } = out === undefined ? { paths: [], complaints: [] } : await writeDeskPictures(app, listed, out)
    const text = listed.length === 0 ? 'Inga sidor väntar.\n' : listed.map(toldDesk).join('\n')
    return { json: listed, text: `${text}${paths.map((path) => `Bild: ${path}\n`).join('')}`, exit: complaints.length === 0 ? 0 : 4, complaints: complaints.join('') }
  },
}

/** `desk assign`: a person says which issued page a scanned page shows. */
export const deskAssignCommand: Command = {
  name: 'desk assign',
  arguments: SCAN_AND_PAGE,
  summary: 'hänför en skannad sida för hand till en handlings exemplar och sida; den jämförs först med den utfärdade sidan',
  options: [
    { flags: '--code <kod>', meaning: 'handlingens kod', required: true },
    { flags: '--exemplar <nummer>', meaning: 'exemplarets nummer', required: true },
    { flags: '--page <nummer>', meaning: 'sidan i handlingen', required: true },
    BY, REASON,
    { flags: '--override <skäl>', meaning: 'hänför den fast den ser ut att vara en annan sida; skälet sparas' },
  ],
  output: deskScanSchema,
  run: async ({ app, args, options }) => {
    const decided = await assignPage(app, {
      scan: argument(args, 0), sourcePage: numberIn(argument(args, 1), 'sida'), code: demandedOption(options, 'code'),
      exemplar: numberIn(demandedOption(options, 'exemplar'), '--exemplar'), page: numberIn(demandedOption(options, 'page'), '--page'),
      by: app.actor(demandedOption(options, 'by')), reason: demandedOption(options, 'reason'), override: reasonOption(options),
    })
    return { json: decided, text: toldDesk(decided), exit: 0 }
  },
}

/** `desk discard`: a person puts a scanned page away. */
export const deskDiscardCommand: Command = {
  name: 'desk discard',
  arguments: SCAN_AND_PAGE,
  summary: 'lägger bort en skannad sida som inte är någon handlings sida; den finns kvar i originalet',
  options: [BY, REASON],
  output: deskScanSchema,
  run: async ({ app, args, options }) => {
    const decided = await discardPage(app, { scan: argument(args, 0), sourcePage: numberIn(argument(args, 1), 'sida'), by: app.actor(demandedOption(options, 'by')), reason: demandedOption(options, 'reason') })
    return { json: decided, text: toldDesk(decided), exit: 0 }
  },
}

/** `desk split`: a person says that a scanned picture shows two pages. */
export const deskSplitCommand: Command = {
  name: 'desk split',
  arguments: SCAN_AND_PAGE,
  summary: 'delar en bild med två sidor i två halvor, som läses var för sig; bilden finns kvar i originalet',
  options: [{ flags: '--lie <beside|above>', meaning: 'hur sidorna ligger: bredvid varandra (beside) eller den ena ovanför den andra (above); annars efter bildens form' }, BY, REASON],
  output: z.array(deskScanSchema),
  run: async ({ app, args, options }) => {
    const decided = await splitPage(app, { scan: argument(args, 0), sourcePage: numberIn(argument(args, 1), 'sida'), lie: lieIn(textOption(options, 'lie')), by: app.actor(demandedOption(options, 'by')), reason: demandedOption(options, 'reason') })
    return { json: decided, text: decided.map(toldDesk).join('\n'), exit: 0 }
  },
}

function lieIn(typed: string | undefined): HalvesLie | null {
  if (typed === undefined || typed === 'beside' || typed === 'above') return typed ?? null
  throw new Failure('call-invalid', `--lie ${typed}: ange beside (bredvid varandra) eller above (den ena ovanför den andra).`)
}

/** `desk restore`: takes back what a person decided about a page. */
export const deskRestoreCommand: Command = {
  name: 'desk restore',
  arguments: SCAN_AND_PAGE,
  summary: 'tar tillbaka det som en person har bestämt om en skannad sida; historiken behåller båda',
  options: [BY, REASON],
  output: deskScanSchema,
  run: async ({ app, args, options }) => {
    const decided = await restorePage(app, { scan: argument(args, 0), sourcePage: numberIn(argument(args, 1), 'sida'), by: app.actor(demandedOption(options, 'by')), reason: demandedOption(options, 'reason') })
    return { json: decided, text: toldDesk(decided), exit: 0 }
  },
}

function numberIn(typed: string, what: string): number {
  if (!/^[1-9]\d{0,4}$/.test(typed)) throw new Failure('call-invalid', `${what} ${typed}: ange ett heltal från 1.`)
  return Number(typed)
}

/** What has become of a scan's pages, as a clerk reads it. */
function toldDesk({ scan, fileName, receivedAt, pages, waiting, discarded, assigned, halvesLeft }: DeskScan): string {
  const count = `${pages.read} sidor lästa: ${pages.inDocuments} i handlingar, ${pages.waiting} väntar, ${pages.discarded} bortlagda, ${pages.blank} tomma`
  return [
    `Skanning ${scan.slice(0, 12)}, ${fileName}, mottagen ${receivedAt.slice(0, 10)}. ${count}.`,
    ...waiting.flatMap(({ sourcePage, why, candidates }) => [`  Sida ${sourcePage} väntar: ${why}`, ...toldCandidates(scan, sourcePage, candidates)]),
    ...assigned.map(({ sourcePage, code, exemplar, page, by, on, reason, event }) => `  Sida ${sourcePage} är hänförd till ${spokenCode(code)}, exemplar ${exemplar}, sida ${page}, av ${by} ${on}: ${reason} (händelse ${event})`),
    ...discarded.map(({ sourcePage, by, on, reason, event, splitInto }) => `  Sida ${sourcePage} är ${splitInto === undefined ? 'bortlagd' : `delad i skanning ${splitInto.slice(0, 12)}`} av ${by} ${on}: ${reason} (händelse ${event})`),
    ...toldHalvesLeft(halvesLeft).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

/** What a page without a code may be, each with the call that says so. */
function toldCandidates(scan: string, sourcePage: number, candidates: DeskScan['waiting'][number]['candidates']): string[] {
  if (candidates.length === 0) return []
  return ['    Den liknar, men det går inte att avgöra vilken den är; jämför med pappret och ta en av dem:', ...candidates.map(({ code, title, orgnr, exemplar, page }) =>
    `      ${title} för ${orgnr}, exemplar ${exemplar}, sida ${page}: desk assign ${scan.slice(0, 12)} ${sourcePage} --code ${spokenCode(code)} --exemplar ${exemplar} --page ${page} --by NAMN --reason SKÄL`)]
}
