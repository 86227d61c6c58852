const LINE_END = 2

/**
 * Bytes as base64 in lines of `width` columns (a multiple of four) between CRLF, none after the last, whatever pieces the bytes come in.
 * The pieces given are about as large as those taken.
 */
export async function* linesOfBase64(bytes: AsyncIterable<Uint8Array>, width: number): AsyncGenerator<Uint8Array> {
  const perLine = (width / 4) * 3
  let carried: Uint8Array = new Uint8Array(0)
  let isFirst = true
  for await (const piece of bytes) {
    const all = carried.byteLength === 0 ? piece : Buffer.concat([carried, piece])
    // The last line stays, since only the end says whether it is to be padded.
    const whole = Math.max(0, Math.ceil(all.byteLength / perLine) - 1) * perLine
    carried = all.slice(whole)
    if (whole === 0) continue
    yield inLines(all.subarray(0, whole), width, isFirst)
    isFirst = false
  }
  if (carried.byteLength > 0) yield inLines(carried, width, isFirst)
}

/** How many bytes `linesOfBase64` makes of `sizeBytes`. */
export function sizeAsLines(sizeBytes: number, width: number): number {
  const encoded = Math.ceil(sizeBytes / 3) * 4
  return encoded + LINE_END * Math.max(0, Math.ceil(encoded / width) - 1)
}

/** Each line but the very first with the CRLF before it. */
function inLines(bytes: Uint8Array, width: number, isFirst: boolean): Uint8Array {
  const encoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  const lines = Math.ceil(encoded.length / width)
  const written = Buffer.allocUnsafe(encoded.length + LINE_END * (isFirst ? lines - 1 : lines))
  let at = 0
  for (let line = 0; line < lines; line++) {
    if (!isFirst || line > 0) at = written.writeUInt16BE(0x0d0a, at)
    at += written.write(encoded.slice(line * width, (line + 1) * width), at, 'latin1')
  }
  return written
}
