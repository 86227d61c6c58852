import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor, NewEvent } from '../../contracts/event.js'
import type { App } from '../app.js'
import { addHandout } from '../flows/handouts.js'
import { swedishDay } from '../flows/new-event.js'
import { pack } from '../flows/pack.js'
import { setProduct, type SaidProduct } from '../flows/products.js'
import { recordWanted } from '../flows/record-events.js'
import { approve } from '../flows/record.js'
import { sendDrafts } from '../flows/send-drafts.js'
import { isCurrent, versionsOf } from '../storage/versions.js'
import type { DemoClock } from './demo-clock.js'
import type { Act, Neighbour } from './neighbour.js'

const HANDOUTS = [
  { handout: 'Åhörarkopior', fileName: 'ahorarkopior.txt', needs: ['2.3.1'] }, { handout: 'Häfte för RA och ORA', fileName: 'hafte-ra-ora.txt', needs: ['6.6'] },
  { handout: 'Häfte för KRA', fileName: 'hafte-kra.txt', needs: ['6.7', '10.6'] },
] as const

const PRODUCTS: readonly SaidProduct[] = [
  { article: 'SK-110', name: 'Ordinarie kort, standardutformning', sort: 'card', holds: 'Fotografi, namn och certifikat' }, { article: 'SK-120', name: 'Ordinarie kort, kundunik utformning', sort: 'card', holds: 'Fotografi, namn, certifikat och kundens logotyp' },
  { article: 'SK-130', name: 'SIS-godkänt kort, kundunik utformning', sort: 'card', holds: 'Godkänd id-handling, kräver utfärdartillstånd', price: 224 }, { article: 'SK-310', name: 'Reservkort', sort: 'reserve-card', holds: 'Certifikat, utan fotografi' },
  { article: 'KL-020', name: 'Kortläsare, usb', sort: 'accessory', price: 212 },
]

/** Puts the house's handouts in the library, from files in `folder`, and its card products in their list. */
export async function fillLibrary(app: App, folder: string, by: Actor): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { handout, fileName, needs } of HANDOUTS) {
    const path = join(folder, fileName)
    await writeFile(path, `${handout}\n\nPåhittat material till demon.\n`)
    await addHandout(app, { handout, edition: '1', needs, path, fileName, by })
  }
  for (const product of PRODUCTS) await setProduct(app, product, by)
}

/** Lets everything happen to the neighbours, day by day, and lets the clock go. */
export async function liveNeighbours(app: App, clock: DemoClock, { neighbours, by, board }: { readonly neighbours: readonly Neighbour[]; readonly by: Actor; readonly board: Actor }): Promise<void> {
  const days = neighbours.flatMap((neighbour) => neighbour.acts.map((act) => ({ neighbour, act }))).toSorted((one, other) => other.act.daysAgo - one.act.daysAgo)
  for (const { neighbour, act } of days) {
    clock.set(act.daysAgo)
    await live(app, neighbour, act, { by, board })
  }
  clock.release()
}

async function live(app: App, { facts }: Neighbour, { issued, events = [], papers = [], approved = [], mailed }: Act, { by, board }: { readonly by: Actor; readonly board: Actor }): Promise<void> {
  const { orgnr } = facts.kund
  if (issued !== undefined) await pack(app, { facts, stage: issued.stage, kinds: issued.kinds, reissue: null })
  const current = (await versionsOf(app.store.read, orgnr)).filter(isCurrent)
  const about = { actor: by, happenedOn: swedishDay(app.now()), orgnr, exemplar: null }
  const wanted: NewEvent[] = [
    ...papers.flatMap(({ kind, event }) => current.filter((version) => version.kind === kind && version.stage === 'signing').map(({ code }) => ({ ...about, code, event }))),
    ...events.map((event) => ({ ...about, code: null, event })),
  ]
  await app.store.write((tx) => recordWanted(tx, app, orgnr, wanted))
  for (const { code } of current.filter(({ kind }) => approved.includes(kind))) await approve(app, { code, decision: 'Protokoll 5, § 9', by: board, on: null })
  if (mailed !== undefined) await sendDrafts(app, { orgnr, to: null, sending: 'once', by })
}
