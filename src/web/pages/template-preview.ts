import { lineNames } from '../../storage/customer-lines.js'
import type { Visit } from '../page.js'

/** So many customers are offered by name; any other is typed. */
const OFFERED = 300

/** The form that asks for a customer, and the current edition filled with its facts where one is asked for. */
export async function templatePreview({ app, query }: Visit, kind: string) {
  const typed = (query['kund'] ?? '').trim().slice(0, 200)
  const known = await lineNames(app.store.read)
  const digits = typed.replaceAll(/\D/gu, '')
  const found = typed === '' ? undefined : known.find(({ orgnr, name }) => (digits.length > 0 && orgnr.replaceAll(/\D/gu, '') === digits) || name.toLocaleLowerCase('sv') === typed.toLocaleLowerCase('sv'))
  return {
    typed, customers: known.slice(0, OFFERED).map(({ orgnr, name }) => ({ orgnr, name })), unknown: typed !== '' && found === undefined ? `Ingen kund har namnet eller organisationsnumret ”${typed}”.` : '',
    made: found === undefined ? null : await madeFor(app, kind, found.orgnr),
  }
}

async function madeFor(app: Visit['app'], kind: string, orgnr: string) {
  // Loaded here alone: the PDF library would cost every start of the service.
  const { previewTemplate } = await import('../../flows/template-preview.js')
  const { customer, docx, pageCount, gaps } = await previewTemplate(app, { kind, orgnr, file: null })
  const at = `/api/v1/templates/${kind}/previews/${encodeURIComponent(orgnr)}`
  return { customer, pdf: `${at}/pdf`, word: docx === null ? '' : `${at}/docx`, pages: pageCount === 1 ? '1 sida' : `${pageCount} sidor`, gaps, pictures: Array.from({ length: pageCount }, (_, index) => ({ page: index + 1, href: `${at}/pages/${index + 1}/picture` })) }
}
