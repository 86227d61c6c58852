import { open, type FileHandle } from 'node:fs/promises'
import { fileFormatOf } from './file-format.js'

const TAIL_BYTES = 2048
const MOST_TIFF_PAGES = 2000

/** Whether a file ends as its format says a file ends, so that it is probably not still being written; true for what is none of the formats read here. */
export async function looksWhole(path: string | Buffer, sizeBytes: number): Promise<boolean> {
  if (sizeBytes === 0) return false
  const file = await open(path, 'r')
  try {
    return await hasItsEnd(file, sizeBytes)
  } finally {
    await file.close()
  }
}

async function hasItsEnd(file: FileHandle, sizeBytes: number): Promise<boolean> {
  const format = fileFormatOf(await part(file, 0, 128))
  switch (format) {
    case 'pdf': return (await tail(file, sizeBytes)).includes('%%EOF')
    case 'jpeg': return (await tail(file, sizeBytes)).includes(Buffer.from([0xff, 0xd9]))
    case 'png': return (await tail(file, sizeBytes)).includes('IEND')
    case 'tiff': return hasEveryDirectory(file, sizeBytes)
    case null: return true
    default: return format satisfies never
  }
}

async function part(file: FileHandle, from: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, from)
  return buffer.subarray(0, bytesRead)
}

function tail(file: FileHandle, sizeBytes: number): Promise<Buffer> {
  return part(file, Math.max(0, sizeBytes - TAIL_BYTES), TAIL_BYTES)
}

/** A TIFF's pages point at each other; a file cut short points beyond its end. */
async function hasEveryDirectory(file: FileHandle, sizeBytes: number): Promise<boolean> {
  const head = await part(file, 0, 8)
  if (head.length < 8) return false
  const little = head.toString('latin1', 0, 2) === 'II'
  const number = (bytes: Buffer, at: number, long: 2 | 4): number => (little ? bytes.readUIntLE(at, long) : bytes.readUIntBE(at, long))
  if (number(head, 2, 2) !== 42) return true
  let at = number(head, 4, 4)
  if (at === 0) return false
  for (let page = 0; page < MOST_TIFF_PAGES && at !== 0; page += 1) {
    const count = await part(file, at, 2)
    if (count.length < 2) return false
    const end = at + 2 + 12 * number(count, 0, 2)
    const next = await part(file, end, 4)
    if (next.length < 4 || end + 4 > sizeBytes) return false
    at = number(next, 0, 4)
  }
  return true
}
