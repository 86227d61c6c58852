import { Failure } from '../../templates/failure.js'
import { showsOnWhite, UNSEEN_JPEG } from '../../templates/logotype.js'
import type { Picture } from '../../templates/picture.js'
import type { PictureRefusal } from '../../templates/picture-size.js'
import { readJpeg } from '../../templates/read-jpeg.js'
import { writePicturePages } from '../../templates/pdf/write-picture-pages.js'
import type { App } from '../app.js'

/** Larger than it stands in any document. */
const LONGER_SIDE_PT = 300
const DPI = 150

/** A logotype that has been read, or that paper would not show it: a JPEG is printed to see, unless the reader cannot be done with it. */
export async function seenLogotype(app: App, picture: Picture | PictureRefusal): Promise<Picture | PictureRefusal> {
  if ('refused' in picture || picture.format === 'png') return picture
  const header = readJpeg(picture.bytes)
  if ('refused' in header) return header
  const scale = LONGER_SIDE_PT / Math.max(header.widthPx, header.heightPx)
  const [widthPt, heightPt] = [header.widthPx * scale, header.heightPx * scale]
  const pdf = writePicturePages([{ widthPt, heightPt, matrix: [widthPt, 0, 0, heightPt, 0, 0], picture: { encoding: 'jpeg', bytes: picture.bytes, ...header } }], { title: '', subject: '', issuedAt: '2000-01-01T00:00:00Z' })
  try {
    const [page] = await app.imaging.rasterPdf(pdf, DPI, 3)
    return page === undefined || showsOnWhite({ samples: page.pixels, channels: page.channels }) ? picture : UNSEEN_JPEG
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return picture
  }
}
