/** How much of a foreign mail is looked at to see what it is: headers, words and the parts of a report come first. */
export const BEGINNING_BYTES = 1_048_576

/** How much of a foreign mail is read, and how many lines of it: a parser takes its time by the line. */
export interface MailBound {
  readonly bytes: number
  readonly lines: number
}

const BEGINNING: MailBound = { bytes: BEGINNING_BYTES, lines: 20_000 }
/** Enough of a mail to hold a part that is written in base64, lines of 76, as large as mail systems commonly take. */
export const ENCODED_PART: MailBound = { bytes: 25 * 1_048_576, lines: 100_000 }
const MOST_FIELD_BYTES = 16_384
/** Far more parts than a mail has: each begins with a line of two hyphens, and takes a parser thirty times as long as another line. */
const MOST_HYPHENED_LINES = 1000
const [LF, CR, SPACE, TAB, HYPHEN] = [10, 13, 32, 9, 45]

/** The beginning of a mail, with no header field longer than any program writes: what a stranger sends must take no longer to read than its beginning. */
export function beginningOf(bytes: Uint8Array, most: MailBound = BEGINNING): Uint8Array {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept: Buffer[] = []
  let [at, fieldBytes, lines, hyphened] = [0, 0, 0, 0]
  const end = Math.min(whole.byteLength, most.bytes)
  let isHeader = true
  while (at < end && lines < most.lines && hyphened < MOST_HYPHENED_LINES) {
    const found = whole.indexOf(LF, at)
    const next = found === -1 || found >= end ? end : found + 1
    const first = whole[at]
    if (isHeader && (first === LF || (first === CR && whole[at + 1] === LF))) isHeader = false
    fieldBytes = first === SPACE || first === TAB ? fieldBytes : 0
    const line = isHeader ? whole.subarray(at, Math.min(next, at + Math.max(0, MOST_FIELD_BYTES - fieldBytes))) : whole.subarray(at, next)
    kept.push(line)
    if (line.byteLength > 0 && line.byteLength < next - at) kept.push(Buffer.from('\r\n'))
    fieldBytes += line.byteLength
    lines += 1
    if (first === HYPHEN && whole[at + 1] === HYPHEN) hyphened += 1
    at = next
  }
  return Buffer.concat(kept)
}

/** Whether a kept mail has nothing beyond its beginning; of one too large to fetch nothing else is kept. */
export function isWithinBeginning(bytes: Uint8Array): boolean {
  return bytes.byteLength < BEGINNING_BYTES && beginningOf(bytes).byteLength === bytes.byteLength
}
