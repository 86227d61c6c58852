import { handoutLibrary, isNeed, type Handout, type HandoutEdition } from '../../contracts/handouts.js'
import type { Actor } from '../../contracts/event.js'
import { didYouMean } from '../../contracts/did-you-mean.js'
import { Failure } from '../../templates/failure.js'
import { keptFileName } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents, eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { checkedMediaType, HANDOUT_MOST_BYTES } from './meeting-file.js'
import { houseEvent } from './new-event.js'

/** The handouts of the house, by name. */
export async function handouts(db: Db): Promise<Handout[]> {
  return handoutLibrary(await eventsOfTypes(db, ['handout-added', 'handout-retired']))
}

/** Takes in a new handout, or a new edition of a known one; the file lies at `path`. @throws Failure `call-invalid`, `already-recorded` for an edition that is there, `file-unreadable`, `scan-too-large`, `disk-full` */
export async function addHandout(app: App, request: { handout: string; edition: string; needs: readonly string[]; path: string; fileName: string; by: Actor }): Promise<Handout> {
  const { handout, edition, by } = request
  const wrong = request.needs.find((need) => !isNeed(need))
  if (wrong !== undefined || request.needs.length === 0) throw new Failure('call-invalid', `Säg vilka checklistepunkter eller steg materialet hör till, till exempel 6.7 eller 10${wrong === undefined ? '' : `; ”${wrong}” är varken en punkt eller ett steg`}.`)
  const fileName = keptFileName(request.fileName)
  const mediaType = await checkedMediaType(request.path, fileName)
  const { sha256, bytes } = await app.archive.keepFile(request.path, HANDOUT_MOST_BYTES)
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const known = (await handouts(tx)).find((one) => one.handout === handout)?.editions.find((one) => one.edition === edition)
    if (known !== undefined) throw new Failure('already-recorded', `${handout} har redan en utgåva ${edition}, tillagd ${known.addedOn}. Ge den nya en annan beteckning.`)
    await appendEvents(tx, [houseEvent(by, now, { type: 'handout-added', handout, edition, sha256, fileName, mediaType, bytes, needs: [...new Set(request.needs)] })], now)
    return namedHandout(await handouts(tx), handout)
  })
}

/** Takes a handout out of use; its editions stay in the archive. @throws Failure `resource-unknown`, `already-recorded` */
export async function retireHandout(app: App, request: { handout: string; reason: string; by: Actor }): Promise<Handout> {
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const { retired } = namedHandout(await handouts(tx), request.handout)
    if (retired !== null) throw new Failure('already-recorded', `${request.handout} togs ur bruk ${retired.on}.`)
    await appendEvents(tx, [houseEvent(request.by, now, { type: 'handout-retired', handout: request.handout, reason: request.reason })], now)
    return namedHandout(await handouts(tx), request.handout)
  })
}

/** The handout called `name`. @throws Failure `resource-unknown` */
export function namedHandout(library: readonly Handout[], name: string): Handout {
  const found = library.find(({ handout }) => handout === name)
  if (found !== undefined) return found
  const names = library.map(({ handout }) => handout)
  throw new Failure('resource-unknown', `Materialet ”${name}” finns inte.${didYouMean(name, names)} ${names.length === 0 ? 'Biblioteket är tomt.' : `Det som finns är: ${names.join(', ')}.`}`)
}

/** One edition's file; the newest where none is named. @throws Failure `resource-unknown`, `archive-missing`, `archive-damaged` */
export async function handoutFile(app: App, name: string, edition: string | null): Promise<HandoutEdition & { readonly content: Uint8Array }> {
  const { editions } = namedHandout(await handouts(app.store.read), name)
  const found = edition === null ? editions[0] : editions.find((one) => one.edition === edition)
  if (found === undefined) throw new Failure('resource-unknown', `${name} har ingen utgåva ${edition ?? ''}. Utgåvorna är: ${editions.map((one) => one.edition).join(', ')}.`)
  return { ...found, content: await app.archive.read(found.sha256) }
}
