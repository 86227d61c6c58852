/** The tables of a font file by their tags ("glyf"). */
export type FontTables = ReadonlyMap<string, DataView>

/** The tables of a TrueType or OpenType file (OpenType 1.9, "Organization of an OpenType Font"); they lie in the file's own bytes. */
export function fontTables(file: Uint8Array): FontTables {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const tables = new Map<string, DataView>()
  for (let index = 0; index < view.getUint16(4); index++) {
    const at = 12 + index * 16
    const tag = String.fromCharCode(...file.subarray(at, at + 4))
    tables.set(tag, new DataView(file.buffer, file.byteOffset + view.getUint32(at + 8), view.getUint32(at + 12)))
  }
  return tables
}

/** The table with that tag; throws when the font has none. */
export function fontTable(tables: FontTables, tag: string): DataView {
  const found = tables.get(tag)
  if (found === undefined) throw new Error(`the font has no ${tag} table`)
  return found
}
