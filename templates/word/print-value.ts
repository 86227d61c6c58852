import { Failure } from '../failure.js'
import { type Format, FORMATS } from '../swedish.js'

/** The value as it is printed, or in Swedish why it cannot be. */
export type Printed = { readonly text: string } | { readonly refused: string }

/** The value in that format; without one, text stands as it is, numbers are grouped and yes/no says "ja" or "nej". */
export function printValue(value: unknown, format: Format | null): Printed {
  if (typeof value === 'object') return { refused: 'är en grupp av uppgifter, inte en enda. Skriv hela namnet på den uppgift som ska stå där.' }
  if (format !== null) return printFormatted(value, format)
  if (typeof value === 'boolean') return { text: value ? 'ja' : 'nej' }
  if (typeof value === 'number') return { text: FORMATS.antal(value) }
  return typeof value === 'string' ? { text: value } : { refused: 'kan inte skrivas ut.' }
}

function printFormatted(value: unknown, format: Format): Printed {
  try {
    return { text: FORMATS[format](value) }
  } catch (cause) {
    if (cause instanceof Failure) return { refused: cause.message }
    throw cause
  }
}
