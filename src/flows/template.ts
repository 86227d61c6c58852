import type { Actor } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { editionOf, editionsOf, latestEdition, latestEditions, releaseEdition, releasesOf, renewRelease, type Edition, type EditionRelease } from '../storage/editions.js'
import { appendEvents } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { houseEvent } from './new-event.js'
import { isByAccount, isSamePerson } from './persons.js'
import { countsAnew, refuseBorrowed } from './refuse-borrowed-account.js'

/** An edition and who has released it as reviewed. */
export interface EditionStatus extends Edition {
  readonly releases: readonly EditionRelease[]
}

/** The latest edition of every kind. */
export async function templateList(app: App): Promise<EditionStatus[]> {
  return withReleases(app, await latestEditions(app.store.read))
}

/** Every edition of a kind, newest first. @throws Failure `kind-unknown` */
export async function templateHistory(app: App, kind: string): Promise<EditionStatus[]> {
  return withReleases(app, (await editionsOf(app.store.read, kindOf(kind).id)).reverse())
}

async function withReleases(app: App, editions: readonly Edition[]): Promise<EditionStatus[]> {
  return Promise.all(editions.map(async (edition) => ({ ...edition, releases: await releasesOf(app.store.read, edition.kind, edition.edition) })))
}

/** The Word file of a kind's edition, the latest where none is named, tags visible. @throws Failure `kind-unknown`, `call-invalid` for an edition there is not */
export async function exportTemplate(app: App, kind: string, number: string | null): Promise<{ edition: Edition; bytes: Uint8Array }> {
  const edition = number === null ? await currentEdition(app.store.read, kind) : await namedEdition(app.store.read, kind, number)
  return { edition, bytes: await app.archive.read(edition.templateSha256) }
}

/**
 * Records that a person has reviewed the latest edition; two persons other than its author release it for signing copies to real parties.
 * A word that may have been somebody else's, since the account was new or had just been opened, may be said again.
 * `number` is the edition the person has read; null means the latest, whichever that is.
 * @throws Failure `kind-unknown`, `already-recorded`; `transition-refused` for the author, for an account that the author or the other has just opened, and when another edition has come meanwhile
 */
export async function releaseTemplate(app: App, kind: string, by: Actor, number: string | null = null): Promise<EditionStatus> {
  const at = app.now().toISOString()
  const edition = await app.store.write(async (tx) => {
    const current = await currentEdition(tx, kind)
    const named = `${current.kind}, utgåva ${current.edition}`
    if (number !== null && number !== current.edition) throw new Failure('transition-refused', `Utgåva ${number} av ${current.kind} är inte den gällande; det är utgåva ${current.edition} (${current.author}). Granska den i stället.`)
    if (isSamePerson(by.name, current.author)) throw new Failure('transition-refused', `${by.name} har gjort ${named} och kan inte själv frisläppa den. Två andra personer måste granska den.`)
    const releases = await releasesOf(tx, current.kind, current.edition)
    const earlier = releases.find(({ byName, osUser }) => (isByAccount(by) ? osUser === by.osUser : isSamePerson(byName, by.name)))
    await refuseBorrowed(tx, [{ name: current.author, at: current.addedAt, anew: '' }, ...releases.map(({ byName, at: saidAt }) => ({ name: byName, at: saidAt, anew: `Finns ingen tredje kan ${byName} frisläppa utgåvan en gång till när sju dagar har gått.` }))], by, at)
    const release = { kind: current.kind, edition: current.edition, byName: by.name, osUser: by.osUser, at }
    const added = earlier === undefined ? await releaseEdition(tx, release) : (await countsAnew(tx, earlier, at)) && (await renewRelease(tx, release))
    if (!added) throw new Failure('already-recorded', `${earlier?.byName ?? by.name} har redan frisläppt ${named}. En annan person måste göra detsamma.`)
    await appendEvents(tx, [houseEvent(by, at, { type: 'edition-released', kind: current.kind, edition: current.edition })], at)
    return current
  })
  return { ...edition, releases: await releasesOf(app.store.read, edition.kind, edition.edition) }
}

/** The latest edition of a kind. @throws Failure `kind-unknown` */
export async function currentEdition(db: Db, kind: string): Promise<Edition> {
  const edition = await latestEdition(db, kindOf(kind).id)
  if (edition === null) throw new Error(`no edition of ${kind} is recorded`)
  return edition
}

/** That edition of a kind. @throws Failure `kind-unknown`, `call-invalid` when there is none */
export async function namedEdition(db: Db, kind: string, number: string): Promise<Edition> {
  const edition = await editionOf(db, kindOf(kind).id, number)
  if (edition === null) throw new Failure('call-invalid', `Det finns ingen utgåva ${number} av ${kind}. ”template list --history ${kind}” visar dem som finns.`)
  return edition
}
