import { deflateSync } from 'node:zlib'
import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { PageExamination } from '../../signing/page-examination.js'
import type { MatchedPage, SeenPage } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import type { ExaminedPage, SheetToExamine } from '../imaging/job.js'
import { drawnIn } from '../storage/box-inks.js'
import { examinationsOf, isExamined, keepExaminations } from '../storage/page-examinations.js'
import { filesOf, versionOf } from '../storage/versions.js'

/** The pages of an upload as read, and those of them that show issued pages. */
export interface ReadScan {
  readonly pages: readonly SeenPage[]
  readonly matched: readonly MatchedPage[]
}

/** Examines the pages of a scan that have not been examined, each beside the issued page its code names, and keeps what is found page by page: pictures first, then the row. */
export async function examineScan(app: App, scan: string, { pages, matched }: ReadScan, onPage: (done: number, total: number) => void): Promise<void> {
  const wanted = await unexamined(app, matched)
  const sheets: SheetToExamine[] = []
  for (const page of wanted) {
    const issued = await issuedOf(app, page)
    // Anybody may have stuck another symbol on the paper, which says nothing of how the page lies.
    const seen = (pages.find(({ sourcePage }) => sourcePage === page.sourcePage)?.codes ?? []).filter(({ text }) => text === issued.codeText)
    sheets.push({ sourcePage: page.sourcePage, seen, issued })
  }
  if (sheets.length === 0) return
  let done = 0
  await app.imaging.examine(app.archive.pathOf(scan), sheets, async (found) => {
    const shown = wanted.find(({ sourcePage }) => sourcePage === found.sourcePage)
    if (shown === undefined) throw new Error(`page ${found.sourcePage} was examined unasked`)
    const isCodeless = pages.find(({ sourcePage }) => sourcePage === found.sourcePage)?.codes.length === 0
    const examination = { ...(await withPicturesKept(app, found)), ...(isCodeless ? { knownBy: 'content' as const } : {}) }
    const drawn = await drawnIn(app.store.read, examination.boxes)
    await app.store.write(async (tx) => {
      // Another process may have examined it meanwhile: what is known is not given up for what could not be found out.
      if (examination.unexamined === null || !(await isExamined(tx, shown))) await keepExaminations(tx, [{ shown, examination, drawn }])
    })
    done += 1
    onPage(done, sheets.length)
  })
}

/** A page once examined stays so: repeating a scan changes nothing. One that could not be is tried again. */
async function unexamined(app: App, matched: readonly MatchedPage[]): Promise<MatchedPage[]> {
  const examined = new Set<string>()
  const nameOf = ({ scan, sourcePage, code, exemplar, page }: Pick<MatchedPage, 'scan' | 'sourcePage' | 'code' | 'exemplar' | 'page'>): string => [scan, sourcePage, code, exemplar, page].join(' ')
  for (const [code, exemplar] of new Map(matched.map((page) => [`${page.code} ${page.exemplar}`, [page.code, page.exemplar] as const])).values()) {
    for (const { shown, examination } of await examinationsOf(app.store.read, [{ code, exemplar }])) if (examination.unexamined === null) examined.add(nameOf(shown))
  }
  return matched.filter((page) => !examined.has(nameOf(page)))
}

/** An issued page as it is examined beside. */
export async function issuedOf(app: App, { code, exemplar, page }: Pick<MatchedPage, 'code' | 'exemplar' | 'page'>): Promise<SheetToExamine['issued']> {
  const version = await versionOf(app.store.read, code)
  const file = (await filesOf(app.store.read, code)).find((one) => one.mediaType === 'application/pdf' && (one.exemplar ?? 1) === exemplar)
  const layout = version?.layout.pages.find((one) => one.page === page)
  if (version === null || file === undefined || layout === undefined) throw new Error(`version ${code} has no page ${page} of exemplar ${exemplar}`)
  const codes = layout.codes.filter((one) => one.exemplar === exemplar)
  return {
    path: app.archive.pathOf(file.sha256), page,
    boxes: version.signatureBoxes.filter((box) => box.page === page).map(({ id, xPt, yPt, widthPt, heightPt, initials }) => ({ id, xPt, yPt, widthPt, heightPt, ...(initials === true ? { initials } : {}) })),
    blankCells: kindOf(version.kind).filledByHand ? 'to-fill-in' : 'stay-blank',
    codeText: codes[0]?.text ?? '',
    spokenCode: spokenCode(code),
    codePlaces: codes.map(({ corner, xPt, yPt, sizePt }) => ({ corner, xPt, yPt, sizePt })),
  }
}

/** What examining a page found, its pictures kept in the archive. */
export async function withPicturesKept(app: App, { unreadable, sameContent, patches, projection, drawn, drawnOver, paperless, boxes, differences }: ExaminedPage): Promise<PageExamination> {
  const keep = async (png: Uint8Array): Promise<string> => (await app.archive.keep(png)).sha256
  const keptBoxes: PageExamination['boxes'] = []
  for (const { shape, cutout, ...box } of boxes) keptBoxes.push({ ...box, cutout: await keep(cutout), ...(shape === undefined ? {} : { shape: deflateSync(shape).toString('base64') }) })
  const keptDifferences: PageExamination['differences'] = []
  for (const one of differences) keptDifferences.push({ ...one, issued: await keep(one.issued), scanned: await keep(one.scanned) })
  return { unexamined: unreadable, sameContent, patches, ...(drawnOver ? { drawnOver } : {}), ...(paperless ? { paperless } : {}), ...(projection === null || drawn === null ? {} : { lies: { projection: [...projection], ...drawn } }), boxes: keptBoxes, differences: keptDifferences }
}
