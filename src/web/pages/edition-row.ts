import { listOf } from '../../../contracts/party-name.js'
import type { App } from '../../app.js'
import { swedishDay } from '../../flows/new-event.js'
import { isReviewed } from '../../flows/prepare-documents.js'
import type { EditionStatus } from '../../flows/template.js'

/** An edition as lists show it: who made it, when, and by whose word it may be signed. */
export async function editionRow(app: App, status: EditionStatus) {
  const { kind, edition, author, addedAt, releases } = status
  const by = releases.map(({ byName, at }) => `${byName} ${swedishDay(at)}`)
  const isReleased = await isReviewed(app, status)
  return {
    edition, author, on: swedishDay(addedAt), file: `/api/v1/templates/${kind}/editions/${edition}/file`, isReleased,
    state: isReleased ? 'Frisläppt' : by.length > 0 ? 'Väntar på en andra person' : 'Inte frisläppt', badge: isReleased ? 'done' : by.length > 0 ? 'started' : 'look', by: by.length === 0 ? '' : `av ${listOf(by)}`,
  }
}
