/** Enough of an object to see what it is; a page of a scan is a few hundred bytes. */
const WINDOW = 4000
const MOST_BYTES = 64 * 1024 * 1024
const MOST_OBJECTS = 100_000
const SPACES = new Set([0x20, 0x0d, 0x0a, 0x09])

interface FoundObjects {
  /** Where each object begins, by number; a later one replaces an earlier, as in an updated file. */
  readonly offsets: ReadonlyMap<number, number>
  readonly pages: readonly number[]
}

/** The same PDF with a new page tree, cross-reference table and trailer appended, for a file that was cut off on its way; null when no whole page object is left. The pages come in the order they lie in the file. */
export function rebuildPdf(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length > MOST_BYTES) return null
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { offsets, pages } = findObjects(file)
  if (pages.length === 0) return null
  const highest = Math.max(...offsets.keys())
  const tree = highest + 1
  const catalog = highest + 2
  const before = Buffer.from('\nendstream\nendobj\n', 'latin1')
  const start = file.length + before.length
  const treeText = `${tree} 0 obj\n<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((page) => `${page} 0 R`).join(' ')}] >>\nendobj\n`
  const catalogText = `${catalog} 0 obj\n<< /Type /Catalog /Pages ${tree} 0 R >>\nendobj\n`
  const placed = new Map([...offsets, [tree, start], [catalog, start + treeText.length]])
  const table = Array.from({ length: catalog + 1 }, (_, number) => {
    const at = placed.get(number)
    return at === undefined ? '0000000000 65535 f \n' : `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const xrefAt = start + treeText.length + catalogText.length
  const end = `xref\n0 ${catalog + 1}\n${table.join('')}trailer\n<< /Size ${catalog + 1} /Root ${catalog} 0 R >>\nstartxref\n${xrefAt}\n%%EOF\n`
  return Buffer.concat([file, before, Buffer.from(treeText + catalogText + end, 'latin1')])
}

function findObjects(file: Buffer): FoundObjects {
  const offsets = new Map<number, number>()
  const pages = new Map<number, number>()
  for (let at = file.indexOf(' obj'); at >= 0 && offsets.size < MOST_OBJECTS; at = file.indexOf(' obj', at + 4)) {
    const found = numberBefore(file, at)
    if (found === null || found.number > MOST_OBJECTS) continue
    offsets.set(found.number, found.start)
    pages.delete(found.number)
    const [text = '', rest] = file.toString('latin1', at + 4, at + 4 + WINDOW).split('endobj', 2)
    if (rest !== undefined && /\/Type\s*\/Page(?![A-Za-z])/.test(text) && !text.includes('stream')) pages.set(found.number, found.start)
  }
  return { offsets, pages: [...pages.keys()] }
}

/** The object number in `12 0 obj`, read backwards from the space before `obj`. */
function numberBefore(file: Buffer, at: number): { number: number; start: number } | null {
  const digitsBefore = (end: number) => {
    let start = end
    while (start > 0 && end - start < 7 && isDigit(file[start - 1])) start -= 1
    return start
  }
  const generation = digitsBefore(at)
  if (generation === at || !SPACES.has(file[generation - 1] ?? 0)) return null
  const start = digitsBefore(generation - 1)
  if (start === generation - 1) return null
  const number = Number(file.toString('latin1', start, generation - 1))
  return number > 0 ? { number, start } : null
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}
