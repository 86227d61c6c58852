import type { ScannedVersion } from '../../signing/match-pages.js'
import { recognisedAmong, isSame, type Likeness } from '../../signing/recognise-page.js'
import type { Region } from '../../signing/registration/flatten.js'
import type { MatchedPage, ScanReport } from '../../signing/scan-report.js'
import type { Rectangle } from '../../templates/stamp.js'
import type { App } from '../app.js'
import type { ExaminedPage, SheetToExamine } from '../imaging/job.js'
import { versionOf } from '../storage/versions.js'
import { issuedOf } from './examine-scan.js'

/** A page of an exemplar that a scanned page may be. */
type Candidate = Pick<MatchedPage, 'code' | 'exemplar' | 'page' | 'pageCount'>

interface Compared {
  readonly page: Candidate
  readonly likeness: Likeness
  readonly rotation: MatchedPage['rotation']
}

/** More comparisons than this would hold the reader for minutes: then a person says what the pages are. */
const MOST_COMPARISONS = 120
const MM_PER_POINT = 25.4 / 72

/**
 * The pages of an upload that show no code but, beside the pages that the documents of the same upload still miss in it, are found to be one of those and no other; by source page. What several candidates fit,
 * and what two scanned pages claim, is left for a person. The same file gives the same answer, whatever else has been read.
 */
export async function recognisePages(app: App, scan: string, { matched, unmatched }: { readonly matched: readonly MatchedPage[]; readonly unmatched: ScanReport['unmatched'] }): Promise<MatchedPage[]> {
  const codeless = unmatched.filter(({ reason }) => reason === 'no-code').map(({ sourcePage }) => sourcePage)
  const wanted = missingFrom(matched)
  if (codeless.length === 0 || wanted.length === 0 || codeless.length * wanted.length > MOST_COMPARISONS) return []
  const first = await compared(app, scan, codeless.map((sourcePage) => ({ sourcePage, candidates: wanted })))
  const rivals: { sourcePage: number; candidates: Candidate[] }[] = []
  for (const [sourcePage, found] of first) {
    const best = recognisedAmong(found)
    if (best !== null) rivals.push({ sourcePage, candidates: (await otherExemplars(app, best)).filter((one) => !found.some(({ page }) => nameOf(page) === nameOf(one))) })
  }
  const second = await compared(app, scan, rivals)
  const answers = rivals.flatMap(({ sourcePage }): MatchedPage[] => {
    const all = [...(first.get(sourcePage) ?? []), ...(second.get(sourcePage) ?? [])]
    const page = recognisedAmong(all)
    const shown = all.find((one) => one.page === page && isSame(one.likeness))
    return page === null || shown === undefined ? [] : [{ scan, sourcePage, ...page, rotation: shown.rotation }]
  })
  return answers.filter((one) => answers.filter((other) => nameOf(other) === nameOf(one)).length === 1)
}

const nameOf = ({ code, exemplar, page }: Pick<Candidate, 'code' | 'exemplar' | 'page'>): string => [code, exemplar, page].join(' ')

/** The pages that the exemplars of an upload lack in it. */
function missingFrom(matched: readonly MatchedPage[]): Candidate[] {
  const shown = new Set(matched.map(nameOf))
  const exemplars = new Map(matched.map((page) => [`${page.code} ${page.exemplar}`, page]))
  return [...exemplars.values()].flatMap(({ code, exemplar, pageCount }) => Array.from({ length: pageCount }, (_, index) => ({ code, exemplar, page: index + 1, pageCount })).filter((page) => !shown.has(nameOf(page))))
}

async function otherExemplars(app: App, { code, exemplar, page, pageCount }: Candidate): Promise<Candidate[]> {
  const version: Pick<ScannedVersion, 'exemplars'> | null = await versionOf(app.store.read, code)
  return Array.from({ length: version?.exemplars ?? 0 }, (_, index) => index + 1).filter((one) => one !== exemplar).map((one) => ({ code, exemplar: one, page, pageCount }))
}

async function compared(app: App, scan: string, wanted: readonly { readonly sourcePage: number; readonly candidates: readonly Candidate[] }[]): Promise<Map<number, Compared[]>> {
  const sheets: SheetToExamine[] = []
  const asked = new Map<string, Candidate>()
  for (const { sourcePage, candidates } of wanted) {
    for (const candidate of candidates) {
      const issued = await issuedOf(app, candidate)
      sheets.push({ sourcePage, seen: [], issued })
      asked.set(besideOf(issued), candidate)
    }
  }
  const found = new Map<number, Compared[]>()
  if (sheets.length === 0) return found
  await app.imaging.examine(app.archive.pathOf(scan), sheets, (examined) => {
    const page = asked.get(besideOf(examined.beside))
    const sheet = sheets.find(({ sourcePage, issued }) => sourcePage === examined.sourcePage && besideOf(issued) === besideOf(examined.beside))
    if (page === undefined || sheet === undefined) throw new Error(`page ${examined.sourcePage} was compared unasked`)
    found.set(examined.sourcePage, [...(found.get(examined.sourcePage) ?? []), { page, likeness: likenessOf(examined, sheet), rotation: uprightFrom(examined.projection) }])
    return Promise.resolve()
  })
  return found
}

const besideOf = ({ path, page }: { readonly path: string; readonly page: number }): string => `${path} ${page}`

function likenessOf({ sameContent, patches, differences }: ExaminedPage, { issued }: SheetToExamine): Likeness {
  return { sameContent, found: patches.found, differences: differences.map(inMm), codes: issued.codePlaces.map(({ xPt, yPt, sizePt }) => inMm({ xPt, yPt, widthPt: sizePt, heightPt: sizePt })) }
}

/** Counted from the foot of the page, which is the same for all that are held against each other. */
function inMm({ xPt, yPt, widthPt, heightPt }: Rectangle): Region {
  return { leftMm: xPt * MM_PER_POINT, topMm: yPt * MM_PER_POINT, widthMm: widthPt * MM_PER_POINT, heightMm: heightPt * MM_PER_POINT }
}

/** How far clockwise the scan must be turned to stand upright: back from where the page's lines of text run. */
function uprightFrom(projection: ExaminedPage['projection']): MatchedPage['rotation'] {
  if (projection === null) return 0
  const [along, , , down] = projection
  const quarters = (Math.round(Math.atan2(down, along) / (Math.PI / 2)) + 4) % 4
  return quarters === 0 ? 0 : quarters === 1 ? 270 : quarters === 2 ? 180 : 90
}
