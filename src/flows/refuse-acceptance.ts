import type { Actor } from '../../contracts/event.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { Acceptance, CustomerText, CustomerTextState } from '../storage/customer-texts.js'
import type { StoredVersion } from '../storage/versions.js'
import { areTwoPersons, isByAccount } from './persons.js'

const SETTLED: Readonly<Record<Exclude<CustomerTextState, 'proposed' | 'in-force'>, string>> = { rejected: 'är avslaget', replaced: 'har gällt men är ersatt av en senare text', dropped: 'har gällt men är taget ur bruk' }

/** Only a proposal is accepted or rejected. @throws Failure `already-recorded` when it is accepted, `transition-refused` when it no longer can be */
export function refuseSettled({ id, state }: CustomerText, base: StoredVersion): void {
  if (state === 'proposed') return
  if (state === 'in-force') throw new Failure('already-recorded', `Förslaget ${id} för ${base.title} är redan antaget av två personer och utgivet. Återgå till mallens text med ”draft drop KOD --by NAMN --reason TEXT”.`)
  throw new Failure('transition-refused', `Förslaget ${id} för ${base.title} ${SETTLED[state]}. Registrera filen på nytt med ”draft register FIL --document ${spokenCode(base.supersededBy ?? base.code)} --by NAMN”.`)
}

/** Four eyes are two persons. @throws Failure `already-recorded` when the person has accepted it before, `transition-refused` when the first word was a typed name and this is an account's */
export function refuseRepeated(text: string, before: readonly Acceptance[], by: Actor): void {
  const earlier = before.find(({ byName, osUser }) => !areTwoPersons({ name: byName, osUser }, by))
  if (earlier !== undefined && isByAccount(earlier) !== isByAccount(by)) throw new Failure('transition-refused', `${earlier.byName} antog förslaget ${text} innan konton gällde, så det räknas inte. Avslå förslaget med ”draft reject ${text} --by NAMN --reason TEXT” och registrera filen på nytt.`)
  if (earlier !== undefined) throw new Failure('already-recorded', `${earlier.byName} har redan antagit förslaget ${text}. En annan person måste göra detsamma med ”draft accept ${text} --by NAMN”.`)
}
