import { writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { addHandout } from '../../src/flows/handouts.js'
import { holdMeeting } from '../../src/flows/meetings.js'
import { CLERK, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { templateOf } from '../templates/word/template-of.js'
import { PNG } from '../white-page.js'

const FACTS = factsOf('lillfors-kommun')
const HTML = '<!DOCTYPE html><script>alert(1)</script>'
const presentation = (main: string): Uint8Array => zipSync({ '[Content_Types].xml': strToU8(`<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.${main}"/></Types>`) })
const openDocument = (kind: string): Uint8Array => zipSync({ mimetype: [strToU8(`application/vnd.oasis.opendocument.${kind}`), { level: 0 }] })
let house: House
let word: Uint8Array

/** A file of that name and content, as somebody hands it in. */
function handedIn(name: string, content: string | Uint8Array): { readonly path: string; readonly fileName: string } {
  const path = join(house.directory, `inlamnad-${name}`)
  writeFileSync(path, content)
  return { path, fileName: name }
}

const addAs = (name: string, content: string | Uint8Array) => addHandout(house.app, { handout: `Prov ${name}`, edition: '1', needs: ['2.3.1'], ...handedIn(name, content), by: house.app.actor(CLERK) })

beforeAll(async () => {
  house = await openHouse()
  await packed(house, FACTS, { kinds: ['kortprognos'] })
  word = await templateOf('Text.\n')
})

describe('a handout or file of minutes whose bytes are not what its name says', () => {
  it.each([
    ['sida.pdf', HTML], ['brev.docx', HTML], ['bild.png', HTML], ['bild.jpg', '%PDF-1.7'], ['bilder.pptx', presentation('slideshow.main+xml')], ['text.odt', openDocument('presentation')],
    ['program.txt', new Uint8Array([0x4d, 0x5a, 0x90, 0x00, 0x03])], ['papper.txt', '%PDF-1.7'], ['makron.docx', zipSync({ 'word/document.xml': strToU8('<w:document/>') })],
  ])('is refused as %s, and nothing of it is kept', async (name, content) => {
    const before = (await readdir(join(house.directory, 'data', 'archive'), { recursive: true })).length
    expect(await failureOf(addAs(name, content))).toMatchObject({ code: 'file-unreadable', message: expect.stringContaining(`Filen ${name} är inte vad ändelsen säger`) })
    expect((await failureOf(holdMeeting(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 1, on: null, attended: [], handouts: [], minutes: handedIn(name, content), note: null, by: house.app.actor(CLERK) }))).code).toBe('file-unreadable')
    expect((await readdir(join(house.directory, 'data', 'archive'), { recursive: true })).length).toBe(before)
  })

  it('is taken as what it is otherwise', async () => {
    const files: readonly (readonly [string, string | Uint8Array, string])[] = [
      ['katalog.PDF', '%PDF-1.7 katalog', 'application/pdf'], ['brev.docx', word, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'], ['bilder.pptx', presentation('presentation.main+xml'), 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
      ['text.odt', openDocument('text'), 'application/vnd.oasis.opendocument.text'], ['bilder.odp', openDocument('presentation'), 'application/vnd.oasis.opendocument.presentation'], ['blad.png', PNG, 'image/png'],
      ['foto.jpeg', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg'], ['lista.txt', 'Åhörarkopior <b>', 'text/plain'], ['anteckningar.txt', new Uint8Array([0xff, 0xfe, 0x41, 0x00]), 'text/plain'],
    ]
    for (const [name, content, mediaType] of files) expect([name, (await addAs(name, content)).editions[0].mediaType]).toEqual([name, mediaType])
  })
})
