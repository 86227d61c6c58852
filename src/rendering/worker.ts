import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../templates/failure.js'
import { loadFonts } from '../../templates/fonts.js'
import { giveWay } from '../give-way.js'
import type { TemplateFile } from './compiled-template.js'
import { MOST_TEMPLATES } from './most-templates.js'
import { renderVersion, type RenderedVersion } from './render-version.js'
import type { SentJob } from './renderer.js'

/** What the thread answers: the version, or the failure in parts, since a class does not cross threads. */
export type Answer = { readonly rendered: RenderedVersion } | { readonly failure: { readonly code: Failure['code']; readonly message: string; readonly faults: Failure['faults'] } } | { readonly bug: string }

giveWay()
const fonts = loadFonts(workerData)
const templates = new Map<string, TemplateFile>()

function templateOf({ template: { sha256, bytes } }: SentJob): TemplateFile {
  if (bytes !== null && templates.size >= MOST_TEMPLATES) templates.clear()
  if (bytes !== null) templates.set(sha256, { sha256, bytes })
  const file = templates.get(sha256)
  if (file === undefined) throw new Error(`template ${sha256} was never sent to this thread`)
  return file
}

async function answer(job: SentJob): Promise<Answer> {
  try {
    return { rendered: movable(await renderVersion({ ...job, template: templateOf(job) }, fonts)) }
  } catch (error) {
    if (error instanceof Failure) return { failure: { code: error.code, message: error.message, faults: error.faults } }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** The same version in memory of its own, which can be handed over without a copy; bytes within larger memory would take their neighbours along. */
function movable(version: RenderedVersion): RenderedVersion {
  const own = (bytes: Uint8Array): Uint8Array => (bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice())
  return { ...version, docx: version.docx === null ? null : own(version.docx), pdfs: version.pdfs.map(own) }
}

function memoryOf(message: Answer): ArrayBuffer[] {
  if (!('rendered' in message)) return []
  const { docx, pdfs } = message.rendered
  return [...(docx === null ? [] : [docx]), ...pdfs].flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []))
}

parentPort?.on('message', (job: SentJob) => {
  void answer(job).then((message) => parentPort?.postMessage(message, memoryOf(message)))
})
