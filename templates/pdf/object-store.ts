/** What the end of a file names: its catalog, its information dictionary and its identity in hexadecimal digits. */
export interface Trailer {
  readonly catalog: number
  readonly info: number
  readonly id: string
}

/** A stream's dictionary but for its length; strings are values as they stand in a file ("/FlateDecode", "12 0 R"). */
export type StreamEntries = Readonly<Record<string, string | number>>

/** Where the objects of a file are put while it is made, by number, each as it stands in a file. */
export interface ObjectStore {
  /** The first of so many numbers in a row, for objects that are put later. */
  reserve(count: number): number
  put(object: number, written: string): void
  /** Takes bytes as they are and returns the number of the stream. */
  stream(entries: StreamEntries, bytes: Uint8Array): number
}

/** Puts an object under the next free number, which is returned. */
export function add(store: ObjectStore, written: string): number {
  const object = store.reserve(1)
  store.put(object, written)
  return object
}

/** A reference to an object. */
export function reference(object: number): string {
  return `${object} 0 R`
}
