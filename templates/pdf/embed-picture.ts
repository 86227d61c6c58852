import type { Picture } from '../picture.js'
import type { PictureRefusal } from '../picture-size.js'
import { readJpeg } from '../read-jpeg.js'
import { readPng } from '../read-png.js'
import { compress } from './draw-pages.js'
import { reference, type ObjectStore, type StreamEntries } from './object-store.js'

/** A picture's data as it stands in a file, its transparency apart (ISO 32000-1, 8.9.5 and 11.6.5.3). */
interface EmbeddablePicture {
  readonly channels: 1 | 3
  readonly filter: 'DCTDecode' | 'FlateDecode'
  readonly data: Uint8Array
  readonly alpha: Uint8Array | null
}

/** Templates' pictures stay the same from document to document. */
const known = new WeakMap<Picture, EmbeddablePicture>()

function prepared({ format, bytes }: Picture): EmbeddablePicture {
  if (format === 'jpeg') return { channels: checked(readJpeg(bytes)).channels, filter: 'DCTDecode', data: bytes, alpha: null }
  const { channels, samples, alpha } = checked(readPng(bytes))
  return { channels, filter: 'FlateDecode', data: compress(samples), alpha: alpha === null ? null : compress(alpha) }
}

function checked<Read>(read: Read | PictureRefusal): Read {
  if (typeof read === 'object' && read !== null && 'refused' in read) throw new Error(`a picture was not checked: ${read.refused}`)
  return read
}

/** Embeds a picture and returns its object's number: a JPEG as it is, a PNG as its pixels and, where some are not opaque, a soft mask (ISO 19005-2, 6.2.8 and 6.2.10). */
export function embedPicture(store: ObjectStore, picture: Picture): number {
  const { channels, filter, data, alpha } = known.get(picture) ?? prepared(picture)
  known.set(picture, { channels, filter, data, alpha })
  const image = (bytes: Uint8Array, entries: StreamEntries): number =>
    store.stream({ Type: '/XObject', Subtype: '/Image', Width: picture.widthPx, Height: picture.heightPx, BitsPerComponent: 8, ...entries }, bytes)
  const mask = alpha === null ? null : image(alpha, { ColorSpace: '/DeviceGray', Filter: '/FlateDecode' })
  return image(data, { ColorSpace: channels === 1 ? '/DeviceGray' : '/DeviceRGB', Filter: `/${filter}`, ...(mask === null ? {} : { SMask: reference(mask) }) })
}
