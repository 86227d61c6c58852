import { exifTurns } from './exif-orientation.js'
import { readPicture, type Picture } from './picture.js'
import type { PictureRefusal } from './picture-size.js'
import { isAnimated, readPng } from './read-png.js'

/** Drawn as large as there is room, what is narrower is a line. */
const NARROWEST = 1 / 20
/** Fewer along the longer side are seen one by one on paper. */
const LEAST_SIDE_PX = 32
/** Of 255: what differs less from white is lost in copying. */
const LEAST_CONTRAST = 24
/** The share of its pixels that must show. */
const LEAST_SEEN = 1 / 1000

const unseen = (why: string): PictureRefusal => ({ refused: `syns inte på vitt papper: den är ${why}. Be kunden om logotypen i den färg som den trycks i på vitt.` })
/** A JPEG is never transparent. */
export const UNSEEN_JPEG = unseen('helt eller nästan vit')
const UNSEEN_PNG = unseen('helt genomskinlig eller vit')

/** A picture that a customer hands in as its logotype: one that `readPicture` takes and that stands in Word and on paper as its maker sees it, upright, still, and seen on white; whether a JPEG is seen only printing it tells (`showsOnWhite`). */
export function readLogotype(bytes: Uint8Array): Picture | PictureRefusal {
  const picture = readPicture(bytes)
  if ('refused' in picture) return picture
  const refused = faultIn(picture)
  return refused === null ? picture : { refused }
}

function faultIn({ bytes, format, widthPx, heightPx }: Picture): string | null {
  const [shorter, longer] = widthPx < heightPx ? [widthPx, heightPx] : [heightPx, widthPx]
  if (shorter < longer * NARROWEST) return `är ${widthPx} × ${heightPx} bildpunkter och skulle bara bli ett streck i handlingarna: en logotyp är högst 20 gånger så bred som hög, eller tvärtom. Kontrollera att det är rätt bild, eller beskär den.`
  if (longer < LEAST_SIDE_PX) return `är bara ${widthPx} × ${heightPx} bildpunkter och skulle inte gå att känna igen på papper. Be kunden om en större bild; 700 bildpunkter på bredden räcker.`
  if (exifTurns(bytes, format)) return 'ska enligt en uppgift i filen (EXIF) vridas eller spegelvändas när den visas, vilket inte alla program gör. Öppna bilden i ett bildprogram, kontrollera att den står rätt och spara den som PNG.'
  if (format === 'jpeg') return null
  if (isAnimated(bytes)) return 'är en animering. Spara en stillbild av den som PNG.'
  const read = readPng(bytes)
  if ('refused' in read) throw new Error(`a picture was not checked: ${read.refused}`)
  return showsOnWhite(read) ? null : UNSEEN_PNG.refused
}

/** Whether white paper shows anything of a picture, judged by the darkest channel of its pixels: pale yellow is as light as white to the eye of a gray scale, and is seen. */
export function showsOnWhite({ samples, channels, alpha = null }: { readonly samples: Uint8Array; readonly channels: number; readonly alpha?: Uint8Array | null }): boolean {
  const pixels = samples.length / channels
  let seen = 0
  for (let pixel = 0; pixel < pixels; pixel++) {
    let darkest = 255
    for (let channel = 0; channel < channels; channel++) darkest = Math.min(darkest, samples[pixel * channels + channel] ?? 255)
    if (((255 - darkest) * (alpha?.[pixel] ?? 255)) / 255 >= LEAST_CONTRAST && ++seen >= pixels * LEAST_SEEN) return true
  }
  return false
}
