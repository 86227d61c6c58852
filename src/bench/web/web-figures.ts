import { z } from 'zod'

const times = { median: z.number(), p99: z.number(), most: z.number() }

/** One page: milliseconds until the whole answer was there as a client on the same machine saw it, how long the first look after a start took, until the first byte while packs are made and a scan is read, and the largest answer. */
const pageFiguresSchema = z.strictObject({ page: z.string(), looks: z.int(), ...times, afterStartMs: z.number(), busyFirstByteMs: z.strictObject(times), bytes: z.int() })
export type PageFigures = z.output<typeof pageFiguresSchema>

/** The figures of `bench web`. `warmMs` is from the start until no customer waits to be derived, `statusMs` what `status` of the whole house takes then, start and all; `express` is a bare route with a page of the median size, asked in the same way. */
export const webFiguresSchema = z.strictObject({
  node: z.string(), processors: z.int(), users: z.int(), thinkMs: z.number(), rounds: z.int(),
  house: z.strictObject({ customers: z.int(), documents: z.int(), events: z.int(), scans: z.int(), letters: z.int() }),
  seedMs: z.number(), warmMs: z.number(), statusMs: z.number(), pages: z.array(pageFiguresSchema), express: z.strictObject({ ...times, bytes: z.int() }), assetBytes: z.int(),
  /** Pages over a bar: 50 ms at the median, 150 ms p99, 100 kB, 150 ms p99 to the first byte while the machine is busy. */
  over: z.array(z.string()),
})
export type WebFigures = z.output<typeof webFiguresSchema>

/** What every page must keep to. */
export const BARS = { medianMs: 50, p99Ms: 150, bytes: 100_000 } as const

const one = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('sv-SE', { maximumFractionDigits: 0 })
const NAME = 26
const COLUMN = 9

/** The figures as a table for people, in Swedish. */
export function webTable({ node, processors, users, thinkMs, rounds, house, seedMs, warmMs, statusMs, pages, express, assetBytes, over }: WebFigures): string {
  const line = (name: string, cells: readonly string[]): string => [name.padEnd(NAME), ...cells.map((cell) => cell.padStart(COLUMN))].join(' ')
  return [
    `${whole.format(house.customers)} kunder, ${whole.format(house.documents)} handlingar, ${whole.format(house.events)} händelser, ${whole.format(house.scans)} skanningar, ${whole.format(house.letters)} brev (gjorda på ${one.format(seedMs / 1000)} s)`,
    `${users} samtidiga användare som öppnar varje sida ${rounds} gånger med ${one.format(thinkMs / 1000)} s mellan, Node ${node}, ${processors} kärnor. Millisekunder till hela svaret, mätta av klienten.`,
    line('sida', ['median', 'p99', 'längst', 'första', 'byte med', 'p99', 'kB']),
    ...pages.map((page) => line(page.page, [one.format(page.median), one.format(page.p99), one.format(page.most), one.format(page.afterStartMs), one.format(page.busyFirstByteMs.median), one.format(page.busyFirstByteMs.p99), one.format(page.bytes / 1000)])),
    line('express, bar sida', [one.format(express.median), one.format(express.p99), one.format(express.most), '', '', '', one.format(express.bytes / 1000)]),
    `första: den första visningen efter start. Alla kunder var genomräknade ${one.format(warmMs / 1000)} s efter start; ”status” över hela huset tog sedan ${one.format(statusMs / 1000)} s. byte med: första byten medan paket görs och en skanning läses.`,
    `Stilmall, skript och ikon, som hämtas en gång: ${one.format(assetBytes / 1000)} kB.`,
    over.length === 0 ? `Varje sida håller ${BARS.medianMs} ms i median, ${BARS.p99Ms} ms p99 och ${BARS.bytes / 1000} kB.` : `Över gränsen (${BARS.medianMs} ms median, ${BARS.p99Ms} ms p99, ${BARS.bytes / 1000} kB): ${over.join('; ')}.`,
    '',
  ].join('\n')
}
