import { basename } from 'node:path'
import { z } from 'zod'
import { scanReportSchema, type ScanReport } from '../../../signing/scan-report.js'
import { Failure, FAILURE_CODES } from '../../../templates/failure.js'
import type { App } from '../../app.js'
import { examineAgain } from '../../flows/examine-again.js'
import { confirmAndCopy } from '../../flows/confirm-and-copy.js'
import { confirmedSchema, withdrawnSchema } from '../../flows/outward-shapes.js'
import { scanReport } from '../../flows/scan-report.js'
import { scanEach, type ScanAnswer } from '../../flows/scan.js'
import { withdraw } from '../../flows/withdraw.js'
import { apiWords } from '../api-words.js'
import { downloading, reading, writing, type Download, type Route } from '../route.js'
import { withoutPlace } from '../upload.js'
import { by, exemplar, on, segment, typed } from './parts.js'

const sha = z.strictObject({ sha: segment })

const unreadFileSchema = z.strictObject({ file: z.string(), failure: z.strictObject({ code: z.enum(FAILURE_CODES), message: z.string() }) })

function unreadFile(path: string, failure: Failure, directory: string): z.output<typeof unreadFileSchema> {
  return { file: basename(path), failure: { code: failure.code, message: withoutPlace(failure, directory).message } }
}

/** What the first file met with, and when there were several what each did. */
function allUnreadable(first: Failure, answers: readonly ScanAnswer[], directory: string): Failure {
  const told = withoutPlace(first, directory)
  if (answers.length === 1) return told
  const each = answers.flatMap((answer) => ('failure' in answer ? [unreadFile(answer.path, answer.failure, directory)] : []))
  return new Failure(told.code, `Ingen av de ${each.length} filerna gick att läsa. Rätta det som står om var och en och skicka dem igen.`, { cause: first, faults: each.map(({ file, failure }) => ({ path: file, message: `${failure.code}: ${failure.message}` })) })
}

/** The report with why a confirmation would be refused in words for a program that asks. */
function inApiWords(report: ScanReport): ScanReport {
  return { ...report, documents: report.documents.map((document) => ({ ...document, proposals: document.proposals.map((proposal) => (proposal.refused === undefined ? proposal : { ...proposal, refused: apiWords(proposal.refused) })) })) }
}

/** Scans, what a person confirms they show, and what is taken back. */
export const SCAN_ROUTES: readonly Route[] = [
  {
    method: 'post', path: '/scans', right: 'work', carries: 'upload',
    summary: 'Reads signed scans (PDF, TIFF, JPEG, PNG) sent as multipart/form-data in the field `file`; for each file, in their order, its report or, where others could be read, why it could not',
    params: z.strictObject({}), body: null, answer: z.array(z.union([scanReportSchema, unreadFileSchema])), status: 201,
    work: async ({ app }, { files, directory }) => {
      const answers = await scanEach(app, files.map(({ path }) => path), { via: 'upload' })
      const failures = answers.flatMap((answer) => ('failure' in answer ? [answer.failure] : []))
      const [first] = failures
      if (first !== undefined && failures.length === answers.length) throw allUnreadable(first, answers, directory)
      return answers.map((answer) => ('report' in answer ? inApiWords(answer.report) : unreadFile(answer.path, answer.failure, directory)))
    },
  },
  reading({
    path: '/scans/:sha', right: 'read', summary: 'What is known now of a scan, named by its SHA-256 or the first digits of it', params: sha, answer: scanReportSchema,
    run: async ({ app, params }) => inApiWords(await scanReport(app, params.sha)),
  }),
  writing({
    method: 'post', path: '/scans/:sha/examinations', right: 'work', summary: 'Examines again the pages that the report says were not, in whatever upload they are; answers the report as it is then', params: sha,
    body: z.strictObject({}), answer: scanReportSchema, status: 200,
    run: async ({ app, params }) => inApiWords(await examineAgain(app, params.sha)),
  }),
  downloading({ path: '/scans/:sha/pictures/:name', right: 'read', summary: 'One cut-out that the report on a scan names (PNG)', params: z.strictObject({ sha: segment, name: segment }), mediaTypes: ['image/png'], run: (app, params) => pictureOf(app, params.sha, params.name) }),
  writing({
    method: 'post', path: '/scans/:sha/confirmations', right: 'work', summary: 'A person confirms a party\'s signature on a document that the scan shows', params: sha,
    body: z.strictObject({ document: segment, party: z.string().max(50), by, exemplar, on, override: typed.optional().describe('why, although what the scan shows speaks against it; kept in the history') }), answer: confirmedSchema, status: 201,
    run: ({ app, params, body }) => confirmAndCopy(app, { scan: params.sha, document: body.document, party: body.party, by: app.actor(body.by), exemplar: body.exemplar ?? null, on: body.on ?? null, override: body.override ?? null }),
  }),
  writing({
    method: 'post', path: '/events/:sequence/withdrawal', right: 'read', summary: 'Takes an event back; takes the right that recording it takes', params: z.strictObject({ sequence: z.string().regex(/^[1-9]\d{0,9}$/) }),
    body: z.strictObject({ by, reason: typed }), answer: withdrawnSchema, status: 201,
    run: async ({ app, params, body }) => ({ events: await withdraw(app, Number(params.sequence), body.reason, app.actor(body.by)) }),
  }),
]

async function pictureOf(app: App, scan: string, name: string): Promise<Download> {
  const { documents } = await scanReport(app, scan)
  const pictures = documents.flatMap(({ signatureBoxes, differences }) => [...signatureBoxes.map(({ cutout }) => cutout), ...differences.flatMap(({ issued, scanned }) => [issued, scanned])])
  if (!pictures.includes(name)) throw new Failure('resource-unknown', 'Skanningen har inget utklipp med det namnet. Namnen står i rapporten om skanningen.')
  const sha256 = name.replace(/\.png$/, '')
  return { bytes: await app.archive.read(sha256), mediaType: 'image/png', fileName: name, sha256 }
}
