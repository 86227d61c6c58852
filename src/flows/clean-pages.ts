import { writePicturePages, type PicturePage } from '../../templates/pdf/write-picture-pages.js'
import type { PageEvidence } from '../../contracts/event.js'
import type { App } from '../app.js'
import type { WantedPage } from '../imaging/job.js'
import type { LetterEvidence } from '../storage/letter-evidence.js'
import { eSignedOriginal } from './e-signed-original.js'
import { examinationsOf } from '../storage/page-examinations.js'
import { versionOf } from '../storage/versions.js'

/** Pages of one exemplar, and the scanned pages that show them. */
export type ShownPages = Pick<LetterEvidence[number], 'code' | 'exemplar'> & { readonly pages: readonly PageEvidence[] }

/** What a clean copy says of itself. */
export interface CopyStatement {
  readonly title: string
  readonly subject: string
  /** ISO 8601, UTC. */
  readonly issuedAt: string
}

/** A clean copy, and which of its pages (counted from 1) lie as they were scanned, since nothing told how they lie. */
export interface CleanPdf {
  readonly pdf: Uint8Array
  readonly askew: readonly number[]
}

/** A PDF/A of exactly these scanned pages, in this order, each upright on its paper; each scan is opened once. An e-signed file of exactly these pages is given as it came. The same pages give the same bytes. @throws Failure `archive-missing`, `archive-damaged`, `scan-unreadable` */
export async function cleanPdf(app: App, parts: readonly ShownPages[], statement: CopyStatement): Promise<CleanPdf> {
  const original = await eSignedOriginal(app, parts)
  if (original !== null) return { pdf: await app.archive.read(original), askew: [] }
  const wanted: (WantedPage & { readonly scan: string })[] = []
  for (const part of parts) wanted.push(...(await wantedPages(app, part)))
  const pages = new Map<WantedPage, PicturePage>()
  const askew = new Set<WantedPage>()
  for (const scan of new Set(wanted.map((page) => page.scan))) {
    const own = wanted.filter((page) => page.scan === scan)
    if ((await app.archive.check(scan)) !== 'whole') await app.archive.read(scan)
    const copied = await app.imaging.cleanPages(app.archive.pathOf(scan), own)
    for (const [index, page] of own.entries()) {
      const copy = copied[index]
      if (copy === undefined) throw new Error(`page ${page.sourcePage} of scan ${scan} was not copied`)
      const { matrix, straight, ...picture } = copy
      if (!straight) askew.add(page)
      pages.set(page, { ...page.paper, picture, matrix })
    }
  }
  const pdf = writePicturePages(wanted.map((page) => {
    const copy = pages.get(page)
    if (copy === undefined) throw new Error(`page ${page.sourcePage} of scan ${page.scan} was not copied`)
    return copy
  }), statement)
  return { pdf, askew: wanted.flatMap((page, index) => (askew.has(page) ? [index + 1] : [])) }
}

async function wantedPages(app: App, { code, exemplar, pages }: ShownPages): Promise<(WantedPage & { readonly scan: string })[]> {
  const version = await versionOf(app.store.read, code)
  if (version === null) throw new Error(`version ${code} was matched but is not recorded`)
  const examined = await examinationsOf(app.store.read, [{ code, exemplar }])
  return pages.map(({ page, scan, sourcePage, rotation }) => {
    const paper = version.layout.pages.find((one) => one.page === page)
    if (paper === undefined) throw new Error(`version ${code} has no page ${page}`)
    const found = examined.find(({ shown }) => shown.scan === scan && shown.sourcePage === sourcePage && shown.page === page)
    return { scan, sourcePage, rotation, lies: found?.examination.lies ?? null, codes: { code, exemplar, page, places: paper.codes.filter((one) => one.exemplar === exemplar).map(({ corner, xPt, yPt, sizePt }) => ({ corner, xPt, yPt, sizePt })) }, paper: { widthPt: paper.widthPt, heightPt: paper.heightPt } }
  })
}
