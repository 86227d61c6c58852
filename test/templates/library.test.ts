import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KINDS } from '../../contracts/kinds.js'
import { parseLibraryText } from '../../templates/library-text.js'

const LIBRARY = new URL('../../templates/library/', import.meta.url)

function textOf(kind: string): string {
  return readFileSync(new URL(`${kind}/text.md`, LIBRARY), 'utf8')
}

describe('the library', () => {
  it('has a folder for every kind and no other', () => {
    const folders = readdirSync(LIBRARY, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    expect(folders.toSorted()).toEqual(KINDS.map((kind) => kind.id).toSorted())
  })

  it.each(KINDS)('calls $id what the table of kinds calls it', ({ id, title }) => {
    expect(parseLibraryText(textOf(id)).title).toBe(title)
  })
})
