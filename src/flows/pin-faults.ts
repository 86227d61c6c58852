import type { Fault } from '../../templates/failure.js'
import type { App } from '../app.js'
import { addressKey } from '../../signing/same-address.js'
import { allEvents } from '../storage/events.js'
import { pins, type KeyPin } from '../storage/pins.js'

/** Pins that two persons never made according to the history, or that say another than they did: whoever can write to the database could otherwise have letters sealed to a key of his own. */
export async function pinFaults(app: Pick<App, 'store'>): Promise<Fault[]> {
  const said = new Map<string, number>()
  const count = (words: string): void => void said.set(words, (said.get(words) ?? 0) + 1)
  for await (const { actor, event } of allEvents(app.store.read)) {
    if (event.type === 'key-pinned') count(settling(event.fingerprint, event.address, event.firstBy ?? '', actor.name, event.exception ?? ''))
    if (event.type === 'key-unpinned') count(ending(event.fingerprint, event.address))
  }
  const rows = await pins(app.store.read)
  return rows.filter((pin) => !isBorneOut(pin, rows, said)).map(({ fingerprint, address }) => ({
    path: `nyckeln ${fingerprint} vid ${address}`, message: 'händelserna säger inte att de två personerna har fäst den, eller säger att den har tagits bort. Ta genast bort den med ”keys unpin” och läs tillbaka säkerhetskopian.',
  }))
}

const settling = (fingerprint: string, address: string, first: string, second: string, exception: string): string => ['pinned', fingerprint, addressKey(address), first, second, exception].join('\n')
const ending = (fingerprint: string, address: string): string => ['unpinned', fingerprint, addressKey(address)].join('\n')

function isBorneOut({ fingerprint, address, firstBy, secondBy, exception }: KeyPin, rows: readonly KeyPin[], said: ReadonlyMap<string, number>): boolean {
  if (secondBy !== null && !said.has(settling(fingerprint, address, firstBy, secondBy, exception ?? ''))) return false
  const key = ending(fingerprint, address)
  return rows.filter((row) => row.ended !== null && row.ended.replacedBy === null && ending(row.fingerprint, row.address) === key).length === (said.get(key) ?? 0)
}
