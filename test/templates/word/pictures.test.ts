import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { contentSha256Of } from '../../../templates/content-hash.js'
import type { FilledDocument, Run } from '../../../templates/document.js'
import { editionDifference } from '../../../templates/edition-difference.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { BODY } from '../../../templates/pdf/geometry.js'
import { readPicture, type Picture } from '../../../templates/picture.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'
import { faultsOf, partOf, templateOf } from './template-of.js'
import { withPicture, type PlacedPicture } from './with-picture.js'

const docx = await templateOf('Första stycket.\n\nFöre BILD efter.\n\n| A | B |\n|--|--|\n| 1 | BILD |')
const solid = (color: string) => sharp({ create: { width: 40, height: 20, channels: 3, background: color } })
const RED = await solid('#c02020').png().toBuffer()
const BLUE = await solid('#2020c0').png().toBuffer()
const PHOTO = await solid('#808080').jpeg().toBuffer()

const withAlone = (picture: Partial<PlacedPicture> = {}): Uint8Array => withPicture(docxAlone, { bytes: RED, ...picture })
const docxAlone = await templateOf('Första stycket.\n\nBILD')
const filledFrom = (file: Uint8Array, logotype: Picture | null = null): FilledDocument => fillTemplate(compileTemplate(file), exampleContext(), 'show', logotype)
const runsOf = ({ blocks }: FilledDocument): readonly Run[] => blocks.flatMap((block) => (block.type === 'paragraph' ? block.runs : []))
const logotype = readPicture(await sharp({ create: { width: 300, height: 100, channels: 4, background: '#11667780' } }).png().toBuffer())
if ('refused' in logotype) throw new Error(logotype.refused)

describe('a picture in the line', () => {
  it.each([['PNG', RED, 'image1.png', 'png'], ['JPEG', PHOTO, 'image1.jpeg', 'jpeg']])('as %s is read with its size and alternative text', (_, bytes, name, format) => {
    expect(runsOf(filledFrom(withAlone({ bytes, name }))).at(-1)).toMatchObject({ text: '', picture: { alt: 'En karta över lokalerna', widthPt: 100, heightPt: 50, picture: { format, widthPx: 40, heightPx: 20 } } })
  })

  it('is as large in Word as on the PDF’s page, which has no room for more than its column', () => {
    const template = compileTemplate(withAlone({ widthPt: 1200, heightPt: 300 }))
    const filled = fillTemplate(template, exampleContext(), 'show')
    expect(runsOf(filled).at(-1)).toMatchObject({ picture: { widthPt: BODY.widthPt, heightPt: BODY.widthPt / 4 } })
    expect(partOf(writeWord(template, filled, { draft: false }), 'word/document.xml')).toContain(`<wp:extent cx="${Math.round(BODY.widthPt * 12_700)}"`)
  })

  it('that is the logotype’s place is refused where nobody would know the logotype again', () => {
    expect(faultsOf(withAlone({ descr: '{{kund.logotyp}}', widthPt: 100, heightPt: 3 }))).toEqual([{ path: 'Stycke 2', message: expect.stringMatching(/^bild 1 är platsen för kundens logotyp men så liten .*minst 5 mm/) }])
    expect(faultsOf(withAlone({ descr: '{{kund.logotyp}}' }))).toEqual([])
  })

  it('stands unchanged in the written file, which can be read and filled again to the same content and the same bytes', () => {
    const template = compileTemplate(withAlone())
    const filled = fillTemplate(template, exampleContext(), 'show')
    const written = writeWord(template, filled, { draft: false })
    expect(Object.entries(unzipSync(written)).filter(([name]) => name.startsWith('word/media/')).map(([, bytes]) => Buffer.from(bytes))).toEqual([RED])
    const again = compileTemplate(written)
    const refilled = fillTemplate(again, exampleContext(), 'show')
    expect([wordsOf(refilled), contentSha256Of(refilled)]).toEqual([wordsOf(filled), contentSha256Of(filled)])
    expect(partOf(writeWord(again, refilled, { draft: false }), 'word/document.xml')).toBe(partOf(written, 'word/document.xml'))
  })

  it('has a number of its own in Word each time that a loop repeats it', async () => {
    const template = compileTemplate(withPicture(await templateOf('{{#each undertecknare}}\n\n{{namn}} BILD\n\n{{/each}}'), { bytes: RED }))
    const filled = fillTemplate(template, exampleContext('vardgruppen-solbacka'), 'show')
    expect([...partOf(writeWord(template, filled, { draft: false }), 'word/document.xml').matchAll(/<wp:docPr id="(\d+)"/g)].map(([, id]) => id)).toEqual(['1', '2'])
  })

  it('may stand among words and in a table cell', () => {
    const both = withPicture(withPicture(docx, { bytes: RED }), { bytes: BLUE, name: 'image2.png' })
    expect(faultsOf(both)).toEqual([])
    expect(runsOf(filledFrom(both)).map(({ text, picture }) => picture?.alt ?? text).slice(1, 3)).toEqual(['Före ', 'En karta över lokalerna'])
  })
})

