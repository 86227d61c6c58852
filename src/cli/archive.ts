import { resolve } from 'node:path'
import { z } from 'zod'
import { checkArchive } from '../flows/check-archive.js'
import { verificationSchema } from '../flows/outward-shapes.js'
import { moment } from '../flows/swedish-moment.js'
import { readHistory, writeHistory } from '../flows/write-history.js'
import { archiveChecks, archiveCheckSchema } from '../storage/archive-checks.js'
import { argument, type Command } from './command.js'

const MOST_CHECKS = 20

/** `archive verify`: fixity of every file and of the event chain. */
export const archiveVerifyCommand: Command = {
  name: 'archive verify',
  arguments: '',
  summary: 'kontrollerar varje arkiverad fil och hela händelsekedjan; namnger filer som blivit över efter ett avbrott; antecknar när det gjordes',
  options: [],
  output: verificationSchema,
  run: async ({ app, progress }) => {
    const found = await checkArchive(app, (done, total) => progress.report('Arkivet', done, total))
    progress.end()
    const faults = found.faults.map(({ path, message }) => ({ path, message }))
    const left = found.litter.length === 0 ? '' : ` Överblivna filer: ${found.litter.length}; de skadar inget.`
    const summary = `${found.filesChecked} filer och ${found.eventsChecked} händelser kontrollerade: ${faults.length === 0 ? 'allt stämmer.' : `${faults.length} fel.`}${left}\n`
    const lines = [...faults, ...found.litter].map(({ path, message }) => `${path}: ${message}\n`)
    return { json: { filesChecked: found.filesChecked, eventsChecked: found.eventsChecked, faults, litter: found.litter }, text: `${lines.join('')}${summary}`, exit: faults.length === 0 ? 0 : 4 }
  },
}

/** `archive checks`: when that was done, and what came of it. */
export const archiveChecksCommand: Command = {
  name: 'archive checks',
  arguments: '',
  summary: `visar när arkivet har kontrollerats, av vem och med vilket resultat: de ${MOST_CHECKS} senaste gångerna`,
  options: [],
  output: z.array(archiveCheckSchema),
  run: async ({ app }) => {
    const checks = await archiveChecks(app.store.read, { most: MOST_CHECKS, before: null })
    const lines = checks.map(({ checkedAt, by, filesChecked, eventsChecked, faults, litter }) => `${moment(checkedAt)}  ${by}: ${filesChecked} filer och ${eventsChecked} händelser, ${faults === 0 ? 'allt stämde' : `${faults} fel`}${litter === 0 ? '' : `, ${litter} överblivna filer`}\n`)
    return { json: checks, text: lines.length === 0 ? 'Arkivet har inte kontrollerats än. Gör det med archive verify.\n' : lines.join(''), exit: 0 }
  },
}

/** `archive history`: every event in a file that others can check. */
export const archiveHistoryCommand: Command = {
  name: 'archive history',
  arguments: '<fil>',
  summary: 'skriver hela historiken till en ny fil, som kan kontrolleras utan den här installationen',
  details: 'Varje rad är en händelse med sin kontrollsumma: SHA-256 över kanonisk JSON (RFC 8785) av föregående kontrollsumma och allt händelsen säger.\nAnteckna den sista kontrollsumman på annat håll: då kan ingen skriva om historiken utan att det märks.',
  options: [],
  output: z.strictObject({ path: z.string(), events: z.int(), head: z.string() }),
  run: async ({ app, args }) => {
    const path = resolve(argument(args, 0))
    const { events, head } = await writeHistory(app, path)
    return { json: { path, events, head }, text: `${events} händelser i ${path}.\nSista kontrollsumman: ${head}\n`, exit: 0 }
  },
}

/** `archive check-history`: checks such a file by itself. */
export const archiveCheckHistoryCommand: Command = {
  name: 'archive check-history',
  arguments: '<fil>',
  summary: 'kontrollerar en utskriven historik, utan databas',
  options: [],
  output: z.strictObject({ events: z.int(), head: z.string(), faults: z.array(z.strictObject({ path: z.string(), message: z.string() })) }),
  standsAlone: async ({ args }) => {
    const { events, head, faults } = await readHistory(resolve(argument(args, 0)))
    const told = faults.length === 0 ? `${events} händelser, alla som de registrerades.\nSista kontrollsumman: ${head}\nJämför den med den som antecknats på annat håll.\n` : faults.map(({ message }) => `${message} De ${events} före den stämmer.\n`).join('')
    return { json: { events, head, faults }, text: told, exit: faults.length === 0 ? 0 : 4 }
  },
}
