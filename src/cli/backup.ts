import { listOf } from '../../contracts/party-name.js'
import { ROLE_LABELS } from '../../contracts/rights.js'
import { readConfig } from '../config.js'
import { backup, backupSchema, type Backup } from '../flows/backup.js'
import { restore, restoreSchema, type Restoring } from '../flows/restore.js'
import { argument, textOption, type Command } from './command.js'

/** `backup`: the whole data directory as one file, while others work. */
export const backupCommand: Command = {
  name: 'backup', arguments: '<fil>', summary: 'skriver databas, arkiv och nycklar till en ny fil, även medan tjänsten är igång', options: [], output: backupSchema,
  details: 'Lösenfrasen följer aldrig med: spara den för sig. Utan den kan inga brev öppnas.\nFilen innehåller avtal och nycklar; förvara den som datakatalogen. Den är en vanlig tar-fil.',
  run: async ({ app, args, progress }) => {
    const taken = await backup(app, argument(args, 0), (done, total) => progress.report('Säkerhetskopian', done, total))
    progress.end()
    return { json: taken, text: toldBackup(taken), exit: taken.faults.length === 0 ? 0 : 4 }
  },
}

const STAGES = { unpacking: 'Återläsningen, megabyte', checking: 'Kontrollen' } as const

/** `restore`: a backup made a data directory again. */
export const restoreCommand: Command = {
  name: 'restore', arguments: '<fil>', summary: 'läser tillbaka en säkerhetskopia till en ny, tom datakatalog; brev som inte har gått stoppas, utskicken pausas och alla konton utom administratörernas låses', output: restoreSchema,
  options: [{ flags: '--accounts-of <katalog>', meaning: 'datakatalogen som användes senast, om den går att läsa: den som är utestängd, borttagen eller inte längre administratör där kommer inte in' }],
  standsAlone: async ({ args, options, progress, environment }) => {
    const restored = await restore(readConfig(environment, textOption(options, 'data')), { file: argument(args, 0), accountsOf: textOption(options, 'accountsOf') ?? null }, (stage, done, total) => progress.report(STAGES[stage], done, total))
    progress.end()
    return { json: restored, text: toldRestoring(restored, textOption(options, 'accountsOf') !== undefined), exit: restored.faults.length === 0 && (restored.accounts.length > 0 || restored.locked === 0) ? 0 : 4 }
  },
}

function toldBackup({ path, files, bytes, faults }: Backup): string {
  const damage = faults.length === 0 ? '' : `${faults.length} filer i arkivet är skadade eller borta; se ovan.\n`
  return `${faults.map((fault) => `${fault.path}: ${fault.message}\n`).join('')}Säkerhetskopian ligger i ${path}: ${files} filer, ${(bytes / 1e6).toFixed(1).replace('.', ',')} MB.\n${damage}Lösenfrasen finns inte i den; spara den för sig.\n`
}

/** How many are locked; some may have been so before, and are to stay so. */
function toldLocked(locked: number): string {
  if (locked === 0) return ''
  return locked === 1 ? ' Ett annat konto är låst, kanske redan när kopian gjordes: lås upp det under Användare bara om personen ska in.' : ` ${locked} andra konton är låsta, några kanske redan när kopian gjordes: lås upp dem som ska in, och bara dem, under Användare.`
}

function toldRestoring({ directory, takenAt, files, events, held, heldOrdinary, accounts, locked, faults }: Restoring, knowsSince: boolean): string {
  const open = knowsSince ? 'Dessa administratörer är öppna; de som har stängts ute eller fått andra roller sedan dess, enligt --accounts-of, är låsta' : 'Dessa administratörer är öppna som de var då, också de som har stängts ute eller fått andra roller sedan dess; lås dem som inte ska in'
  const stopped = [[held, 'brev med granskningsdokument', 'letter resume'], [heldOrdinary, 'utkast, inbjudningar eller andra brev', 'outbox release']] as const
  const told = stopped.flatMap(([ids, what, command]) => (ids.length === 0 ? [] : [`${ids.length} ${what} som inte hade gått är stoppade: fråga mottagaren vad som har kommit, och släpp dem sedan med ”${command} BREV”.\n${ids.map((id) => `  ${id}\n`).join('')}`])).join('')
  const letters = told === '' ? 'Inga brev väntade på att skickas.\n' : told
  const people = accounts.length === 0 ? (locked === 0 ? '' : 'Ingen kommer in: alla administratörer som fanns när kopian gjordes är utestängda sedan dess. Läs tillbaka till en ny katalog utan --accounts-of, och lås sedan dem som inte ska in.\n') : `Bara administratörerna kommer in.${toldLocked(locked)} ${open}:\n${accounts.map(({ username, name, roles }) => `  ${username}, ${name} (${roles.length === 0 ? 'ingen roll' : listOf(roles.map((role) => ROLE_LABELS[role]))})\n`).join('')}`
  const state = faults.length === 0 ? 'Arkivet och händelsekedjan stämmer.' : `${faults.length} fel; se ovan.`
  return `${faults.map((fault) => `${fault.path}: ${fault.message}\n`).join('')}Återläst till ${directory}: ${files} filer och ${events} händelser, som de var ${takenAt.slice(0, 16).replace('T', ' ')} UTC. ${state}\n${letters}${people}Det som har hänt sedan dess finns inte här: gå igenom skanningar, beslut, brev, konton och spärrade nycklar från den tiden innan arbetet går vidare. Alla är utloggade, och programnycklar och kundlänkar är återkallade. Alla utskick är pausade; återuppta dem med ”outbox resume” när breven är genomgångna.\n`
}
