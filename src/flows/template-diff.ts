import { kindOf } from '../../contracts/kinds.js'
import { compileTemplate } from '../../templates/compile-template.js'
import { editionDifference, type EditionDifference } from '../../templates/edition-difference.js'
import { Failure } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import { templateLines } from '../../templates/template-lines.js'
import { differenceBetween, type TextLine } from '../../templates/text-difference.js'
import type { App } from '../app.js'
import { editionsOf, type Edition } from '../storage/editions.js'
import { currentEdition, namedEdition } from './template.js'

/** Two editions of a kind and what was changed between them. */
export interface TemplateDiff extends EditionDifference {
  readonly from: Edition
  readonly to: Edition
}

/**
 * The difference between two editions of a kind: from the one before `to`, to the latest, where they are not named.
 * @throws Failure `kind-unknown`, `call-invalid` for an edition there is not, also when there is none before
 */
export async function templateDiff(app: App, kind: string, named: { readonly from: string | null; readonly to: string | null }): Promise<TemplateDiff> {
  const to = named.to === null ? await currentEdition(app.store.read, kind) : await namedEdition(app.store.read, kind, named.to)
  const from = named.from === null ? await editionBefore(app, to) : await namedEdition(app.store.read, kind, named.from)
  return { from, to, ...(await differenceOfFiles(await app.archive.read(from.templateSha256), await app.archive.read(to.templateSha256))) }
}

/** What a checked file that is not taken in yet would change in the latest edition of its kind; a PDF form comes with its field map inside. */
export async function fileDifference(app: App, kind: string, file: Uint8Array): Promise<EditionDifference> {
  const { templateSha256 } = await currentEdition(app.store.read, kind)
  return differenceOfFiles(await app.archive.read(templateSha256), file)
}

async function differenceOfFiles(before: Uint8Array, after: Uint8Array): Promise<EditionDifference> {
  if (!isPdf(before) && !isPdf(after)) return editionDifference(compileTemplate(before), compileTemplate(after))
  const changes = differenceBetween(await linesOf(before), await linesOf(after))
  return { changes, onlyLooks: changes.length === 0 && Buffer.compare(before, after) !== 0 }
}

async function linesOf(file: Uint8Array): Promise<TextLine[]> {
  if (!isPdf(file)) return templateLines(compileTemplate(file))
  const [{ compileForm }, { formLines }] = await Promise.all([import('../../templates/form/read-form.js'), import('../../templates/form/form-lines.js')])
  return formLines(await compileForm(file))
}

async function editionBefore(app: App, edition: Edition): Promise<Edition> {
  const all = await editionsOf(app.store.read, kindOf(edition.kind).id)
  const before = all[all.findIndex((one) => one.edition === edition.edition) - 1]
  if (before === undefined) throw new Failure('call-invalid', `Utgåva ${edition.edition} av ${edition.kind} är den första; det finns ingen före att jämföra med. Ange två utgåvor med --from och --to.`)
  return before
}
