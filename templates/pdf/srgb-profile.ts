/** Offsets and sizes of an ICC profile (ICC.1:2010, 7). */
const HEADER_LENGTH = 128
const TAG_LENGTH = 12
const DESCRIPTION = 'sRGB IEC61966-2.1'
const COPYRIGHT = 'CC0'
/** The illuminant of the profile connection space, and sRGB's primaries adapted to it (IEC 61966-2-1; ICC.1:2010, annex E). */
const D50 = [0.9642, 1, 0.8249] as const
const RED = [0.43607, 0.22249, 0.01392] as const
const GREEN = [0.38515, 0.71687, 0.09708] as const
const BLUE = [0.14307, 0.06061, 0.7141] as const
const ADAPTATION = [1.04788, 0.02292, -0.0502, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168] as const
/** IEC 61966-2-1: exponent, and the terms of the linear and the curved part. */
const CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045] as const

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function fixed(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 0x10000), index * 4)
  return bytes
}

function element(type: string, ...content: Buffer[]): Buffer {
  const whole = Buffer.concat([ascii(type), word(0), ...content])
  return Buffer.concat([whole, Buffer.alloc((4 - (whole.length % 4)) % 4)])
}

/** A text in one language, in UTF-16. */
function text(value: string): Buffer {
  const letters = Buffer.from(value, 'utf16le').swap16()
  return element('mluc', word(1), word(12), ascii('enUS'), word(letters.length), word(28), letters)
}

function header(size: number): Buffer {
  const bytes = Buffer.alloc(HEADER_LENGTH)
  word(size).copy(bytes, 0)
  word(0x04200000).copy(bytes, 8)
  ascii('mntrRGB XYZ ').copy(bytes, 12)
  // A fixed day: a profile's date is when it was made, and this one is always the same.
  for (const [index, part] of [2012, 1, 1, 0, 0, 0].entries()) bytes.writeUInt16BE(part, 24 + index * 2)
  ascii('acsp').copy(bytes, 36)
  fixed(D50).copy(bytes, 68)
  return bytes
}

/** The sRGB colour space as an ICC profile of version 4.2, about half a kilobyte: what the grays and yellows of a document mean. */
export function srgbProfile(): Uint8Array {
  const curve = element('para', Buffer.from([0, 3, 0, 0]), fixed(CURVE))
  const xyz = (values: readonly number[]): Buffer => element('XYZ ', fixed(values))
  const tags: readonly (readonly [string, Buffer])[] = [
    ['desc', text(DESCRIPTION)], ['cprt', text(COPYRIGHT)], ['wtpt', xyz(D50)], ['chad', element('sf32', fixed(ADAPTATION))],
    ['rXYZ', xyz(RED)], ['gXYZ', xyz(GREEN)], ['bXYZ', xyz(BLUE)], ['rTRC', curve], ['gTRC', curve], ['bTRC', curve],
  ]
  const table: Buffer[] = [word(tags.length)]
  const elements: Buffer[] = []
  const placed = new Map<Buffer, number>()
  let at = HEADER_LENGTH + 4 + tags.length * TAG_LENGTH
  for (const [signature, content] of tags) {
    const offset = placed.get(content) ?? at
    if (offset === at) {
      placed.set(content, at)
      elements.push(content)
      at += content.length
    }
    table.push(ascii(signature), word(offset), word(content.length))
  }
  return Buffer.concat([header(at), ...table, ...elements])
}
