import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Manifest } from '../../src/flows/manifest.js'
import { resumeLetter } from '../../src/flows/steer-letter.js'
import { customerStatus } from '../../src/flows/status.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { keepBoxInks } from '../../src/storage/box-inks.js'
import { eventsOf } from '../../src/storage/events.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { CLERK, documentOf, factsOf, failureOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { approveReviewSet, confirmed, scanned, sheetsOf } from '../signed-scans.js'

const FACTS = factsOf('vardgruppen-solbacka')
const REVIEWED = ['raps', 'rutiner']

let house: PostalHouse
let manifest: Manifest
let letter: Letter

const signedBox = (document: Manifest['documents'][number]) => {
  const box = document.signatureBoxes.find(({ party, initials }) => party === 'kund' && initials !== true)
  if (box === undefined) throw new Error('the customer signs')
  return box
}

/** Notes that a scanned page shows, in the customer's box, what every other box noted so shows. */
async function drawnIn(document: Manifest['documents'][number], scan: string, sourcePage: number): Promise<void> {
  const { id, page } = signedBox(document)
  await house.app.store.write((tx) => keepBoxInks(tx, { scan, sourcePage, code: document.code, exemplar: 1, page }, [{ box: id, shape: 'likadant', aspect: 1, lean: 0, isSame: () => true }]))
}

async function drawnElsewhere(slug: string): Promise<void> {
  const document = documentOf(await packed(house, factsOf(slug), { kinds: ['raps'] }), 'raps')
  const { scan } = await scanned(house, sheetsOf(document, 1))
  await drawnIn(document, scan, signedBox(document).page)
}

const current = async (): Promise<Letter | undefined> => (await letters(house.app.store.read)).find(({ id }) => id === letter.id)
const resumed = (reason: string | null) => resumeLetter(house.app, letter.id, house.app.actor(CLERK), reason)

beforeAll(async () => {
  house = await openPostalHouse()
  manifest = await packed(house, FACTS, { kinds: REVIEWED })
  await approveReviewSet(house, manifest, REVIEWED)
  const pile = await scanned(house, REVIEWED.flatMap((kind) => sheetsOf(documentOf(manifest, kind), 1)))
  for (const kind of REVIEWED) for (const party of ['kund', 'svr']) await confirmed(house, pile, documentOf(manifest, kind).code, party)
  const due = (await letters(house.app.store.read)).at(-1)
  if (due === undefined) throw new Error('no letter fell due')
  letter = due
})

describe('a letter that rests on ink which another box is found to show before it has gone', () => {
  it('is held, with the other box by name, and a person is told', async () => {
    const raps = documentOf(manifest, 'raps')
    const shown = letter.evidence.find(({ code }) => code === raps.code)?.pages.find(({ page }) => page === signedBox(raps).page)
    if (shown === undefined) throw new Error('the signed page is in the letter')
    await drawnIn(raps, shown.scan, shown.sourcePage)
    await drawnElsewhere('lillfors-kommun')
    wait(house, 60)
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', code: 'letter-state', reason: expect.stringMatching(/precis samma bläckstreck som rutan \S+ i exemplar 1 av .*letter resume .* --reason SKÄL.*Inget har skickats\.$/) }])
    expect((await customerStatus(house.app, FACTS.kund.orgnr)).stuck[0]?.why).toContain('samma bläckstreck')
    expect(await workOutbox(house.app)).toEqual([])
  })

  it('goes on only when a person says why, and is held again when yet another box shows it, also when that is found while it is made ready to go, but not when what is said of an accepted box changes', async () => {
    expect(await failureOf(resumed(null))).toMatchObject({ code: 'letter-state', message: expect.stringContaining('ange varför') })
    expect(await failureOf(resumed('  '))).toMatchObject({ code: 'letter-state' })
    await resumed('Båda har skrivit under, jag var med')
    await drawnElsewhere('tallmo-omsorg')
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held' }])
    await resumed('Också den')
    const drawnMeanwhile = vi.spyOn(house.app.archive, 'proveWritable').mockImplementationOnce(() => drawnElsewhere('region-vastmarken'))
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', code: 'letter-state', reason: expect.stringContaining('samma bläckstreck') }])
    drawnMeanwhile.mockRestore()
    await resumed('Och den')
    await house.app.store.write((tx) => tx.updateTable('version').set({ cancelled_at: house.app.now().toISOString() }).where('orgnr', '=', factsOf('lillfors-kommun').kund.orgnr).execute())
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])
    expect((await current())?.state).toBe('relayed')
    const notes = (await eventsOf(house.app.store.read, FACTS.kund.orgnr)).flatMap(({ event }) => (event.type === 'letter-resumed' ? [event.note] : []))
    expect(notes).toEqual([expect.stringMatching(/^Båda har skrivit under, jag var med Trots: Tillämpningsanvisning RAPS/), expect.stringMatching(/^Också den Trots: /), expect.stringMatching(/^Och den Trots: /)])
  })
})
