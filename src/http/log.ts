import { pino, type DestinationStream, type Logger } from 'pino'

/** A structured log, one JSON object a line; what is logged never names a person, a customer or what was said: an account stands there by its number, a document by its code. */
export function openLog(destination: DestinationStream): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } }, destination)
}

/** Where a bug happened and what it said, without numbers and addresses that could name somebody. */
export function traceOf(error: unknown): { readonly name: string; readonly message: string; readonly frames: readonly string[] } {
  if (!(error instanceof Error)) return { name: typeof error, message: '', frames: [] }
  const frames = (error.stack ?? '').split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at '))
  return { name: error.name, message: withoutPersons(error.message), frames: frames.slice(0, 12) }
}

function withoutPersons(message: string): string {
  return message.replaceAll(/\S+@\S+/g, '[adress]').replaceAll(/\d{6,8}[-+ ]?\d{4}/g, '[nummer]').replaceAll(/[”"'].*?[”"']/g, '[text]').slice(0, 300)
}

/** Which document or scan an address is about, by what names nobody: its code, or the beginning of its hash. */
export function subjectOf({ code, sha }: Readonly<Record<string, unknown>>): string | undefined {
  const found = [[code, /^[0-9A-Z]{10}$/], [sha, /^[0-9a-f]{8,64}$/]] as const
  return found.flatMap(([text, form]) => (typeof text === 'string' && form.test(text.replaceAll('-', '')) ? [text.replaceAll('-', '').slice(0, 12)] : []))[0]
}
