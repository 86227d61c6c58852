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
  const doubts = await sameInkAgainst(db, row)
  if (doubts.length > 0) throw new Failure('letter-state', `${doubts.join(' ')} Det har visat sig sedan underskriften bekräftades. Håller underskrifterna, låt brevet gå vidare med ett skäl (”letter resume ${row.id} --reason SKÄL”); annars ställ in det. Inget har skickats.`)
}

/** What other boxes say against the ink that a letter rests on, in Swedish, but for what a person has confirmed or let the letter go in spite of. */
export async function sameInkAgainst(db: Db, row: Letter): Promise<string[]> {
  const events = await eventsOf(db, row.orgnr)
  const overridden = events.flatMap(({ event }) => {
    if (event.type === 'letter-resumed') return event.letter === row.id ? [event.note ?? ''] : []
    return event.type === 'signature-confirmed' || event.type === 'pages-confirmed' ? (event.doubts ?? []) : []
  })
  const doubts = new Set<string>()
  for (const { code, exemplar, pages } of row.evidence) {
    const version = await versionOf(db, code)
    if (version === null) continue
    const others = await sameInks(db, [{ code, exemplar }])
    for (const { id, party, page, initials } of version.signatureBoxes) {
      const scan = pages.find((one) => one.page === page)?.scan
      const sameAs = others({ code, exemplar, page }, id)
      if (scan === undefined || sameAs.length === 0 || (await isESigned(db, scan, version, { id, party, initials }))) continue
      const said = sameInkDoubts({ exemplar, signatureBoxes: [{ id, party, page, ink: 'signed', confidence: 1, ...(initials === true ? { initials } : {}), sameAs }] }, party)
      for (const doubt of said) if (!overridden.some((text) => text.includes(doubt))) doubts.add(`${version.title} ${spokenCode(code)}. ${doubt}`)
    }
  }
  return [...doubts]
}

type Box = Pick<StoredVersion['signatureBoxes'][number], 'id' | 'party' | 'initials'>

/** Whether ink in the box counts for nothing: the scan is a file that was never paper, or an electronic signature stands for it. */
async function isESigned(db: Db, scan: string, version: StoredVersion, { id, party, initials }: Box): Promise<boolean> {
  const eSigned = (await eSignedParties(db, scan, [version]))(version.code, party)
  const stands = ({ boxes, pages }: ESignedBy): boolean => pages === 'digital' || (initials === true ? [...boxes.values()].every(({ signature }) => signature !== null) : (boxes.get(id)?.signature ?? null) !== null)
  return eSigned !== null && stands(eSigned)
}
