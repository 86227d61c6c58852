const MEMORY_SECTION = 5
const MEGABYTES_PER_64_PAGES = 4

function readLeb(wasm: Uint8Array, at: number): { value: number; end: number } {
  let value = 0
  for (let i = at, shift = 0; ; i += 1, shift += 7) {
    const byte = wasm[i] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return { value, end: i + 1 }
  }
}

/** A copy of a wasm module whose memory cannot grow past `megabytes`: an image bomb then fails at once instead of taking the machine's memory; Node's own resource limits do not cover wasm. */
export function capWasmMemory(wasm: Uint8Array, megabytes: number): Uint8Array<ArrayBuffer> {
  const capped = Uint8Array.from(wasm)
  for (let at = 8; at < capped.length; ) {
    const { value: length, end: body } = readLeb(capped, at + 1)
    if (capped[at] === MEMORY_SECTION) return writeMaximum(capped, body, (megabytes / MEGABYTES_PER_64_PAGES) * 64)
    at = body + length
  }
  throw new Error('the wasm module has no memory section')
}

function writeMaximum(wasm: Uint8Array<ArrayBuffer>, section: number, wanted: number): Uint8Array<ArrayBuffer> {
  const flags = wasm[section + 1]
  if (wasm[section] !== 1 || flags !== 1) throw new Error('the wasm module does not declare one memory with a maximum')
  const minimum = readLeb(wasm, section + 2)
  const maximum = readLeb(wasm, minimum.end)
  const pages = Math.min(maximum.value, Math.max(minimum.value, wanted))
  const size = maximum.end - minimum.end
  for (let i = 0; i < size; i += 1) wasm[minimum.end + i] = ((pages >> (7 * i)) & 0x7f) | (i < size - 1 ? 0x80 : 0)
  return wasm
}
