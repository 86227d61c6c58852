import { Failure } from '../../templates/failure.js'

const DAY_MS = 24 * 60 * 60 * 1000

/** What one request takes of its account's day. */
export interface Reservation {
  /** Counts bytes before they are kept, so that requests at the same time share the day. @throws Failure `too-many-attempts` when they do not fit in it */
  readonly take: (bytes: number) => void
  /** Counts nothing of the request: none of it is kept. */
  readonly giveBack: () => void
}

/** How much each account has handed in during the last day; kept in memory, so a restart forgets it. */
export interface UploadLedger {
  readonly reserve: (account: string) => Reservation
}

/** A ledger from nothing. */
export function openUploadLedger(mostBytesADay: number, now: () => Date): UploadLedger {
  const taken = new Map<string, readonly { readonly at: number; readonly bytes: number }[]>()
  return {
    reserve(account) {
      const own = { at: 0, bytes: 0 }
      const others = () => (taken.get(account) ?? []).filter((one) => one !== own && one.at > now().getTime() - DAY_MS && one.at <= now().getTime())
      return {
        take(bytes) {
          const rest = others()
          const sum = rest.reduce((all, one) => all + one.bytes, 0)
          if (sum + own.bytes + bytes > mostBytesADay) throw new Failure('too-many-attempts', `Filerna får inte plats i det du kan lämna in på ett dygn: gränsen är ${Math.round(mostBytesADay / 1_048_576)} MB, och det senaste dygnet har du lämnat in ${Math.round(sum / 1_048_576)} MB. Fortsätt i morgon, lägg filerna i mappen incoming, eller be den som sköter programmet höja ANSLUT_UPLOAD_DAY_MB.`)
          own.at = now().getTime()
          own.bytes += bytes
          taken.set(account, [...rest, own])
        },
        giveBack: () => void taken.set(account, others()),
      }
    },
  }
}
