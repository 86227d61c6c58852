import type { CompiledTemplate } from './compile-template.js'

/** The part that decides how a document made from the template looks; pictures are told by their hash in the text, and what else a package holds changes each time Word saves it. */
const TELLING_PARTS = /^word\/styles\.xml$/

/** Whether documents made from two templates would say the same and look the same: equal texts, tags, looks and styles, however the files were saved. */
export function isSameTemplate(left: CompiledTemplate, right: CompiledTemplate): boolean {
  return fingerprintOf(left) === fingerprintOf(right)
}

function fingerprintOf({ body, header, footer, initials, numbering, parts }: CompiledTemplate): string {
  const telling = parts.filter((part) => TELLING_PARTS.test(part.name)).map(({ name, crc, sizeBytes }) => [name, crc, sizeBytes])
  const lists = [...numbering].map(([id, { definition, levels, restarts }]) => [id, definition, levels, [...restarts]])
  return JSON.stringify([body, header, footer, initials, lists, telling], (key, value: unknown) => (key === 'bytes' ? undefined : value))
}
