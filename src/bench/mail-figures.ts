import { z } from 'zod'

/** What letters of one size cost, medians of the rounds; `startCpuMs` is what the small letter before each cost, `gpg` is null where it is not installed. Times are CPU milliseconds where nothing else is said. */
const mailRowSchema = z.strictObject({
  megabytes: z.int().positive(), mailBytes: z.int().positive(), startCpuMs: z.number(),
  sealCpuMs: z.number(), proveCpuMs: z.number(), sendCpuMs: z.number(), totalCpuMs: z.number(), wallMs: z.number(), peakBytes: z.number(), delayP99Ms: z.number(),
  /** GnuPG signs, encrypts and armors the same content to the same keys, then opens it again; `times` is how many times that Anslut costs to seal and prove. */
  gpg: z.strictObject({ cpuMs: z.number(), times: z.number() }).nullable(),
})
export type MailRow = z.output<typeof mailRowSchema>

/** The figures of `bench mail`. */
export const mailFiguresSchema = z.strictObject({ node: z.string(), processors: z.int(), rounds: z.int(), gpg: z.string().nullable(), rows: z.array(mailRowSchema) })
export type MailFigures = z.output<typeof mailFiguresSchema>

const one = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const two = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const COLUMNS = [10, 10, 9, 9, 9, 9, 9, 10, 10, 11, 8] as const

/** The figures as a table for people, in Swedish. */
export function mailTable({ node, processors, rounds, gpg, rows }: MailFigures): string {
  const line = (cells: readonly string[]): string => cells.map((text, index) => text.padStart(COLUMNS[index] ?? 0)).join(' ')
  const seconds = (ms: number): string => two.format(ms / 1000)
  return [
    `CPU-sekunder per brev, median av ${rounds} varv, varje brev i en process som nyss har startat och sänt ett litet, Node ${node}, ${processors} kärnor`,
    line(['PDF, MB', 'brev, MB', 'kryptera', 'pröva', 'skicka', 'summa', 'klocka, s', 'minne, MB', 'p99, ms', 'gpg', '× gpg']),
    ...rows.map((row) => line([
      String(row.megabytes), one.format(row.mailBytes / 1e6), seconds(row.sealCpuMs), seconds(row.proveCpuMs), seconds(row.sendCpuMs), seconds(row.totalCpuMs), seconds(row.wallMs),
      String(Math.round(row.peakBytes / 1e6)), one.format(row.delayP99Ms), ...(row.gpg === null ? [] : [seconds(row.gpg.cpuMs), two.format(row.gpg.times)]),
    ])),
    'Från arkivet till postserverns svar: signera och kryptera, öppna igen och jämföra, granska och skicka över TLS. Minne är hela processens topp, p99 huvudtrådens fördröjning.',
    `Det lilla brevet före, med start av tråd och moduler, kostade ${rows.map(({ startCpuMs }) => seconds(startCpuMs)).join(', ')} s.`,
    gpg === null ? 'gpg saknas: jämförelsen gjordes inte. Installera gnupg; mätningen kräver Linux.' : `gpg ${gpg} signerar, krypterar och öppnar samma innehåll med samma nycklar; × gäller kryptera och pröva.`,
    '',
  ].join('\n')
}
