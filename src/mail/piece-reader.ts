/** Bytes in pieces. */
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Reads a stream of bytes up to the next marker, again and again, holding no more of it than one piece. */
export class PieceReader {
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)

  constructor(pieces: Pieces) {
    this.#pieces = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]()
  }

  /** What stands before the marker, piece by piece; the marker itself is passed over. Throws when the stream ends first. */
  async *until(marker: string): AsyncGenerator<Buffer> {
    const sought = Buffer.from(marker, 'latin1')
    for (;;) {
      const at = this.#held.indexOf(sought)
      if (at !== -1) {
        const before = this.#held.subarray(0, at)
        this.#held = this.#held.subarray(at + sought.byteLength)
        if (before.byteLength > 0) yield before
        return
      }
      const certain = this.#held.byteLength - begunAtEnd(this.#held, sought)
      if (certain > 0) {
        const before = this.#held.subarray(0, certain)
        this.#held = this.#held.subarray(certain)
        yield before
      }
      if (!(await this.#more())) throw new Error(`the bytes end before "${marker.trim()}"`)
    }
  }

  /** The same as one text of at most `limitBytes`. */
  async textUntil(marker: string, limitBytes: number): Promise<string> {
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of this.until(marker)) {
      size += piece.byteLength
      if (size > limitBytes) throw new Error(`more than ${limitBytes} bytes stand before "${marker.trim()}"`)
      pieces.push(piece)
    }
    return Buffer.concat(pieces).toString('utf8')
  }

  /** All that is left, which must be at most `limitBytes`. */
  async rest(limitBytes: number): Promise<string> {
    while (this.#held.byteLength <= limitBytes && (await this.#more())) continue
    if (this.#held.byteLength > limitBytes) throw new Error(`more than ${limitBytes} bytes are left`)
    return this.#held.toString('latin1')
  }

  /** Leaves the stream where it stands. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async #more(): Promise<boolean> {
    const next = await this.#pieces.next()
    if (next.done === true) return false
    const { buffer, byteOffset, byteLength } = next.value
    const piece = Buffer.from(buffer, byteOffset, byteLength)
    this.#held = this.#held.byteLength === 0 ? piece : Buffer.concat([this.#held, piece])
    return true
  }
}

/** How many of the last bytes may be the beginning of what is sought: mostly none, so that what follows need not be put together with them. */
function begunAtEnd(held: Buffer, sought: Buffer): number {
  for (let length = Math.min(held.byteLength, sought.byteLength - 1); length > 0; length -= 1) {
    if (held.subarray(held.byteLength - length).equals(sought.subarray(0, length))) return length
  }
  return 0
}
