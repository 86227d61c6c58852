import sharp from 'sharp'
import type { BareJpeg } from './bare-jpeg.js'

/** The pixels of a JPEG in gray or colour, as PDFium draws them; null for one that the decoder complains of. */
export async function jpegPixels({ bytes, channels, widthPx, heightPx }: BareJpeg, wanted: 1 | 3): Promise<Uint8Array | null> {
  sharp.cache(false)
  sharp.concurrency(1)
  try {
    const pixels = await sharp(bytes, { failOn: 'warning', limitInputPixels: widthPx * heightPx }).toColourspace(channels === 1 ? 'b-w' : 'srgb').raw().toBuffer()
    if (pixels.length !== widthPx * heightPx * channels) return null
    if (channels === wanted) return pixels
    return wanted === 1 ? inGray(pixels) : inColour(pixels)
  } catch {
    return null
  }
}

/** In hundredths, rounded down. */
function inGray(pixels: Uint8Array): Uint8Array {
  const gray = new Uint8Array(pixels.length / 3)
  for (let at = 0, from = 0; at < gray.length; at += 1, from += 3) gray[at] = ((30 * (pixels[from] ?? 0) + 59 * (pixels[from + 1] ?? 0) + 11 * (pixels[from + 2] ?? 0)) / 100) | 0
  return gray
}

function inColour(pixels: Uint8Array): Uint8Array {
  const colour = new Uint8Array(pixels.length * 3)
  for (let at = 0, to = 0; at < pixels.length; at += 1) for (const end = to + 3; to < end; to += 1) colour[to] = pixels[at] ?? 0
  return colour
}
