import { Failure, type Fault } from '../../templates/failure.js'
import { shownText } from '../../templates/own/own-text.js'
import { openOwnPdf, type OwnPdf } from '../../templates/own/open-own-pdf.js'
import type { WrittenPage } from '../../templates/own/written-page.js'
import { faultInText, printable } from '../../templates/plain-text.js'
import type { App } from '../app.js'

/** What a customer's PDF says, page by page, beside what opening it tells, and what it says its version code is; null when it says none, or two. */
export interface CustomerPdfReading extends Pick<OwnPdf, 'document' | 'faults' | 'remarks'> {
  readonly pages: readonly WrittenPage[]
  readonly code: string | null
}

const MEGABYTE = 1024 * 1024
const MOST_MEGABYTES = 15
const MOST_PAGES = 200
/** A page with less is a drawing, or a picture of a page. */
const LEAST_LETTERS = 20
const CODE = /Versionskod:?\s+([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})/gu
/** The letters printed beside our page codes. */
const PAGE_CODE = /\bA1\.[0-9A-Z]{2}\.[0-9A-Z]{10}\.\d/u
const NEXT = 'Be kunden om Word-filen, eller om en PDF som är sparad direkt ur ordbehandlaren.'

/**
 * A customer's PDF read in a process of its own, each word beside what paper shows of it.
 * @throws Failure `draft-unreadable` by page: a scan without text, words that paper does not show, pages of ours, a locked or damaged file
 */
export async function readCustomerPdf(app: App, pdf: Uint8Array): Promise<CustomerPdfReading> {
  if (pdf.length > MOST_MEGABYTES * MEGABYTE) throw refusal(`Filen är ${Math.ceil(pdf.length / MEGABYTE)} MB; en handling från kunden får vara högst ${MOST_MEGABYTES} MB. Be kunden spara den med mindre bilder.`)
  const pages = await writtenPages(app, pdf)
  if (pages.length > MOST_PAGES) throw refusal(`Filen har ${pages.length} sidor; högst ${MOST_PAGES} går att hantera.`)
  if (pages.filter(({ lines }) => lines.join('').length < LEAST_LETTERS).length * 2 > pages.length) throw refusal(`Filen är en skanning eller bilder av sidor: det finns ingen text att läsa, så ingen kan se vad som skiljer. Inget är registrerat. ${NEXT}`)
  if (pages.some(({ lines }) => lines.some((line) => PAGE_CODE.test(line)))) throw refusal('Filen är sidor som vi har gett ut, med våra sidkoder. Är papperet undertecknat läses det in med ”scan”. Har kunden ändrat texten behövs kundens Word-fil, eller en PDF som är sparad ur den.')
  const faults = pages.flatMap(faultsOn)
  if (faults.length > 0) throw new Failure('draft-unreadable', `Filen säger något annat när den läses än när den skrivs ut: ${faults[0]?.path}: ${faults[0]?.message} Inget är registrerat. ${NEXT}`, { faults })
  const said = new Set(pages.flatMap(({ lines }) => lines.flatMap((line) => [...line.matchAll(CODE)].map((match) => match[1] ?? ''))))
  const { document, faults: unfit, remarks, doubtful } = await openOwnPdf(pdf)
  const doubts = new Map(doubtful.map(({ page, letters }) => [page, [...letters]]))
  return { document, faults: unfit, remarks, pages: pages.map((page) => ({ ...page, ...(doubts.has(page.page) ? { doubtful: doubts.get(page.page) } : {}) })), code: said.size === 1 ? ([...said][0] ?? null) : null }
}

async function writtenPages(app: App, pdf: Uint8Array): Promise<WrittenPage[]> {
  try {
    return await app.imaging.readWritten(pdf)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const why = cause.code === 'scan-encrypted' ? 'Filen är skyddad med lösenord.' : 'Filen är skadad, eller så går någon sida inte att läsa.'
    throw new Failure('draft-unreadable', `${why} Inget är registrerat. ${NEXT}`, { cause })
  }
}

function faultsOn({ page, lines, unseen }: WrittenPage): Fault[] {
  const path = `Sida ${page}`
  const odd = lines.flatMap((line) => faultInText(shownText(line)) ?? [])
  return [
    ...odd.slice(0, 3).map((message) => ({ path, message: `${message}.` })),
    ...(unseen.length === 0 ? [] : [{ path, message: `texten ”${printable(unseen.join(' '))}” finns i filen men syns inte på papperet.` }]),
  ]
}

function refusal(message: string): Failure {
  return new Failure('draft-unreadable', message)
}
