import { Failure } from '../../templates/failure.js'
import { placementsOfScan } from '../storage/placements.js'
import type { ScanPage } from '../storage/scans.js'
import type { Db } from '../storage/store.js'

/** Refuses to decide about a page twice. @throws Failure `already-recorded` */
export async function refusePlaced(db: Db, { scan, sourcePage }: ScanPage): Promise<void> {
  const placement = (await placementsOfScan(db, scan)).find((one) => one.sourcePage === sourcePage)
  if (placement === undefined) return
  throw new Failure('already-recorded', `Sida ${sourcePage} är redan ${placement.assigned === null ? 'bortlagd eller delad' : 'hänförd för hand'} av ${placement.by} ${placement.on} (händelse ${placement.event}). Ta tillbaka det med ”desk restore” först.`)
}
