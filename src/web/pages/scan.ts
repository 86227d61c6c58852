import { z } from 'zod'
import { partyName } from '../../../contracts/party-name.js'
import { mayDo } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import type { Party } from '../../../contracts/kind.js'
import { kindOf } from '../../../contracts/kinds.js'
import { sameInkDoubts } from '../../../signing/proposal.js'
import type { DocumentReport, ScanReport } from '../../../signing/scan-report.js'
import type { App } from '../../app.js'
import { confirmAndCopy } from '../../flows/confirm-and-copy.js'
import { assignPage } from '../../flows/desk-assign.js'
import { discardPage } from '../../flows/desk-discard.js'
import { restorePage } from '../../flows/desk-restore.js'
import { splitPage } from '../../flows/desk-split.js'
import { deskScan } from '../../flows/desk.js'
import { lackingIn } from '../../flows/examine-again.js'
import { customerProgress } from '../../flows/status.js'
import { scanReport } from '../../flows/scan-report.js'
import { toldHalvesLeft } from '../../flows/told-halves-left.js'
import { sourcesOf } from '../../storage/customer-links.js'
import { formView, type FieldSpec } from '../form.js'
import { pageWords } from '../page-words.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { deskView } from './desk-view.js'
import { ANSWERS, VERDICTS } from './scanned-row.js'
import { sourceLines } from './scan-sources.js'

const PATH = '/skanning/:sha'
const reason = z.string().trim().min(1).max(2000)
const VERDICT_MARKS = { complete: 'done', incomplete: 'waiting', suspect: 'look' } as const
const ANSWER_MARKS = { proposed: 'started', look: 'look', not: 'waiting' } as const
const CHANGES = { 'other-content': 'Sidan är en annan än dess kod säger.', changed: 'Stället ser inte ut som när det trycktes.', illegible: 'Skanningen är för grov för att jämföras.', 'not-examined': 'Sidan har inte kunnat jämföras.', sorted: 'Sidorna sorteras bara; ingen jämförelse görs.' } as const

