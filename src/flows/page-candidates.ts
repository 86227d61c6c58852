import type { Standing } from '../../signing/recognise-page.js'
import type { MatchedPage } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { incompleteExemplars, pagesOfExemplar, papersInForce } from '../storage/scans.js'
import { currentVersions, isCurrent, versionOf, versionsOf, type StoredVersion } from '../storage/versions.js'

/** A page of an exemplar that a scanned page without a code may be. */
export interface Candidate extends Pick<MatchedPage, 'code' | 'exemplar' | 'page' | 'pageCount'> {
  readonly standing: Standing
}

/** Pages farther away than these are not looked among: somebody's unfinished papers of years ago would hold the reader for minutes. */
const MOST_FAR = 150
/** More papers of one kind to tell apart than this, and a person does. */
const MOST_SIBLINGS = 24

/** An issued page by name. */
export const nameOf = ({ code, exemplar, page }: Pick<Candidate, 'code' | 'exemplar' | 'page'>): string => [code, exemplar, page].join(' ')

/** What the issued pages are to one upload: `matched` are the pages that its codes have told. */
export class PageCandidates {
  private readonly here: ReadonlyMap<string, MatchedPage>
  private readonly shownHere: ReadonlySet<string>

  constructor(private readonly app: App, private readonly scan: string, matched: readonly MatchedPage[]) {
    this.here = new Map(matched.map((page) => [`${page.code} ${page.exemplar}`, page]))
    this.shownHere = new Set(matched.map(nameOf))
  }

  /** The pages that the exemplars of the upload lack in it. */
  near(): Candidate[] {
    return [...this.here.values()].flatMap(({ code, exemplar, pageCount }) => pagesUpTo(pageCount).map((page): Candidate => ({ code, exemplar, page, pageCount, standing: 'lacking-here' })))
      .filter((page) => !this.shownHere.has(nameOf(page)))
  }

  /** The pages lacking of papers that earlier uploads have brought pages of, then those of all papers whose customer has some in the upload, those lacking first; each page once, whatever its exemplars. */
  async far(): Promise<Candidate[]> {
    const lacking = new Map<string, Candidate>()
    const there = new Map<string, Candidate>()
    const add = async (code: string, exemplar: number, pageCount: number): Promise<void> => {
      for (const candidate of await this.pagesOf(code, exemplar, pageCount)) {
        const content = `${code} ${candidate.page}`
        const found = candidate.standing === 'lacking' ? lacking : there
        if (candidate.standing !== 'lacking-here' && !found.has(content)) found.set(content, candidate)
      }
    }
    for (const { code, exemplar, pageCount } of await incompleteExemplars(this.app.store.read, MOST_FAR)) if (lacking.size < MOST_FAR) await add(code, exemplar, pageCount)
    for (const orgnr of await this.customersHere()) {
      for (const { code } of await currentVersions(this.app.store.read, orgnr, 'signing')) {
        const version = await versionOf(this.app.store.read, code)
        for (let exemplar = 1; exemplar <= (version?.exemplars ?? 0) && lacking.size < MOST_FAR; exemplar += 1) await add(code, exemplar, version?.pageCount ?? 0)
      }
    }
    return [...lacking.values(), ...[...there].flatMap(([content, candidate]) => (lacking.has(content) ? [] : [candidate]))].slice(0, MOST_FAR)
  }

  /** The pages of papers whose customer has none in the upload, those of which nothing has come first; each page once, whatever its exemplars. */
  async elsewhere(): Promise<Candidate[]> {
    const here = await this.customersHere()
    const found: Candidate[] = []
    for (const { orgnr, code, pageCount } of await papersInForce(this.app.store.read, MOST_FAR)) if (!here.has(orgnr) && found.length < MOST_FAR) found.push(...(await this.pagesOf(code, 1, pageCount)))
    return found.slice(0, MOST_FAR)
  }

  /** The pages that may say the same as this one but for the letters of their codes: of the other exemplars, and of everything else issued of that kind to that customer; null when they are too many. */
  async alike(candidate: Candidate): Promise<Candidate[] | null> {
    const version = await versionOf(this.app.store.read, candidate.code)
    const kin = (await versionsOf(this.app.store.read, version?.orgnr ?? '')).filter(({ kind, stage, pageCount }) => kind === version?.kind && stage === 'signing' && pageCount >= candidate.page)
    if (kin.reduce((sum, { exemplars }) => sum + exemplars, 0) > MOST_SIBLINGS) return null
    const siblings: Candidate[] = []
    for (const one of kin) {
      for (let exemplar = 1; exemplar <= one.exemplars; exemplar += 1) siblings.push({ code: one.code, exemplar, page: candidate.page, pageCount: one.pageCount, standing: await this.standingIn(one, exemplar, candidate.page) })
    }
    return siblings
  }

  private async customersHere(): Promise<Set<string>> {
    const customers = new Set<string>()
    for (const { code } of this.here.values()) customers.add((await versionOf(this.app.store.read, code))?.orgnr ?? '')
    return customers
  }

  private async standingIn(version: StoredVersion, exemplar: number, page: number): Promise<Standing> {
    if (!isCurrent(version)) return 'not-in-force'
    return (await this.pagesOf(version.code, exemplar, version.pageCount)).find((one) => one.page === page)?.standing ?? 'there'
  }

  private async pagesOf(code: string, exemplar: number, pageCount: number): Promise<Candidate[]> {
    const isHere = this.here.has(`${code} ${exemplar}`)
    const elsewhere = isHere ? [] : (await pagesOfExemplar(this.app.store.read, code, exemplar)).filter(({ scan }) => scan !== this.scan)
    return pagesUpTo(pageCount).map((page) => {
      const isShown = isHere ? this.shownHere.has(nameOf({ code, exemplar, page })) : elsewhere.some((one) => one.page === page)
      return { code, exemplar, page, pageCount, standing: isShown ? 'there' : isHere ? 'lacking-here' : 'lacking' }
    })
  }
}

function pagesUpTo(pageCount: number): number[] {
  return Array.from({ length: pageCount }, (_, index) => index + 1)
}
