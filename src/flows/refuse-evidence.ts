import { withdrawnIn } from '../../contracts/tracking.js'
import type { ScanPage } from '../storage/scans.js'
import { eventsOf } from '../storage/events.js'
import type { Transaction } from '../storage/store.js'
import { versionOf } from '../storage/versions.js'
import { Failure } from '../../templates/failure.js'

/** Refuses to move a page that a confirmation in force rests on. @throws Failure `transition-refused` naming the confirmations */
export async function refuseEvidence(tx: Transaction, page: ScanPage): Promise<void> {
  const version = 'code' in page ? await versionOf(tx, page.code) : null
  if (version === null) return
  const events = await eventsOf(tx, version.orgnr)
  const withdrawn = withdrawnIn(events)
  const resting = events.filter(({ sequence, event }) => !withdrawn.has(sequence) && (event.type === 'signature-confirmed' || event.type === 'pages-confirmed') && event.pages.some(({ scan, sourcePage }) => scan === page.scan && sourcePage === page.sourcePage))
  if (resting.length === 0) return
  const names = resting.map(({ sequence }) => sequence).join(', ')
  throw new Failure('transition-refused', `Sidan är underlag för en bekräftelse (händelse ${names}) och kan inte flyttas. Ta först tillbaka bekräftelsen med ”withdraw ${resting.at(-1)?.sequence ?? ''}”.`)
}
