/** A stamp's; a page grows twice. Small enough to be cut from memory that Node keeps ready. */
const FIRST_BYTES = 2048
const LONGEST_NUMBER = 24
const SHORT = 16
const [ZERO, MINUS, POINT] = [48, 45, 46]

/** Drawing operators as they grow, one byte a character: a page has thousands of short words, which as strings would be put together twice. */
export class GrowingOperators {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #end = 0

  /** Adds text that holds no character above U+00FF. */
  text(written: string): void {
    const { length } = written
    this.#makeRoom(length)
    if (length > SHORT) this.#end += this.#bytes.write(written, this.#end, length, 'latin1')
    else for (let at = 0; at < length; at++) this.#bytes[this.#end++] = written.charCodeAt(at)
  }

  /** Adds a number with two decimals, as `number` writes it, and a space. */
  number(value: number): void {
    this.#makeRoom(LONGEST_NUMBER)
    const hundredths = Math.round(Math.abs(value) * 100)
    if (value < 0 && hundredths > 0) this.#bytes[this.#end++] = MINUS
    const whole = Math.floor(hundredths / 100)
    this.#whole(whole)
    const fraction = hundredths - whole * 100
    if (fraction > 0) {
      const tenths = Math.floor(fraction / 10)
      this.#bytes[this.#end++] = POINT
      this.#bytes[this.#end++] = ZERO + tenths
      if (fraction > tenths * 10) this.#bytes[this.#end++] = ZERO + fraction - tenths * 10
    }
    this.#bytes[this.#end++] = 0x20
  }

  #whole(whole: number): void {
    let divisor = 1
    while (whole >= divisor * 10) divisor *= 10
    for (let rest = whole; divisor >= 1; divisor /= 10) {
      const digit = Math.floor(rest / divisor)
      this.#bytes[this.#end++] = ZERO + digit
      rest -= digit * divisor
    }
  }

  /** All of it so far; good until more is added. */
  done(): Buffer {
    return this.#bytes.subarray(0, this.#end)
  }

  #makeRoom(count: number): void {
    if (this.#end + count <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + count))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}
