import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readPicture } from '../../templates/picture.js'
import { readPng } from '../../templates/read-png.js'

const WIDTH = 23
const HEIGHT = 17
/** Every pixel another colour, half of them half transparent. */
const RAW = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, index) => (index % 4 === 3 ? (index % 8 === 3 ? 128 : 255) : (index * 37) % 256))
const source = () => sharp(RAW, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })

describe('a PNG', () => {
  it.each([
    ['with transparency', () => source().png()],
    ['in gray with transparency', () => source().toColourspace('b-w').png()],
    ['in gray', () => source().removeAlpha().toColourspace('b-w').png()],
    ['without transparency', () => source().removeAlpha().png()],
    ['interlaced', () => source().png({ progressive: true })],
    ['with adaptive filters', () => source().png({ adaptiveFiltering: true })],
    ['with a palette', () => source().png({ palette: true, colours: 200 })],
    ['with a palette of 4 bits', () => source().png({ palette: true, colours: 9 })],
    ['of 16 bits', () => source().toColourspace('rgb16').png()],
    ['of one bit', () => source().removeAlpha().toColourspace('b-w').threshold(90).png({ palette: true, colours: 2 })],
  ])('%s has the pixels that another reader sees', async (_, make) => {
    const file = await make().toBuffer()
    const { data, info } = await sharp(file).ensureAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    const read = readPng(file)
    if ('refused' in read) throw new Error(read.refused)
    expect([read.widthPx, read.heightPx]).toEqual([WIDTH, HEIGHT])
    const shown = Array.from({ length: WIDTH * HEIGHT }, (__, pixel) => [0, 1, 2].map((channel) => read.samples[pixel * read.channels + (read.channels === 1 ? 0 : channel)]).concat(read.alpha?.[pixel] ?? 255))
    expect(shown).toEqual(Array.from({ length: WIDTH * HEIGHT }, (__, pixel) => [...data.subarray(pixel * info.channels, pixel * info.channels + 4)]))
  })
})

describe('a JPEG', () => {
  it.each([['baseline', {}], ['progressive', { progressive: true }]])('%s says its size', async (_, options) => {
    expect(readPicture(await source().jpeg(options).toBuffer())).toMatchObject({ format: 'jpeg', widthPx: WIDTH, heightPx: HEIGHT })
  })

  it('in the colours of print is refused, since the archive format knows only those of the screen', async () => {
    expect(readPicture(await source().removeAlpha().toColourspace('cmyk').jpeg().toBuffer())).toEqual({ refused: expect.stringContaining('CMYK') })
  })
})
