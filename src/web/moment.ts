const MOMENT = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Stockholm' })

/** An instant as a clerk reads it, in Swedish time. */
export function moment(instant: string): string {
  return MOMENT.format(new Date(instant))
}
