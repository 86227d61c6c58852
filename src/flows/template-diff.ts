import { kindOf } from '../../contracts/kinds.js'
import { compileTemplate, type CompiledTemplate } from '../../templates/compile-template.js'
import { editionDifference, type EditionDifference } from '../../templates/edition-difference.js'
import { Failure } from '../../templates/failure.js'
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
  const compiled = async (edition: Edition): Promise<CompiledTemplate> => compileTemplate(await app.archive.read(edition.templateSha256))
  return { from, to, ...editionDifference(await compiled(from), await compiled(to)) }
}

async function editionBefore(app: App, edition: Edition): Promise<Edition> {
  const all = await editionsOf(app.store.read, kindOf(edition.kind).id)
  const before = all[all.findIndex((one) => one.edition === edition.edition) - 1]
  if (before === undefined) throw new Failure('call-invalid', `Utgåva ${edition.edition} av ${edition.kind} är den första; det finns ingen före att jämföra med. Ange två utgåvor med --from och --to.`)
  return before
}