describe('the content of a document', () => {
  it('is another one with other pixels or another alternative text, and the same in another size', () => {
    const hashes = [withAlone(), withAlone({ bytes: BLUE }), withAlone({ descr: 'En annan karta' }), withAlone({ widthPt: 120 })].map((file) => contentSha256Of(filledFrom(file)))
    expect(new Set(hashes).size).toBe(3)
    expect(hashes[3]).toBe(hashes[0])
  })

  it('differs between editions by the picture, told by its alternative text, or by its looks alone', () => {
    const between = (file: Uint8Array): ReturnType<typeof editionDifference> => editionDifference(compileTemplate(withAlone()), compileTemplate(file))
    expect(JSON.stringify(between(withAlone({ bytes: BLUE })).changes)).toContain('En karta över lokalerna')
    expect(between(withAlone({ widthPt: 120 }))).toEqual({ changes: [], onlyLooks: true })
    expect(between(withAlone({ name: 'image77.png' }))).toEqual({ changes: [], onlyLooks: false })
  })
})

describe('a place for the logotype', () => {
  const place = withAlone({ descr: '{{kund.logotyp}}', widthPt: 150, heightPt: 30 })

  it('shows the customer’s logotype, as large as the box allows, and names the customer', () => {
    expect(runsOf(filledFrom(place, logotype)).at(-1)).toMatchObject({ picture: { widthPt: 90, heightPt: 30, alt: 'Logotyp för Lillfors kommun', picture: { sha256: logotype.sha256 } } })
  })

  it('prints the name of the file where there is no picture, and a gap where there is no name', () => {
    expect(wordsOf(filledFrom(place)).at(-1)).toBe(exampleContext().kund.logotyp)
    const { logotyp: _, ...kund } = exampleContext().kund
    expect(wordsOf(fillTemplate(compileTemplate(place), { ...exampleContext(), kund }, 'show', logotype)).slice(-2)).toEqual(['[saknas:', 'kund.logotyp]'])
  })

  it('is gone from the written file, which holds the logotype instead and is read again as a template', () => {
    const template = compileTemplate(place)
    const written = writeWord(template, fillTemplate(template, exampleContext(), 'show', logotype), { draft: false })
    expect(Object.entries(unzipSync(written)).filter(([name]) => name.startsWith('word/media/')).map(([, bytes]) => Buffer.from(bytes))).toEqual([Buffer.from(logotype.bytes)])
    expect(faultsOf(written)).toEqual([])
    const plain = writeWord(template, fillTemplate(template, exampleContext(), 'show'), { draft: false })
    expect(Object.keys(unzipSync(plain)).filter((name) => name.startsWith('word/media/'))).toEqual([])
  })
})
