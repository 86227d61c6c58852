import { EVENT_LABELS } from '../../contracts/event-label.js'
import type { RecordedEvent } from '../../contracts/event.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { Recorded } from '../flows/record-events.js'
import { moment } from '../flows/swedish-moment.js'

/** One line for each event appended. */
export function toldEvents(events: readonly RecordedEvent[]): string {
  return events.map(({ sequence, happenedOn, code, event }) => {
    const implied = 'implied' in event && event.implied === true ? ' (underförstådd)' : ''
    return `Händelse ${sequence}: ${EVENT_LABELS[event.type]}${code === null ? '' : ` ${spokenCode(code)}`}, ${happenedOn}${implied}\n`
  }).join('')
}

/** The letter that fell due, if one did. */
export function toldDue(due: Recorded['letterDue']): string {
  return due === null ? '' : `Alla granskningsdokument är godkända och undertecknade: brev ${due.number} (${due.letter}) skickas tidigast ${moment(due.releaseAt)}.\n`
}
