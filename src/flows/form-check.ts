import { kindOf } from '../../contracts/kinds.js'
import { partyName } from '../../contracts/party-name.js'
import type { Fault } from '../../templates/failure.js'
import type { FormReading } from '../../templates/form/read-form.js'

/** Everything wrong with a third party's PDF form and its map, by field, page and place in the map; `json` null: the map inside it. The PDF library is loaded when it is first asked. */
export async function checkForm(pdf: Uint8Array, json: unknown, kind: string | null): Promise<FormReading> {
  const { readForm } = await import('../../templates/form/read-form.js')
  const reading = await readForm(pdf, json, kind)
  const faults = kind === null || reading.map === null ? [] : signatoryFaults(reading.map.signatures.map(({ party }) => party), kind)
  return faults.length === 0 ? reading : { ...reading, form: null, faults: [...reading.faults, ...faults], notes: [] }
}

/** A paper that a party signs needs a place for it, and no other party has any business there. */
function signatoryFaults(parties: readonly string[], kind: string): Fault[] {
  const { signs } = kindOf(kind)
  const absent = signs.filter((party) => !parties.includes(party)).map((party): Fault => ({ path: 'signatures', message: `${kind} undertecknas av ${partyName(party)}, men blanketten har ingen plats för den underskriften. Lägg till den.` }))
  const foreign = parties.flatMap((party, index): Fault[] => (signs.some((one) => one === party) ? [] : [{ path: `signatures.${index}`, message: `${kind} undertecknas inte av ${party}${signs.length === 0 ? '' : `, bara av ${signs.join(' och ')}`}. Ta bort underskriften.` }]))
  return [...absent, ...foreign]
}

/** A map to begin with: what there is, and null for every field that still lacks an entry. */
export function startedMap({ fields, map }: FormReading): string {
  const entries = new Map(Object.entries(map?.fields ?? {}))
  const signed = new Set(map?.signatures.map(({ field }) => field))
  const unsaid = fields.filter(({ name, sort }) => sort !== 'button' && !entries.has(name) && !signed.has(name))
  const all = Object.fromEntries([...entries, ...unsaid.map(({ name }) => [name, null] as const)])
  return `${JSON.stringify({ ...(map?.kind === undefined ? {} : { kind: map.kind }), fields: all, signatures: map?.signatures ?? [] }, null, 2)}\n`
}
