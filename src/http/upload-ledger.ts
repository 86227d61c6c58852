import { Failure } from '../../templates/failure.js'

const DAY_MS = 24 * 60 * 60 * 1000

/** How much each account has handed in during the last day; kept in memory, so a restart forgets it. */
export interface UploadLedger {
  /** @throws Failure `too-many-attempts` when the account has handed in its day's bytes */
  readonly refuseFull: (account: string) => void
  readonly took: (account: string, bytes: number) => void
}

/** A ledger from nothing. */
export function openUploadLedger(mostBytesADay: number, now: () => Date): UploadLedger {
  const taken = new Map<string, readonly { readonly at: number; readonly bytes: number }[]>()
  const ofLately = (account: string) => (taken.get(account) ?? []).filter(({ at }) => at > now().getTime() - DAY_MS)
  return {
    refuseFull(account) {
      const sum = ofLately(account).reduce((all, { bytes }) => all + bytes, 0)
      if (sum >= mostBytesADay) throw new Failure('too-many-attempts', `Du har lämnat in ${Math.round(sum / 1_048_576)} MB det senaste dygnet, och gränsen är ${Math.round(mostBytesADay / 1_048_576)} MB. Fortsätt i morgon, lägg filerna i mappen incoming, eller be den som sköter programmet höja ANSLUT_UPLOAD_DAY_MB.`)
    },
    took: (account, bytes) => void taken.set(account, [...ofLately(account), { at: now().getTime(), bytes }]),
  }
}
