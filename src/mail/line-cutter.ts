/** Cuts whole lines off bytes that come in pieces; the pieces themselves are not copied. */
export class LineCutter {
  readonly #lineBytes: number
  readonly #keptBytes: number
  #begun: Buffer = Buffer.alloc(0)

  /** Lines of `lineBytes`; at least `keptBytes` stay behind until there are more, for whoever must know which line is the last. */
  constructor(lineBytes: number, keptBytes: number) {
    this.#lineBytes = lineBytes
    this.#keptBytes = keptBytes
  }

  /** The lines that a piece completes, in stretches of whole lines; they lie where the piece lies. */
  take(piece: Uint8Array): readonly Uint8Array[] {
    const begun = this.#begun
    const lines = Math.floor((begun.byteLength + piece.byteLength - this.#keptBytes) / this.#lineBytes)
    const whole = Math.max(0, lines) * this.#lineBytes
    if (whole <= begun.byteLength) {
      this.#begun = Buffer.concat([begun.subarray(whole), piece])
      return whole === 0 ? [] : [begun.subarray(0, whole)]
    }
    const missing = Math.ceil(begun.byteLength / this.#lineBytes) * this.#lineBytes - begun.byteLength
    const end = whole - begun.byteLength
    this.#begun = Buffer.from(piece.subarray(end))
    return [Buffer.concat([begun, piece.subarray(0, missing)]), piece.subarray(missing, end)].filter(({ byteLength }) => byteLength > 0)
  }

  /** What no piece has completed. */
  rest(): Buffer {
    return this.#begun
  }
}
