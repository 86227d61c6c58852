import { pino, type DestinationStream, type Logger } from 'pino'

/** A structured log, one JSON object a line; what is logged never names a person, a customer or what was said. */
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
