import { decide } from '../../contracts/decide.js'
import { statusOf, type VersionStatus } from '../../contracts/status.js'
import type { KnownPages } from '../../signing/document-report.js'
import type { DocumentReport, Proposal } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { scansUnderWay } from '../storage/arrivals.js'
import { scanFileNames } from '../storage/scans.js'
import { evidenceToConfirm, isCovered, refusedUnderWay } from './confirm-guards.js'
import { historyOf } from './history.js'
import { swedishDay, SYSTEM } from './new-event.js'

interface Known {
  readonly history: Awaited<ReturnType<typeof historyOf>>
  readonly documents: readonly VersionStatus[]
}

/** The reports on what `scan` shows, each proposal with the words in which confirming it now would be refused whatever reason were given. */
export async function withRefusals(app: App, scan: string, reports: readonly DocumentReport[], pages: Pick<KnownPages, 'all' | 'examinationOf'>): Promise<DocumentReport[]> {
  const underWay = new Set((await scansUnderWay(app.store.read)).map((one) => one.scan))
  const fileNames = await scanFileNames(app.store.read, [scan, ...reports.flatMap(({ proposals }) => proposals.flatMap((proposal) => proposal.scan ?? []))])
  const customers = new Map<string, Known>()
  const judged: DocumentReport[] = []
  for (const report of reports) {
    const known = customers.get(report.orgnr) ?? (await knownOf(app, report.orgnr))
    customers.set(report.orgnr, known)
    judged.push({ ...report, proposals: report.proposals.map((proposal) => {
      const sha256 = proposal.scan ?? scan
      const refused = refusalOf(app, { sha256, fileName: fileNames.get(sha256) ?? '', isUnderWay: underWay.has(sha256) }, { report, party: proposal.party, pages, ...known })
      return refused === null ? proposal : { ...proposal, refused }
    }) })
  }
  return judged
}

async function knownOf(app: App, orgnr: string): Promise<Known> {
  const history = await historyOf(app, app.store.read, orgnr)
  return { history, documents: statusOf(history) }
}

type Asked = Known & Pick<Proposal, 'party'> & { readonly report: DocumentReport; readonly pages: Pick<KnownPages, 'all' | 'examinationOf'> }

/** Tries what `confirm` would do, and records nothing. */
function refusalOf(app: App, scan: { readonly sha256: string; readonly fileName: string; readonly isUnderWay: boolean }, { report: { code, exemplar, orgnr }, party, pages, history, documents }: Asked): string | null {
  const version = history.versions.find((one) => one.code === code)
  if (version === undefined) return null
  try {
    if (scan.isUnderWay) throw refusedUnderWay(scan.fileName)
    const covered = isCovered(documents, version, party)
    const showings = pages.all.filter((page) => page.code === code && page.exemplar === exemplar).map((shown) => ({ shown, examination: pages.examinationOf(shown) }))
    const seen = { scan: scan.sha256, pages: [...evidenceToConfirm(scan, version, exemplar, showings, covered ? null : party).pages] }
    const today = swedishDay(app.now())
    decide({ ...history, today }, { actor: SYSTEM, happenedOn: today, orgnr, code, exemplar, event: covered ? { type: 'pages-confirmed', ...seen } : { type: 'signature-confirmed', party, ...seen } })
    return null
  } catch (error) {
    if (error instanceof Failure) return error.message.replace(/ Inget är bekräftat\.$/, '')
    throw error
  }
}
