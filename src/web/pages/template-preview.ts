import { Failure } from '../../../templates/failure.js'
import { lineNames } from '../../storage/customer-lines.js'
import type { Visit } from '../page.js'

/** So many customers are offered by name; any other is typed. */
const OFFERED = 300

/** The form that asks for a customer, and the current edition filled with its facts where one is asked for. */
export async function templatePreview({ app, query }: Visit, kind: string) {
  const typed = (query['kund'] ?? '').trim().slice(0, 200)
  const known = await lineNames(app.store.read)
  const found = calledSo(known, typed)
  return {
    typed, customers: known.slice(0, OFFERED).map(({ orgnr, name }) => ({ orgnr, name })), unknown: typed !== '' && found === undefined ? nobodyCalled(typed) : '',
    made: found === undefined ? null : await madeFor(app, kind, found.orgnr),
  }
}

/** A file that is not taken in yet, filled with a customer's facts, carried by the page itself. @throws Failure `call-invalid` when nobody is called so */
export async function filePreview(app: Visit['app'], { kind, file, map, typed }: { readonly kind: string; readonly file: Uint8Array; readonly map: unknown; readonly typed: string }) {
  const found = calledSo(await lineNames(app.store.read), typed)
  if (found === undefined) throw new Failure('call-invalid', nobodyCalled(typed), { faults: [{ path: 'kund', message: 'Skriv namnet som det står på sidan Kunder, eller organisationsnumret.' }] })
  const { previewTemplate } = await import('../../flows/template-preview.js')
  const { customer, pdf, pageCount, gaps } = await previewTemplate(app, { kind, orgnr: found.orgnr, file, map })
  return { customer, pages: pageCount === 1 ? '1 sida' : `${pageCount} sidor`, gaps, name: `${kind}-forhandsvisning.pdf`, href: `data:application/pdf;base64,${Buffer.from(pdf).toString('base64')}` }
}

function calledSo<C extends { readonly orgnr: string; readonly name: string }>(known: readonly C[], typed: string): C | undefined {
  const digits = typed.replaceAll(/\D/gu, '')
  return typed === '' ? undefined : known.find(({ orgnr, name }) => (digits.length > 0 && orgnr.replaceAll(/\D/gu, '') === digits) || name.toLocaleLowerCase('sv') === typed.toLocaleLowerCase('sv'))
}

function nobodyCalled(typed: string): string {
  return `Ingen kund har namnet eller organisationsnumret ”${typed}”.`
}

async function madeFor(app: Visit['app'], kind: string, orgnr: string) {
  // Loaded here alone: the PDF library would cost every start of the service.
  const { previewTemplate } = await import('../../flows/template-preview.js')
  const { customer, docx, pageCount, gaps } = await previewTemplate(app, { kind, orgnr, file: null })
  const at = `/api/v1/templates/${kind}/previews/${encodeURIComponent(orgnr)}`
  return { customer, pdf: `${at}/pdf`, word: docx === null ? '' : `${at}/docx`, pages: pageCount === 1 ? '1 sida' : `${pageCount} sidor`, gaps, pictures: Array.from({ length: pageCount }, (_, index) => ({ page: index + 1, href: `${at}/pages/${index + 1}/picture` })) }
}
