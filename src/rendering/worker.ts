import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../templates/failure.js'
import { loadFonts } from '../../templates/fonts.js'
import { giveWay } from '../give-way.js'
import type { BoundPack } from './bind-pack.js'
import type { TemplateFile } from './compiled-template.js'
import { MOST_TEMPLATES } from './most-templates.js'
import { renderFront, type RenderedFront } from './render-front.js'
import { renderVersion, type RenderedVersion } from './render-version.js'
import type { Asked, SentJob } from './renderer.js'

/** What the thread answers: the version, the front or the pack, or the failure in parts, since a class does not cross threads. */
export type Answer = { readonly rendered: RenderedVersion } | { readonly front: RenderedFront } | { readonly bound: BoundPack } | { readonly failure: { readonly code: Failure['code']; readonly message: string; readonly faults: Failure['faults'] } } | { readonly bug: string }

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

async function answer(asked: Asked<SentJob>): Promise<Answer> {
  try {
    // The PDF library is loaded for packs alone.
    if ('bind' in asked) {
      const { pdf, zip } = await (await import('./bind-pack.js')).bindPack(asked.bind)
      return { bound: { pdf: own(pdf), zip: own(zip) } }
    }
    if ('front' in asked) {
      const { letter, contents } = await renderFront(asked.front, fonts)
      return { front: { letter: { ...letter, docx: own(letter.docx), pdf: own(letter.pdf) }, contents: { ...contents, pdf: own(contents.pdf) } } }
    }
    return { rendered: movable(await renderVersion({ ...asked.render, template: templateOf(asked.render) }, fonts)) }
  } catch (error) {
    if (error instanceof Failure) return { failure: { code: error.code, message: error.message, faults: error.faults } }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function own(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}

/** The same version in memory of its own, which can be handed over without a copy; bytes within larger memory would take their neighbours along. */
function movable(version: RenderedVersion): RenderedVersion {
  return { ...version, docx: version.docx === null ? null : own(version.docx), pdfs: version.pdfs.map(own) }
}

function bytesIn(message: Answer): Uint8Array[] {
  if ('bound' in message) return [message.bound.pdf, message.bound.zip]
  if ('front' in message) return [message.front.letter.docx, message.front.letter.pdf, message.front.contents.pdf]
  if (!('rendered' in message)) return []
  const { docx, pdfs } = message.rendered
  return [...(docx === null ? [] : [docx]), ...pdfs]
}

function memoryOf(message: Answer): ArrayBuffer[] {
  return bytesIn(message).flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []))
}

parentPort?.on('message', (asked: Asked<SentJob>) => {
  void answer(asked).then((message) => parentPort?.postMessage(message, memoryOf(message)))
})
