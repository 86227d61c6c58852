import type { Event, SameInk } from '../../contracts/event.js'
import type { Party } from '../../contracts/kind.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { ESignedBy } from '../../signing/e-signature/e-signed-by.js'
import { sameInkDoubts } from '../../signing/proposal.js'
import { Failure } from '../../templates/failure.js'
import { eventsOf } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { sameInks } from '../storage/same-inks.js'
import type { Db } from '../storage/store.js'
import { versionOf, type StoredVersion } from '../storage/versions.js'
import { eSignedParties } from './e-signed-parties.js'
import { mayBeThere } from './letter-attempts.js'

/** Keeps in the house a letter that rests on a box whose ink another box has since been found to show, until a person lets it go with a reason. @throws Failure `letter-state` */
export async function refuseSameInk(db: Db, row: Letter): Promise<void> {
  if ((row.state !== 'due' && row.state !== 'queued') || (await mayBeThere(db, row.id))) return
  const { doubts } = await sameInkAgainst(db, row)
  if (doubts.length > 0) throw new Failure('letter-state', `${doubts.join(' ')} Det har visat sig sedan underskriften bekräftades. Håller underskrifterna, låt brevet gå vidare med ett skäl (”letter resume ${row.id} --reason SKÄL”); annars ställ in det. Inget har skickats.`)
}

/** What other boxes say against the ink that a letter rests on, in Swedish, and which boxes they are, but for those that a person has let pass when confirming or letting the letter go. */
export async function sameInkAgainst(db: Db, row: Letter): Promise<{ readonly doubts: readonly string[]; readonly inks: readonly SameInk[] }> {
  const accepted = new Set((await eventsOf(db, row.orgnr)).flatMap(({ event }) => acceptedIn(event, row.id)).map(nameOf))
  const doubts = new Set<string>()
  const inks: SameInk[] = []
  for (const { code, exemplar, pages } of row.evidence) {
    const version = await versionOf(db, code)
    if (version === null) continue
    const others = await sameInks(db, [{ code, exemplar }], Infinity)
    for (const { id, party, page, initials } of version.signatureBoxes) {
      const scan = pages.find((one) => one.page === page)?.scan
      const box = { code, exemplar, page, box: id }
      const sameAs = others(box, id).filter((other) => !accepted.has(nameOf(asSameInk(box, other))))
      if (scan === undefined || sameAs.length === 0 || (await isESigned(db, scan, version, { id, party, initials }))) continue
      inks.push(...sameAs.map((other) => asSameInk(box, other)))
      const said = sameInkDoubts({ exemplar, signatureBoxes: [{ id, party, page, ink: 'signed', confidence: 1, ...(initials === true ? { initials } : {}), sameAs }] }, party)
      for (const doubt of said) doubts.add(`${version.title} ${spokenCode(code)}. ${doubt}`)
    }
  }
  return { doubts: [...doubts], inks }
}

/** Every box that shows the ink of a party's boxes in an exemplar: what whoever confirms in spite of it lets pass. */
export async function sameInksOf(db: Db, { code, signatureBoxes }: StoredVersion, exemplar: number, party: Party): Promise<SameInk[]> {
  const others = await sameInks(db, [{ code, exemplar }], Infinity)
  return signatureBoxes.filter((box) => box.party === party).flatMap(({ id, page }) => others({ code, exemplar, page }, id).map((other) => asSameInk({ code, exemplar, page, box: id }, other)))
}

function acceptedIn(event: Event, letter: string): readonly SameInk[] {
  if (event.type === 'letter-resumed') return event.letter === letter ? (event.acceptedInk ?? []) : []
  return event.type === 'signature-confirmed' || event.type === 'pages-confirmed' ? (event.acceptedInk ?? []) : []
}

function asSameInk(box: SameInk['other'], { code, exemplar, page, id }: Omit<SameInk['other'], 'box'> & { readonly id: string }): SameInk {
  return { ...box, other: { code, exemplar, page, box: id } }
}

function nameOf({ other, ...box }: SameInk): string {
  return [box, other].map((each) => [each.code, each.exemplar, each.page, each.box].join(' ')).join(' ')
}

type Box = Pick<StoredVersion['signatureBoxes'][number], 'id' | 'party' | 'initials'>

/** Whether ink in the box counts for nothing: the scan is a file that was never paper, or an electronic signature stands for it. */
async function isESigned(db: Db, scan: string, version: StoredVersion, { id, party, initials }: Box): Promise<boolean> {
  const eSigned = (await eSignedParties(db, scan, [version]))(version.code, party)
  const stands = ({ boxes, pages }: ESignedBy): boolean => pages === 'digital' || (initials === true ? [...boxes.values()].every(({ signature }) => signature !== null) : (boxes.get(id)?.signature ?? null) !== null)
  return eSigned !== null && stands(eSigned)
}
