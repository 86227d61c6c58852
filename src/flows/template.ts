import type { Actor } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import { compileTemplate } from '../../templates/compile-template.js'
import { Failure, type Fault } from '../../templates/failure.js'
import { lintTemplate } from '../../templates/lint-template.js'
import type { App } from '../app.js'
import { latestEdition, latestEditions, releaseEdition, releasesOf, type Edition, type EditionRelease } from '../storage/editions.js'
import { appendEvents } from '../storage/events.js'
import { houseEvent } from './new-event.js'

/** The latest edition of a kind and who has released it as reviewed. */
export interface EditionStatus extends Edition {
  readonly releases: readonly EditionRelease[]
}

/** The latest edition of every kind. */
export async function templateList(app: App): Promise<EditionStatus[]> {
  const editions = await latestEditions(app.store.read)
  return Promise.all(editions.map(async (edition) => ({ ...edition, releases: await releasesOf(app.store.read, edition.kind, edition.edition) })))
}

/** The Word file of a kind's latest edition, tags visible. @throws Failure `kind-unknown` */
export async function exportTemplate(app: App, kind: string): Promise<{ edition: Edition; bytes: Uint8Array }> {
  const edition = await currentEdition(app, kind)
  return { edition, bytes: await app.archive.read(edition.templateSha256) }
}

/** Everything wrong with a Word template, by place; empty when it can be used. */
export function checkTemplate(docx: Uint8Array): readonly Fault[] {
  try {
    return lintTemplate(compileTemplate(docx))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.faults.length > 0 ? error.faults : [{ path: 'mallen', message: error.message }]
  }
}

/** Records that a person has reviewed the latest edition; two persons release it for signing copies to real parties. @throws Failure `kind-unknown`, `already-recorded` */
export async function releaseTemplate(app: App, kind: string, by: Actor): Promise<EditionStatus> {
  const edition = await currentEdition(app, kind)
  const at = app.now().toISOString()
  await app.store.write(async (tx) => {
    const added = await releaseEdition(tx, { kind: edition.kind, edition: edition.edition, byName: by.name, osUser: by.osUser, at })
    if (!added) throw new Failure('already-recorded', `${by.name} har redan frisläppt ${edition.kind}, utgåva ${edition.edition}. En annan person måste göra detsamma.`)
    await appendEvents(tx, [houseEvent(by, at, { type: 'edition-released', kind: edition.kind, edition: edition.edition })], at)
  })
  return { ...edition, releases: await releasesOf(app.store.read, edition.kind, edition.edition) }
}

async function currentEdition(app: App, kind: string): Promise<Edition> {
  const edition = await latestEdition(app.store.read, kindOf(kind).id)
  if (edition === null) throw new Error(`no edition of ${kind} is recorded`)
  return edition
}
