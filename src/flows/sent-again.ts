import { isAnswered } from '../../contracts/letter-life.js'
import { track } from '../../contracts/tracking.js'
import type { Matter } from '../../signing/open-letter.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import { lettersSentAgain } from '../storage/letters.js'
import { mayBeThereTwice } from './letter-attempts.js'

/** Letters that went once more because nobody knew how an attempt had ended, and that have not come back since: until the recipient has answered, a person should know that the same mail may have come twice. */
export async function sentAgain(app: App): Promise<Matter[]> {
  const found: Matter[] = []
  for (const { id, number, orgnr, recipient } of await lettersSentAgain(app.store.read)) {
    const letter = track([], await eventsOf(app.store.read, orgnr)).letters.get(id)
    if ((letter !== undefined && isAnswered(letter)) || !(await mayBeThereTwice(app.store.read, id))) continue
    found.push({ kind: 'again', key: `again ${id}`, text: `Brev ${number} för ${orgnr} kan ha kommit fram två gånger till ${recipient}: ett försök slutade utan att någon vet hur, och då gick samma mejl en gång till, med samma Message-ID. Säg det till mottagaren och registrera svaret; se ”letter show ${id}”.` })
  }
  return found
}
