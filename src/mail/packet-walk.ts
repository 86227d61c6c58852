/** One packet as far as a look at its outside tells. */
export interface SeenPacket {
  readonly tag: number
  /** The first bytes of its body: the version and, of a session key, the id of the key it is for. */
  readonly beginning: readonly number[]
}

const BEGINNING_BYTES = 9

/** Looks through OpenPGP packets from the outside while they pass by, in the new format alone ([RFC 9580](https://www.rfc-editor.org/rfc/rfc9580#section-4.2)). */
export class PacketWalk {
  readonly #packets: { readonly tag: number; readonly beginning: number[] }[] = []
  #expects: 'tag' | 'length' | 'body' = 'tag'
  #length: number[] = []
  #left = 0
  #isPartial = false

  /** The packets so far. */
  get packets(): readonly SeenPacket[] {
    return this.#packets
  }

  /** Whether the bytes so far end where a packet ends. */
  get isComplete(): boolean {
    return this.#expects === 'tag'
  }

  /** Takes the next bytes in. Throws when they are no packets. */
  look(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.byteLength) {
      if (this.#expects === 'body') {
        const taken = Math.min(this.#left, bytes.byteLength - at)
        this.#takeBody(bytes.subarray(at, at + taken))
        at += taken
      } else {
        this.#takeFrame(bytes[at] ?? 0)
        at += 1
      }
    }
  }

  #takeFrame(byte: number): void {
    if (this.#expects === 'length') return this.#takeLength(byte)
    if (byte < 0xc0) throw new Error('an OpenPGP packet of our own is in the new format')
    this.#packets.push({ tag: byte & 0x3f, beginning: [] })
    this.#expectLength()
  }

  #takeLength(byte: number): void {
    this.#length.push(byte)
    const [first = 0, ...more] = this.#length
    const wanted = first < 192 || (first > 223 && first < 255) ? 0 : first === 255 ? 4 : 1
    if (more.length < wanted) return
    this.#isPartial = first > 223 && first < 255
    if (wanted === 4) this.#left = more.reduce((sum, each) => sum * 256 + each, 0)
    else if (wanted === 1) this.#left = ((first - 192) << 8) + (more[0] ?? 0) + 192
    else this.#left = this.#isPartial ? 1 << (first & 0x1f) : first
    this.#expects = 'body'
    if (this.#left === 0) this.#endBody()
  }

  #takeBody(bytes: Uint8Array): void {
    const beginning = this.#packets.at(-1)?.beginning
    if (beginning !== undefined && beginning.length < BEGINNING_BYTES) beginning.push(...bytes.subarray(0, BEGINNING_BYTES - beginning.length))
    this.#left -= bytes.byteLength
    if (this.#left === 0) this.#endBody()
  }

  #endBody(): void {
    if (this.#isPartial) this.#expectLength()
    else this.#expects = 'tag'
  }

  #expectLength(): void {
    this.#expects = 'length'
    this.#length = []
  }
}
