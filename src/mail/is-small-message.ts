/** Far more than the people one message is encrypted to, each with a packet of its own. */
const MOST_PACKETS = 64
/** What the first piece of a body at least holds, so that pieces are no more than this says. */
const LEAST_PIECE_BYTES = 512
/** As large as mail systems commonly take. */
const MOST_BYTES = 25 * 1_048_576
/** Symmetrically encrypted data, the same with its integrity protected, and the draft of it with AEAD. */
const ENCRYPTED_DATA = new Set([9, 18, 20])

/**
 * Whether bytes look, by the headers of their packets alone, as an encrypted OpenPGP message ([RFC 9580](https://www.rfc-editor.org/rfc/rfc9580#section-4.2)) of no more packets than anybody writes, in either format;
 * the library takes every packet it is given one by one, and garbage of millions holds up whatever else the program does. Looks at no more headers than that.
 */
export function isSmallMessage(bytes: Uint8Array): boolean {
  if (bytes.byteLength > MOST_BYTES) return false
  let isEncrypted = false
  let at = 0
  for (let packets = 0; at < bytes.byteLength; packets += 1) {
    const header = bytes[at] ?? 0
    const isOld = header < 0xc0
    const next = isOld ? afterOld(bytes, at) : afterNew(bytes, at)
    if (packets === MOST_PACKETS || header < 0x80 || next === null) return false
    isEncrypted ||= ENCRYPTED_DATA.has(isOld ? (header & 0x3f) >> 2 : header & 0x3f)
    at = next
  }
  return isEncrypted
}

function afterOld(bytes: Uint8Array, at: number): number {
  const kind = (bytes[at] ?? 0) & 0x03
  // Of indeterminate length: to the end.
  if (kind === 3) return bytes.byteLength
  const size = 1 << kind
  return at + 1 + size + numberAt(bytes, at + 1, size)
}

/** A body may come in pieces, each with a length of its own; null when they are smaller than anybody writes them. */
function afterNew(bytes: Uint8Array, at: number): number | null {
  const mostPieces = MOST_PACKETS + bytes.byteLength / LEAST_PIECE_BYTES
  let next = at + 1
  for (let pieces = 0; next < bytes.byteLength; pieces += 1) {
    const first = bytes[next] ?? 0
    if (pieces > mostPieces) return null
    if (first < 192) return next + 1 + first
    if (first < 224) return next + 2 + ((first - 192) << 8) + (bytes[next + 1] ?? 0) + 192
    if (first === 255) return next + 5 + numberAt(bytes, next + 1, 4)
    next += 1 + 2 ** (first & 0x1f)
  }
  return next
}

function numberAt(bytes: Uint8Array, at: number, size: number): number {
  let number = 0
  for (let index = 0; index < size; index += 1) number = number * 256 + (bytes[at + index] ?? 0)
  return number
}
