import { partyName } from '../../contracts/party-name.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { ScannedExemplar } from '../flows/scanned-exemplars.js'

const VERDICTS = { complete: 'alla sidor finns', incomplete: 'sidor saknas', suspect: 'SE EFTER' } as const

/** What the scans show of one exemplar, as a clerk reads it: a line about the pages, and for each party who has not been confirmed what is proposed and what stands against it. */
export function toldScanned({ code, title, exemplar, verdict, missing, unexamined, assigned, parties }: ScannedExemplar): string[] {
  const notes = [...(missing.length === 0 ? [] : [`saknas: ${missing.join(', ')}`]), ...(unexamined.length === 0 ? [] : [`INTE UNDERSÖKTA: ${unexamined.join(', ')}`]), ...(assigned.length === 0 ? [] : [`hänförda för hand: ${assigned.join(', ')}`])]
  const asked = parties.filter(({ confirmed }) => !confirmed)
  return [
    `${spokenCode(code)}  ${title}, exemplar ${exemplar}: ${VERDICTS[verdict]}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
    ...asked.flatMap(({ party, answer, doubts, scan }) => (answer === 'proposed' && scan !== null
      ? [`  FÖRSLAG: undertecknat av ${partyName(party)}; confirm ${scan.slice(0, 12)} --document ${spokenCode(code)} --party ${party} --exemplar ${exemplar} --by NAMN`]
      : [`  ${answer === 'not' ? 'Föreslås inte' : 'Osäkert'}: undertecknat av ${partyName(party)}`, ...doubts.map((doubt) => `    ${doubt}`)])),
  ]
}
