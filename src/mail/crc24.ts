/** The checksum of armored OpenPGP text ([RFC 9580](https://www.rfc-editor.org/rfc/rfc9580#section-6.1.1)). */
export class Crc24 {
  #sum = 0xb704ce

  /** Takes more bytes in, twelve at a time: for each there is a table of what it does to the sum by the time the twelfth has gone through, and only the first three wait for the sum before. */
  update(bytes: Uint8Array): void {
    const whole = bytes.byteLength - (bytes.byteLength % 12)
    let sum = this.#sum
    let at = 0
    for (; at < whole; at += 12) {
      const later = (NINTH[bytes[at + 3] ?? 0] ?? 0) ^ (EIGHTH[bytes[at + 4] ?? 0] ?? 0) ^ (SEVENTH[bytes[at + 5] ?? 0] ?? 0) ^ (SIXTH[bytes[at + 6] ?? 0] ?? 0) ^ (FIFTH[bytes[at + 7] ?? 0] ?? 0)
        ^ (FOURTH[bytes[at + 8] ?? 0] ?? 0) ^ (THIRD[bytes[at + 9] ?? 0] ?? 0) ^ (SECOND[bytes[at + 10] ?? 0] ?? 0) ^ (FIRST[bytes[at + 11] ?? 0] ?? 0)
      sum = (TWELFTH[(sum >> 16) ^ (bytes[at] ?? 0)] ?? 0) ^ (ELEVENTH[((sum >> 8) & 0xff) ^ (bytes[at + 1] ?? 0)] ?? 0) ^ (TENTH[(sum & 0xff) ^ (bytes[at + 2] ?? 0)] ?? 0) ^ later
    }
    for (; at < bytes.byteLength; at += 1) sum = through(sum ^ ((bytes[at] ?? 0) << 16))
    this.#sum = sum
  }

  /** The sum of everything taken in, as the four base64 signs that end an armor. */
  base64(): string {
    return Buffer.from([this.#sum >> 16, (this.#sum >> 8) & 0xff, this.#sum & 0xff]).toString('base64')
  }
}

const FIRST = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 16
  for (let bit = 0; bit < 8; bit++) sum = (sum & 0x800000) === 0 ? sum << 1 : (sum << 1) ^ 0x1864cfb
  return sum & 0xffffff
})
const SECOND = FIRST.map(through)
const THIRD = SECOND.map(through)
const FOURTH = THIRD.map(through)
const FIFTH = FOURTH.map(through)
const SIXTH = FIFTH.map(through)
const SEVENTH = SIXTH.map(through)
const EIGHTH = SEVENTH.map(through)
const NINTH = EIGHTH.map(through)
const TENTH = NINTH.map(through)
const ELEVENTH = TENTH.map(through)
const TWELFTH = ELEVENTH.map(through)

function through(sum: number): number {
  return ((sum << 8) & 0xffffff) ^ (FIRST[sum >> 16] ?? 0)
}
