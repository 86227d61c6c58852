/** The checksum of armored OpenPGP text ([RFC 9580](https://www.rfc-editor.org/rfc/rfc9580#section-6.1.1)). */
export class Crc24 {
  #sum = 0xb704ce
  /** Bytes that wait until there are three of them. */
  #waiting: Uint8Array = new Uint8Array(0)

  /** Takes more bytes in, three at a time: for each there is a table of what it does to the sum by the time the third has gone through. */
  update(bytes: Uint8Array): void {
    const all = this.#waiting.byteLength === 0 ? bytes : Buffer.concat([this.#waiting, bytes])
    const whole = all.byteLength - (all.byteLength % 3)
    let sum = this.#sum
    for (let at = 0; at < whole; at += 3) {
      sum ^= ((all[at] ?? 0) << 16) | ((all[at + 1] ?? 0) << 8) | (all[at + 2] ?? 0)
      sum = (THIRD[sum >> 16] ?? 0) ^ (SECOND[(sum >> 8) & 0xff] ?? 0) ^ (FIRST[sum & 0xff] ?? 0)
    }
    this.#sum = sum
    this.#waiting = all.slice(whole)
  }

  /** The sum of everything taken in, as the four base64 signs that end an armor. */
  base64(): string {
    const sum = this.#waiting.reduce((before, byte) => through(before ^ (byte << 16)), this.#sum)
    return Buffer.from([sum >> 16, (sum >> 8) & 0xff, sum & 0xff]).toString('base64')
  }
}

const FIRST = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 16
  for (let bit = 0; bit < 8; bit++) sum = (sum & 0x800000) === 0 ? sum << 1 : (sum << 1) ^ 0x1864cfb
  return sum & 0xffffff
})
const SECOND = FIRST.map(through)
const THIRD = SECOND.map(through)

function through(sum: number): number {
  return ((sum << 8) & 0xffffff) ^ (FIRST[sum >> 16] ?? 0)
}
