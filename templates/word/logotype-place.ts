import { zlibSync } from 'fflate'
import { crc32 } from 'node:zlib'

/** How large a picture stands for the logotype in the library's templates, in the same proportions as its pixels. */
const WIDTH_PX = 144
const HEIGHT_PX = 48
const [PAPER, FRAME, INK] = [0xf0, 0x9a, 0x70] as const
const LETTER = { width: 5, height: 7, step: 18, leftPx: 11, topPx: 17, dotPx: 2 } as const
/** Rows of five dots a letter, as bits. */
const WORD: readonly (readonly number[])[] = [
  [16, 16, 16, 16, 16, 16, 31], [14, 17, 17, 17, 17, 17, 14], [14, 17, 16, 23, 17, 17, 14], [14, 17, 17, 17, 17, 17, 14], [31, 4, 4, 4, 4, 4, 4], [17, 17, 10, 4, 4, 4, 4], [30, 17, 17, 30, 16, 16, 16],
]

function shadeAt(x: number, y: number): number {
  if (x === 0 || y === 0 || x === WIDTH_PX - 1 || y === HEIGHT_PX - 1) return FRAME
  const letter = Math.floor((x - LETTER.leftPx) / LETTER.step)
  const column = Math.floor((x - LETTER.leftPx - letter * LETTER.step) / LETTER.dotPx)
  const row = Math.floor((y - LETTER.topPx) / LETTER.dotPx)
  const inside = column >= 0 && column < LETTER.width && row >= 0 && row < LETTER.height
  return inside && (((WORD[letter]?.[row] ?? 0) >> (LETTER.width - 1 - column)) & 1) === 1 ? INK : PAPER
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const edges = Buffer.alloc(8)
  edges.writeUInt32BE(content.length)
  edges.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([edges.subarray(0, 4), body, edges.subarray(4)])
}

/** A gray picture that says LOGOTYP (PNG), the same bytes everywhere: what an author sees where the customer's logotype will stand. */
export function logotypePlacePng(): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH_PX)
  header.writeUInt32BE(HEIGHT_PX, 4)
  header.writeUInt8(8, 8)
  const rows = Buffer.alloc((WIDTH_PX + 1) * HEIGHT_PX)
  for (let y = 0; y < HEIGHT_PX; y++) for (let x = 0; x < WIDTH_PX; x++) rows[y * (WIDTH_PX + 1) + 1 + x] = shadeAt(x, y)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', zlibSync(rows, { level: 9 })), chunk('IEND', new Uint8Array())])
}
