import { z } from 'zod'
import { PARTIES } from '../../contracts/kind.js'
import { partyName } from '../../contracts/party-name.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import { confirmAndCopy } from '../flows/confirm-and-copy.js'
import { confirmedSchema, withdrawnSchema } from '../flows/outward-shapes.js'
import { withdraw } from '../flows/withdraw.js'
import { argument, demandedOption, textOption, type Command, type Options } from './command.js'
import { toldDue, toldEvents } from './recorded.js'

/** `confirm`: a person confirms what a scan shows. */
export const confirmCommand: Command = {
  name: 'confirm',
  arguments: '<skanning>',
  summary: 'en person bekräftar att skanningen visar en parts underskrift på en handling',
  options: [
    { flags: '--document <kod>', meaning: 'handlingens kod', required: true },
    { flags: '--party <part>', meaning: `vem som har undertecknat: ${PARTIES.join(', ')}`, required: true },
    { flags: '--by <namn>', meaning: 'vem som bekräftar', required: true },
    { flags: '--exemplar <nummer>', meaning: 'bara detta exemplar (annars alla som skanningen visar)' },
    { flags: '--on <datum>', meaning: 'dagen det gäller (annars i dag)' },
    { flags: '--override <skäl>', meaning: 'bekräfta fast programmet tvivlar; skälet sparas i historiken' },
  ],
  output: confirmedSchema,
  run: async ({ app, args, options, progress }) => {
    const confirmed = await confirmAndCopy(app, {
      scan: argument(args, 0), document: demandedOption(options, 'document'), party: demandedOption(options, 'party'),
      override: reasonOption(options), by: app.actor(demandedOption(options, 'by')), exemplar: ordinalOption(options, 'exemplar'), on: dayOption(options),
    }, (done, total) => progress.report('Gör rena kopior', done, total))
    progress.end()
    const last = confirmed.events.find(({ event }) => event.type === 'signature-confirmed' || event.type === 'pages-confirmed')
    const text = `Bekräftat: ${confirmed.title} (${spokenCode(confirmed.code)}), exemplar ${confirmed.exemplars.join(' och ')}, ${confirmed.party === null ? 'alla sidor finns; avtalets underskrift gäller' : `undertecknad av ${partyName(confirmed.party)}`}. Händelse ${last?.sequence ?? ''}.\n`
    const overridden = confirmed.events.some(({ event }) => 'override' in event)
    const unused = options['override'] !== undefined && !overridden ? 'Programmet tvivlade inte, så skälet behövdes inte och är inte sparat.\n' : ''
    const doubts = `${confirmed.doubts.map((doubt) => `OBS: ${doubt}\n`).join('')}${unused}`
    const copies = confirmed.cleanCopies.map(({ exemplar, sha256, pageCount }) => `Ren kopia av exemplar ${exemplar}: ${pageCount} ${pageCount === 1 ? 'sida' : 'sidor'}, i arkivet som ${sha256}.\n`).join('')
    return { json: confirmed, text: `${text}${copies}${doubts}${toldDue(confirmed.letterDue)}`, exit: 0 }
  },
}

/** `withdraw`: takes an event back. */
export const withdrawCommand: Command = {
  name: 'withdraw',
  arguments: '<händelse>',
  summary: 'tar tillbaka en bekräftelse eller annan registrerad händelse; historiken behåller båda',
  options: [
    { flags: '--by <namn>', meaning: 'vem som tar tillbaka', required: true },
    { flags: '--reason <text>', meaning: 'varför', required: true },
  ],
  output: withdrawnSchema,
  run: async ({ app, args, options }) => {
    const typed = argument(args, 0)
    if (!/^[1-9]\d{0,9}$/.test(typed)) throw new Failure('call-invalid', `”${typed}” är inget händelsenummer. Numren visas av ”status ORGNR”.`)
    const events = await withdraw(app, Number(typed), demandedOption(options, 'reason'), app.actor(demandedOption(options, 'by')))
    return { json: { events }, text: toldEvents(events), exit: 0 }
  },
}

/** Why a person decides against what the program sees; null when nothing is overridden. @throws Failure `call-invalid` */
export function reasonOption(options: Options): string | null {
  const typed = textOption(options, 'override')
  if (typed === undefined) return null
  if (typed.trim() === '') throw new Failure('call-invalid', '--override: skriv varför, till exempel ”underskriften syns på pappret”.')
  return typed.trim()
}

/** The day given with --on; null for today. @throws Failure `call-invalid` */
export function dayOption(options: Options): string | null {
  const typed = textOption(options, 'on')
  if (typed === undefined) return null
  if (!z.iso.date().safeParse(typed).success) throw new Failure('call-invalid', `--on ${typed}: ange dagen som ÅÅÅÅ-MM-DD.`)
  return typed
}

/** An exemplar number; null when none was given. @throws Failure `call-invalid` */
export function ordinalOption(options: Options, name: string): number | null {
  const typed = textOption(options, name)
  if (typed === undefined) return null
  if (!/^[1-9]$/.test(typed)) throw new Failure('call-invalid', `--${name} ${typed}: ange ett exemplarnummer, till exempel 1.`)
  return Number(typed)
}