/** *En skanning*: what it shows of each document, with pictures side by side; signatures to confirm, and pages that belong nowhere. */
export const SCAN_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const { app, params } = visit
    const report = await scanReport(app, params['sha'] ?? '')
    const placed = await deskScan(app, report.scan)
    const documents = []
    for (const document of report.documents) documents.push(await documentView(visit, report.scan, document))
    return {
      view: 'scan', title: placed.fileName, crumbs: [{ label: 'Skanning', href: '/skanning' }],
      content: { fileName: placed.fileName, sources: sourceLines((await sourcesOf(app.store.read, [report.scan])).get(report.scan)), pages: report.pagesRead === 1 ? '1 sida' : `${report.pagesRead} sidor`, underWay: report.underWay === true, again: againView(visit, report), documents, desk: deskView(visit, placed) },
    }
  },
  forms: [
    pageForm({
      id: 'bekrafta', path: `${PATH}/bekraftelser`, right: 'work', said: z.strictObject({ document: z.string().max(50), party: z.string().max(50), exemplar: z.coerce.number().int().min(1), override: reason.optional() }),
      work: async (visit, { said }) => {
        const { title, party, doubts } = await confirmAndCopy(visit.app, { scan: scanIn(visit), document: said.document, party: said.party, exemplar: said.exemplar, by: visit.actor(), on: null, override: said.override ?? null })
        return { to: home(visit), told: `Bekräftat: ${party === null ? 'sidorna i' : `underskrift av ${partyName(party)} på`} ${title}.${doubts.length === 0 ? '' : ` Noterat: ${doubts.join(' ')}`}` }
      },
    }),
    pageForm({
      id: 'undersok', path: `${PATH}/undersokningar`, right: 'work', said: z.strictObject({}),
      work: async (visit) => {
        const { app, house } = visit
        for (const scan of lackingIn(await scanReport(app, scanIn(visit)))) await house.scanQueue.again(app, scan)
        return { to: home(visit), told: 'Sidorna undersöks igen.' }
      },
    }),
    pageForm({
      id: 'hanfor', path: `${PATH}/sidor/:page/hanforing`, right: 'work', said: z.strictObject({ code: z.string().max(50), exemplar: z.coerce.number().int().min(1), page: z.coerce.number().int().min(1), reason, override: reason.optional() }),
      work: async (visit, { said }) => {
        await assignPage(visit.app, { scan: scanIn(visit), sourcePage: pageIn(visit), code: said.code, exemplar: said.exemplar, page: said.page, by: visit.actor(), reason: said.reason, override: said.override ?? null })
        return { to: home(visit), told: `Sida ${pageIn(visit)} räknas nu som sida ${said.page} i ${said.code}.` }
      },
    }),
    pageForm({
      id: 'dela', path: `${PATH}/sidor/:page/delning`, right: 'work', said: z.strictObject({ reason, lie: z.enum(['beside', 'above', '']).optional() }),
      work: async (visit, { said }) => {
        const [, halves] = await splitPage(visit.app, { scan: scanIn(visit), sourcePage: pageIn(visit), lie: said.lie === '' ? null : (said.lie ?? null), by: visit.actor(), reason: said.reason })
        return { to: `/skanning/${halves?.scan ?? scanIn(visit)}`, told: `Sida ${pageIn(visit)} är delad. Det här är de två halvorna; bilden finns kvar i arkivet.` }
      },
    }),
    pageForm({
      id: 'lagg-bort', path: `${PATH}/sidor/:page/bortlaggning`, right: 'work', said: z.strictObject({ reason }),
      work: async (visit, { said }) => discardedTo(visit, pageIn(visit), said.reason),
    }),
    pageForm({
      id: 'lagg-bort-annan', path: `${PATH}/bortlaggningar`, right: 'work', said: z.strictObject({ page: z.coerce.number().int().min(1), reason }),
      work: async (visit, { said }) => discardedTo(visit, said.page, said.reason),
    }),
    pageForm({
      id: 'aterstall', path: `${PATH}/sidor/:page/aterstallning`, right: 'work', said: z.strictObject({ reason }),
      work: async (visit, { said }) => {
        const { halvesLeft } = await restorePage(visit.app, { scan: scanIn(visit), sourcePage: pageIn(visit), by: visit.actor(), reason: said.reason })
        return { to: home(visit), told: [`Beslutet om sida ${pageIn(visit)} är taget tillbaka.`, ...toldHalvesLeft(halvesLeft.filter(({ sourcePage }) => sourcePage === pageIn(visit)))].join(' ') }
      },
    }),
  ],
}

const WHY_ANYWAY: FieldSpec = { kind: 'long', name: 'override', label: 'Varför du bekräftar ändå', hint: 'Du har sett underskriften på pappret. Skälet sparas i historiken.' }

const scanIn = ({ params }: Visit): string => params['sha'] ?? ''
const pageIn = ({ params }: Visit): number => Number(params['page'])
const home = (visit: Visit): string => `/skanning/${scanIn(visit)}`

async function discardedTo(visit: Visit, page: number, why: string) {
  await discardPage(visit.app, { scan: scanIn(visit), sourcePage: page, by: visit.actor(), reason: why })
  return { to: home(visit), told: `Sida ${page} är bortlagd. Den finns kvar i arkivet och kan tas tillbaka.` }
}

/** A button to examine again what was not; null where there is nothing, or it is being done. */
function againView(visit: Visit, report: ScanReport) {
  if (report.underWay === true || !mayDo(visit.visitor.roles, 'work') || lackingIn(report).length === 0) return null
  return formView(visit, { id: 'undersok', action: `/skanning/${report.scan}/undersokningar`, heading: '', button: 'Undersök igen', signedBy: 'nobody', intro: 'Sidor är inte undersökta, så ingen vet vad som står på dem. Det som redan är undersökt görs inte om.', fields: [] })
}

