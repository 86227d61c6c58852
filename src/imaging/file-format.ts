/** The kinds of file a scan may be. */
export type FileFormat = 'pdf' | 'tiff' | 'jpeg' | 'png'

const MAGIC: readonly (readonly [FileFormat, readonly number[]])[] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
]

/** What a file is by its first bytes, whatever it is called; null for anything that is not a scan. A PDF may begin with white space or a byte order mark, and with nothing else: a file that is two things at once is read as the first. */
export function fileFormatOf(head: Uint8Array): FileFormat | null {
  const starts = (magic: readonly number[], at: number) => magic.every((byte, i) => head[at + i] === byte)
  const image = MAGIC.find(([, magic]) => starts(magic, 0))
  if (image !== undefined) return image[0]
  let at = starts([0xef, 0xbb, 0xbf], 0) ? 3 : 0
  while (at < 64 && [0x20, 0x09, 0x0d, 0x0a].includes(head[at] ?? -1)) at += 1
  return starts([0x25, 0x50, 0x44, 0x46, 0x2d], at) ? 'pdf' : null
}
