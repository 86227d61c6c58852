/** A JPEG with nothing in it but its picture. */
export interface BareJpeg {
  readonly bytes: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  /** 1 for gray, 3 for colour. */
  readonly channels: 1 | 3
}

const MARKER = { start: 0xd8, end: 0xd9, scan: 0xda, adobe: 0xee } as const
/** Tables, baseline and progressive frames, restart intervals: what the picture is drawn from (ISO/IEC 10918-1, table B.1). */
const DRAWN_FROM: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xdb, 0xdd, MARKER.scan])
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])
/** Place, camera, thumbnail, remarks: whatever else a file carries. */
const isRemark = (marker: number): boolean => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe

type Frame = Omit<BareJpeg, 'bytes'>

/** The same picture, bit by bit, without remarks, thumbnails and whatever follows its end; null for what is not one whole gray or three-coloured JPEG of the common kinds. */
export function bareJpeg(source: Uint8Array): BareJpeg | null {
  const view = Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  if (view.length < 4 || view.readUInt16BE(0) !== 0xff00 + MARKER.start) return null
  const kept: Uint8Array[] = [view.subarray(0, 2)]
  let frame: Frame | null = null
  for (let at = 2; at + 4 <= view.length || view[at + 1] === MARKER.end; ) {
    const marker = view[at + 1] ?? 0
    if (view[at] !== 0xff) return null
    if (marker === MARKER.end) return frame === null ? null : { ...frame, bytes: Buffer.concat([...kept, view.subarray(at, at + 2)]) }
    const end = at + 2 + view.readUInt16BE(at + 2)
    if (end > view.length || !(DRAWN_FROM.has(marker) || isRemark(marker))) return null
    if (FRAMES.has(marker)) {
      if (frame !== null) return null
      frame = frameOf(view.subarray(at + 4, end))
      if (frame === null) return null
    }
    const next = marker === MARKER.scan ? endOfScan(view, end) : end
    if (DRAWN_FROM.has(marker) || isColourRule(marker, view.subarray(at + 4, end))) kept.push(view.subarray(at, next))
    at = next
  }
  return null
}

/** Adobe's mark says how the three colours were mixed; without it they may be shown wrong. */
function isColourRule(marker: number, content: Buffer): boolean {
  return marker === MARKER.adobe && content.length === 12 && content.toString('latin1', 0, 5) === 'Adobe'
}

function frameOf(content: Buffer): Frame | null {
  if (content.length < 6 || content[0] !== 8) return null
  const [heightPx, widthPx, channels] = [content.readUInt16BE(1), content.readUInt16BE(3), content[5]]
  return (channels === 1 || channels === 3) && heightPx > 0 && widthPx > 0 ? { widthPx, heightPx, channels } : null
}

/** Where the next marker stands: a byte of all ones in the data is followed by a zero or a restart. */
function endOfScan(view: Buffer, from: number): number {
  for (let at = view.indexOf(0xff, from); at >= 0 && at + 1 < view.length; at = view.indexOf(0xff, at + 1)) {
    const next = view[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return view.length
}