async function documentView(visit: Visit, scan: string, report: DocumentReport) {
  const { app, visitor } = visit
  const { name, version } = await about(app, report)
  const picture = (from: string, file: string | undefined): string => (file === undefined ? '' : `/api/v1/scans/${from}/pictures/${file}`)
  const key = `${report.code}-${report.exemplar}`
  const exemplar = version?.exemplars.find((one) => one.exemplar === report.exemplar)
  const { missing, duplicated, expected, found, paperless = [], unexamined = [] } = report.pages
  return {
    key, title: version === undefined ? kindOf(report.kind).title : `${version.title}${version.subject === '' ? '' : ` ${version.subject}`}`, code: spokenCode(report.code), exemplar: report.exemplar, customer: name, href: `/kunder/${report.orgnr}/handlingar/${report.code}`,
    verdict: VERDICTS[report.verdict], mark: VERDICT_MARKS[report.verdict], pages: `${found.length} av ${expected} sidor`,
    notes: [missing.length === 0 ? '' : `Saknas: sida ${missing.join(', ')}.`, duplicated.length === 0 ? '' : `Finns två gånger: sida ${duplicated.join(', ')}.`, paperless.length === 0 || report.proposals.length > 0 ? '' : `Ingen bild av ett papper utan skriven i filen: sida ${paperless.join(', ')}.`, ...unexamined.map(({ page, counts, why }) => `Sida ${page} är inte undersökt${counts ? '' : ' i den nyaste skanningen; det som visas är från en annan'}. ${why}`), ...report.assigned.map(({ page, by, reason: why }) => `Sida ${page} är hänförd för hand av ${by}: ${why}`)].filter((note) => note !== ''),
    parties: report.proposals.map(({ party, answer, doubts, refused, scan: counting = scan }) => {
      const confirmation = exemplar?.confirmations.find((one) => one.party === party)
      const form = confirmation !== undefined || refused !== undefined || !mayDo(visitor.roles, 'work') || answer === 'not' ? null : formView(visit, {
        id: `bekrafta--${key}-${party}`, action: `/skanning/${counting}/bekraftelser`, heading: '', button: `Bekräfta underskrift av ${partyName(party)}`,
        fields: [
          { kind: 'hidden', name: 'document', value: report.code }, { kind: 'hidden', name: 'party', value: party }, { kind: 'hidden', name: 'exemplar', value: String(report.exemplar) },
          ...(answer === 'proposed' ? [] : [WHY_ANYWAY]),
        ],
      })
      return {
        party: named(party), answer: confirmation === undefined ? ANSWERS[answer] : `Bekräftad ${confirmation.on} av ${confirmation.by}`, mark: confirmation === undefined ? ANSWER_MARKS[answer] : 'done', doubts: confirmation === undefined ? doubts : confirmation.override === null ? sameInkDoubts(report, party) : [], refused: confirmation === undefined && refused !== undefined ? pageWords(refused) : undefined, form,
        boxes: report.signatureBoxes.filter((box) => box.party === party).map(({ page, cutout }) => ({ page, picture: picture(scan, cutout), alt: `Underskriftsruta för ${partyName(party)} på sida ${page}` })),
      }
    }),
    differences: report.differences.filter(({ answer }) => answer === 'look').map(({ page, reason: why, issued, scanned }) => ({ page, why: CHANGES[why], issued: picture(scan, issued), scanned: picture(scan, scanned) })),
    unchecked: report.differences.filter(({ answer }) => answer === 'not-checkable').length,
  }
}

function named(party: Party): string {
  const name = partyName(party)
  return `${name.slice(0, 1).toLocaleUpperCase('sv')}${name.slice(1)}`
}

async function about(app: App, { orgnr, code }: DocumentReport) {
  const { name, documents } = await customerProgress(app, orgnr)
  return { name, version: documents.find((one) => one.code === code) }
}
