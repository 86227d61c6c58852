import { addDays } from '../../contracts/calendar.js'
import type { FailureCode } from '../../templates/failure.js'
import type { Matter } from '../../signing/open-letter.js'
import type { App } from '../app.js'
import { addRefusals, manyRefusals } from '../storage/refusals.js'
import { swedishDay } from './new-event.js'

const KEPT_DAYS = 90
/** Today and yesterday: what came late in the evening is seen in the morning. */
const TOLD_DAYS = 1

/** What is counted, in words: guesses at the way in, steps that nobody may take, steps that the rules do not allow, and floods. */
const WATCHED: Readonly<Partial<Record<FailureCode, { readonly what: string; readonly next: string }>>> = {
  'sign-in-refused': { what: 'inloggningar nekades för att namn, lösenord eller kod var fel', next: 'Någon kan pröva lösenord. Var och en ser försöken mot sitt konto under Mitt konto. Kommer de utifrån, kan adressen spärras i proxyn.' },
  'access-refused': { what: 'begäranden nekades för att den som bad inte har behörigheten', next: 'Någon kan pröva sig fram, eller sakna en roll som behövs. Tjänstens logg visar på vilka sidor.' },
  'too-many-attempts': { what: 'begäranden hejdades för att de kom för tätt', next: 'Ett program kan ha fastnat, eller någon gissa. Tjänstens logg visar på vilka sidor.' },
  'transition-refused': { what: 'steg nekades för att reglerna inte tillåter dem', next: 'Någon kan försöka gå runt ordningen, eller ha missförstått den. Tjänstens logg visar på vilka sidor.' },
}

/** Whether refusals by that code are counted. */
export function isWatched(code: string): boolean {
  return code in WATCHED
}

/** Adds what was refused lately to what is counted of today. */
export async function noteRefusals(app: App, counts: ReadonlyMap<string, number>): Promise<void> {
  const today = swedishDay(app.now())
  await app.store.write((tx) => addRefusals(tx, today, counts, addDays(today, -KEPT_DAYS)))
}

/** Days with more refusals of one kind than the house finds ordinary, told once each; nothing where that alarm is off. */
export async function refusedMatters({ store, config: { alarmRefusals }, now }: App): Promise<Matter[]> {
  if (alarmRefusals === null) return []
  return (await manyRefusals(store.read, addDays(swedishDay(now()), -TOLD_DAYS), alarmRefusals)).flatMap(({ day, code, count }): Matter[] => {
    const watched = Object.entries(WATCHED).find(([name]) => name === code)?.[1]
    return watched === undefined ? [] : [{ kind: 'refused', key: `refused ${code} ${day}`, text: `${day}: ${count} ${watched.what}. ${watched.next}` }]
  })
}
