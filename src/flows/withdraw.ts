import { decideWithdrawal } from '../../contracts/decide-withdrawal.js'
import type { Actor, RecordedEvent } from '../../contracts/event.js'
import { quotedLabel } from '../../contracts/event-label.js'
import { rightToRecord, whoMay } from '../../contracts/rights.js'
import { Failure } from '../../templates/failure.js'
import { personMay } from '../accounts/person.js'
import type { App } from '../app.js'
import { eventBySequence } from '../storage/events.js'
import { takeBackDecision } from './desk-restore.js'
import { historyOf } from './history.js'
import { appendDecided } from './record-events.js'
import { swedishDay } from './new-event.js'

/** Takes an event back, with the letters that rest on it and have not left; history keeps both. Takes the right that recording it takes. @throws Failure `transition-refused`, `already-recorded`, `letter-state`, `access-refused` */
export async function withdraw(app: App, sequence: number, reason: string, by: Actor): Promise<RecordedEvent[]> {
  return app.store.write(async (tx) => {
    const target = await eventBySequence(tx, sequence)
    if (target === null) throw new Failure('transition-refused', `Händelse ${sequence} finns inte. Händelsernas nummer visas av ”status ORGNR”.`)
    refuseOthersWord(app, target)
    if (target.event.type === 'page-assigned' || target.event.type === 'page-discarded' || target.event.type === 'page-split') return takeBackDecision(app, tx, target, reason, by)
    if (target.orgnr === null) throw new Failure('transition-refused', `Händelse ${sequence} gäller installationen, inte en kund, och kan inte tas tillbaka.`)
    const now = app.now().toISOString()
    const decided = decideWithdrawal({ ...(await historyOf(app, tx, target.orgnr)), today: swedishDay(now) }, sequence, reason, by)
    return appendDecided(tx, decided, now)
  })
}

function refuseOthersWord({ person }: App, { event }: RecordedEvent): void {
  const right = rightToRecord(event.type)
  if (person !== null && !personMay(person, right)) throw new Failure('access-refused', `${person.account.name} har inte behörighet att ta tillbaka ${quotedLabel(event)}. Det får ${whoMay(right)} göra.`)
}
