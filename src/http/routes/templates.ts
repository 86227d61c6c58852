import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { refuseDeep } from '../../../templates/refuse-deep.js'
import { isPdf } from '../../../templates/is-pdf.js'
import { WORD_MEDIA_TYPE } from '../../../templates/word-media-type.js'
import { faultShape } from '../../flows/outward-shapes.js'
import { exportTemplate, releaseTemplate, templateHistory, templateList } from '../../flows/template.js'
import { tryTemplate } from '../../flows/template-check.js'
import { templateDiff } from '../../flows/template-diff.js'
import { importTemplate, kindOfFile } from '../../flows/template-import.js'
import { editionStatusShape, importedTemplateShape, templateDiffShape } from '../../flows/template-shapes.js'
import { downloading, reading, uploading, writing, type Download, type Route } from '../route.js'
import { by, segment } from './parts.js'

/** The most bytes of a template that is handed in. */
export const MOST_TEMPLATE_BYTES = 20 * 1024 * 1024

const PDF_OR_WORD = ['application/pdf', WORD_MEDIA_TYPE]
const kind = z.strictObject({ kind: segment })
const handedIn = { kind: segment.optional().describe('which kind it is a template for, unless the file says it'), map: z.string().max(8192).optional().describe('a PDF form\'s field map as JSON; the one inside the form unless given') }

/** The kinds' texts: read, checked, filled for looks, taken in, compared and released. */
export const TEMPLATE_ROUTES: readonly Route[] = [
  reading({ path: '/templates', right: 'read', summary: 'The current edition of every kind and who has released it', params: z.strictObject({}), answer: z.array(editionStatusShape), run: ({ app }) => templateList(app) }),
  reading({ path: '/templates/:kind', right: 'read', summary: 'Every edition of a kind, newest first', params: kind, answer: z.array(editionStatusShape), run: ({ app, params }) => templateHistory(app, params.kind) }),
  downloading({
    path: '/templates/:kind/editions/:edition/file', right: 'read', summary: 'An edition as a Word file with its tags visible, or as a PDF form with its map inside', params: z.strictObject({ kind: segment, edition: segment }), mediaTypes: PDF_OR_WORD,
    run: async (app, params) => {
      const { bytes, edition } = await exportTemplate(app, params.kind, params.edition)
      return download(bytes, `${edition.kind}-utgava-${edition.edition}`)
    },
  }),
  reading({
    path: '/templates/:kind/editions/:edition/difference/:from', right: 'read', summary: 'What an edition says otherwise than an earlier one, word by word', params: z.strictObject({ kind: segment, edition: segment, from: segment }), answer: templateDiffShape,
    run: ({ app, params }) => templateDiff(app, params.kind, { from: params.from, to: params.edition }),
  }),
  uploading({
    path: '/templates/check', right: 'read', summary: 'What stands in the way of using a template, by place; takes nothing in', status: 200, mostBytes: MOST_TEMPLATE_BYTES, answer: z.strictObject({ faults: z.array(faultShape), notes: z.array(faultShape) }), fields: z.strictObject(handedIn),
    run: async ({ app, file, fields }) => {
      const [bytes, map] = [await readFile(file.path), mapOf(fields.map)]
      const { faults, notes } = await tryTemplate(() => app.imaging, bytes, await kindOfFile(bytes, fields.kind ?? null, map), map)
      return { faults, notes }
    },
  }),
  uploading({
    path: '/templates', right: 'templates', summary: 'Takes in a template as the latest edition of its kind', status: 201, mostBytes: MOST_TEMPLATE_BYTES, answer: importedTemplateShape, fields: z.strictObject({ by, ...handedIn }),
    run: async ({ app, file, fields }) => importTemplate(app, { file: await readFile(file.path), by: app.actor(fields.by), kind: fields.kind ?? null, map: mapOf(fields.map) }),
  }),
  writing({
    method: 'post', path: '/templates/:kind/releases', right: 'templates', summary: 'One of two persons, neither its author, releases the current edition', params: kind, body: z.strictObject({ by, edition: segment.describe('the one that was reviewed') }), answer: editionStatusShape, status: 201,
    run: ({ app, params, body }) => releaseTemplate(app, params.kind, app.actor(body.by), body.edition),
  }),
  downloading({
    path: '/templates/:kind/previews/:orgnr/:format', right: 'read', summary: 'The current edition filled with a customer\'s facts as a draft without code, `pdf` or `docx`', params: z.strictObject({ kind: segment, orgnr: segment, format: z.enum(['pdf', 'docx']) }), mediaTypes: PDF_OR_WORD,
    run: async (app, params) => {
      const { previewTemplate } = await import('../../flows/template-preview.js')
      const preview = await previewTemplate(app, { kind: params.kind, orgnr: params.orgnr, file: null })
      const bytes = preview[params.format]
      if (bytes === null) throw new Failure('resource-unknown', `${preview.kind} är en PDF-blankett och har ingen Word-fil. Hämta PDF:en.`)
      return download(bytes, `${preview.kind}-utkast`)
    },
  }),
  downloading({
    path: '/templates/:kind/previews/:orgnr/pages/:page/picture', right: 'read', summary: 'One page of such a draft as a picture (JPEG)', params: z.strictObject({ kind: segment, orgnr: segment, page: z.string().regex(/^[1-9]\d{0,4}$/) }), mediaTypes: ['image/jpeg'],
    run: async (app, params) => {
      const { previewPagePicture } = await import('../../flows/template-preview-picture.js')
      const bytes = await previewPagePicture(app, { ...params, page: Number(params.page) })
      return { bytes, mediaType: 'image/jpeg', fileName: `sida-${params.page}.jpg`, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
  }),
]

function download(bytes: Uint8Array, name: string): Download {
  const pdf = isPdf(bytes)
  return { bytes, mediaType: pdf ? 'application/pdf' : WORD_MEDIA_TYPE, fileName: `${name}.${pdf ? 'pdf' : 'docx'}`, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function mapOf(text: string | undefined): unknown {
  if (text === undefined) return null
  const map = parsedMap(text)
  refuseDeep(map, 'call-invalid', 'Fältkartan i ”map”')
  return map
}

function parsedMap(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new Failure('call-invalid', 'Fältkartan i ”map” är inte JSON. Rätta den och skicka igen.', { cause })
  }
}
