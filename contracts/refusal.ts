import type { FailureCode } from '../templates/failure.js'

/** Why an event may not be recorded, in Swedish whole sentences. */
export interface Refusal {
  readonly code: Extract<FailureCode, 'transition-refused' | 'already-recorded' | 'point-unknown'>
  /** What stands in the way, and what is missing. */
  readonly reason: string
  /** What to do instead. */
  readonly next: string
}

/** A refusal because something stands in the way. */
export function refuse(reason: string, next: string): Refusal {
  return { code: 'transition-refused', reason, next }
}

/** A refusal because the same thing was recorded on `on` (ISO day). */
export function already(on: string): Refusal {
  return { code: 'already-recorded', reason: `Det är redan registrerat, med datum ${on}.`, next: 'Ta tillbaka den första registreringen om den blev fel.' }
}
