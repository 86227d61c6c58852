const HEAD_BYTES = 8
/** What a message may say beside its pictures: a page with its codes, boxes and differences needs some thousand bytes. */
const MOST_JSON_BYTES = 8 * 1024 * 1024
const BYTES_MARK = '$bytes'

/** A message that no true reader sends: larger than allowed, or not JSON. */
export class FalseMessage extends Error {}

/** A message as it goes through a pipe: two lengths, its JSON, then its byte arrays. Nothing in it can be code, or an object of any class, as in Node's own messages between processes. */
export function frameOf(message: object): Uint8Array {
  const blobs: Uint8Array[] = []
  const json = Buffer.from(JSON.stringify(message, function (this: Record<string, unknown>, key: string, value: unknown) {
    // A Buffer has turned itself into a list of numbers by now; the holder still has the bytes.
    const own = this[key]
    // JSON would make it null, which the other side takes for zero.
    if (typeof own === 'number' && !Number.isFinite(own)) throw new Error(`${key} is ${own}, which no message can say`)
    if (!(own instanceof Uint8Array)) return value
    blobs.push(own)
    return { [BYTES_MARK]: own.length }
  }))
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(json.length, 0)
  head.writeUInt32BE(blobs.reduce((sum, blob) => sum + blob.length, 0), 4)
  return Buffer.concat([head, json, ...blobs])
}

/** Puts messages together from what comes through a pipe, and believes no length above the bounds. */
export class MessageFrames {
  private chunks: Uint8Array[] = []
  private held = 0
  private wanted = HEAD_BYTES

  constructor(private readonly mostBlobBytes: number) {}

  /** The messages that are whole now, in order. @throws FalseMessage */
  take(chunk: Uint8Array): unknown[] {
    this.chunks.push(chunk)
    this.held += chunk.length
    const messages: unknown[] = []
    while (this.held >= this.wanted) {
      const all = Buffer.concat(this.chunks)
      const [jsonBytes, blobBytes] = [all.readUInt32BE(0), all.readUInt32BE(4)]
      if (jsonBytes > MOST_JSON_BYTES || blobBytes > this.mostBlobBytes) throw new FalseMessage('a message is larger than any page')
      const whole = HEAD_BYTES + jsonBytes + blobBytes
      this.chunks = [all]
      this.wanted = whole
      if (all.length < whole) break
      messages.push(messageFrom(all.subarray(HEAD_BYTES, HEAD_BYTES + jsonBytes), all.subarray(HEAD_BYTES + jsonBytes, whole)))
      this.chunks = [all.subarray(whole)]
      this.held = all.length - whole
      this.wanted = HEAD_BYTES
    }
    return messages
  }
}

function messageFrom(json: Buffer, blobs: Buffer): unknown {
  let at = 0
  try {
    return JSON.parse(json.toString('utf8'), (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, BYTES_MARK)) return value
      const [length] = Object.values(value)
      if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || at + length > blobs.length) throw new FalseMessage('bytes that are not there')
      at += length
      // A copy: what is kept of a message must not keep the whole pipe's memory.
      return new Uint8Array(blobs.subarray(at - length, at))
    })
  } catch (cause) {
    throw new FalseMessage('a message is no JSON', { cause })
  }
}
