import type { RunPicture } from '../document.js'
import type { Fault } from '../failure.js'
import { BODY } from '../pdf/geometry.js'
import type { TemplatePictures } from './template-pictures.js'
import { childOf, descendantsOf, elementsOf, type XmlElement } from './xml.js'

/** What a `w:drawing` stands for: a picture, or the place for the customer's logotype. */
export type PictureFound =
  | { readonly type: 'picture'; readonly shown: RunPicture }
  | { readonly type: 'logotype'; readonly widthPt: number; readonly heightPt: number }

const PICTURES = 'http://schemas.openxmlformats.org/drawingml/2006/picture'
const EMU_PER_PT = 12_700
/** The alternative text, or title, by which an author says where the customer's logotype goes. */
const LOGOTYPE_TAG = /^\{\{\s*kund\.logotyp\s*\}\}$/
/** A logotype of less than 5 mm is a blot. */
const LEAST_PLACE_PT = 14
/** Larger than a sheet in either direction. */
const LONGEST_SIDE_PT = 2000
/** Extensions that say nothing about how a picture looks. */
const HARMLESS_EXTENSIONS: ReadonlySet<string> = new Set(['a14:useLocalDpi'])

/** What would make Word show the picture otherwise than the PDF does; null when nothing does. */
function disguiseOf(picture: XmlElement): string | null {
  const fill = childOf(picture, 'pic:blipFill')
  const blip = childOf(fill, 'a:blip')
  const shape = childOf(picture, 'pic:spPr')
  const frame = childOf(shape, 'a:xfrm')
  const geometry = childOf(shape, 'a:prstGeom')
  if (blip?.attributes.has('r:link') === true) return 'är länkad till en fil utanför mallen. Infoga bilden i filen i stället.'
  const inner = blip === null ? [] : [...descendantsOf(blip)]
  if (inner.some(({ name }) => name.endsWith(':svgBlip'))) return 'är en SVG. Spara den som PNG och infoga den på nytt.'
  const extensions = inner.filter(({ name }) => name === 'a:ext').flatMap(elementsOf)
  if ((blip !== null && elementsOf(blip).some(({ name }) => name !== 'a:extLst')) || extensions.some(({ name }) => !HARMLESS_EXTENSIONS.has(name))) return 'är omfärgad eller har effekter. Återställ bilden (Bildformat, Återställ bild) eller spara den färdig som PNG.'
  if ([...(childOf(fill, 'a:srcRect')?.attributes.values() ?? [])].some((value) => Number(value) !== 0)) return 'är beskuren i Word. Beskär den i ett bildprogram, eller välj Komprimera bilder och ta bort beskurna delar.'
  if (['rot', 'flipH', 'flipV'].some((turn) => Number(frame?.attributes.get(turn) ?? 0) !== 0)) return 'är vriden eller spegelvänd i Word. Vrid den i ett bildprogram och infoga den på nytt.'
  if (geometry !== null && geometry.attributes.get('prst') !== 'rect') return 'är beskuren till en figur. Återställ bilden (Bildformat, Återställ bild).'
  const line = childOf(shape, 'a:ln')
  const effects = childOf(shape, 'a:effectLst')
  const hasLine = line !== null && childOf(line, 'a:noFill') === null && elementsOf(line).length > 0
  return hasLine || (effects !== null && elementsOf(effects).length > 0) ? 'har kantlinje eller effekter. Återställ bilden (Bildformat, Återställ bild).' : null
}

/** Its size, made less where no page has room for it, as the PDF's page would do. */
function sizeOf(inline: XmlElement): { widthPt: number; heightPt: number } | null {
  const extent = childOf(inline, 'wp:extent')
  const [widthPt, heightPt] = ['cx', 'cy'].map((side) => Number(extent?.attributes.get(side)) / EMU_PER_PT)
  const fits = (side: number | undefined): side is number => side !== undefined && side >= 1 && side <= LONGEST_SIDE_PT
  if (!fits(widthPt) || !fits(heightPt)) return null
  const scale = Math.min(1, BODY.widthPt / widthPt, BODY.heightPt / heightPt)
  return { widthPt: widthPt * scale, heightPt: heightPt * scale }
}

function altOf(inline: XmlElement): { alt: string | null } | { refused: string } {
  const properties = childOf(inline, 'wp:docPr')
  const [description = '', title = ''] = ['descr', 'title'].map((name) => (properties?.attributes.get(name) ?? '').replaceAll(/\s+/g, ' ').trim())
  if (properties !== null && [...descendantsOf(properties)].some(({ name }) => name.startsWith('a:hlink'))) return { refused: 'är en länk. Ta bort länken.' }
  if (LOGOTYPE_TAG.test(description) || LOGOTYPE_TAG.test(title)) return { alt: null }
  const alt = description === '' ? title : description
  if (alt === '') return { refused: 'saknar alternativtext: den som inte ser bilden får inte veta vad den visar. Högerklicka på bilden, välj Visa alternativtext och skriv det.' }
  if (/\{\{|\}\}/.test(alt)) return { refused: 'har en tagg i alternativtexten. Bara {{kund.logotyp}} ensam får stå där; skriv annars vad bilden visar.' }
  return { alt }
}

function readInline(inline: XmlElement, pictures: TemplatePictures): PictureFound | { refused: string } {
  const graphic = childOf(childOf(inline, 'a:graphic'), 'a:graphicData')
  const picture = childOf(graphic, 'pic:pic')
  if (graphic?.attributes.get('uri') !== PICTURES || picture === null) return { refused: 'är ett diagram, en figur eller SmartArt. Spara den som PNG och infoga den som bild.' }
  const disguise = disguiseOf(picture)
  if (disguise !== null) return { refused: disguise }
  const size = sizeOf(inline)
  if (size === null) return { refused: 'har en orimlig storlek. Infoga bilden på nytt.' }
  const alt = altOf(inline)
  if ('refused' in alt) return alt
  if (alt.alt === null) return Math.min(size.widthPt, size.heightPt) < LEAST_PLACE_PT ? { refused: 'är platsen för kundens logotyp men så liten att den inte skulle gå att känna igen. Dra ut den till minst 5 mm i båda ledder.' } : { type: 'logotype', ...size }
  const read = pictures.at(childOf(childOf(picture, 'pic:blipFill'), 'a:blip')?.attributes.get('r:embed') ?? '')
  return 'refused' in read ? read : { type: 'picture', shown: { picture: read, ...size, alt: alt.alt } }
}

/** Whether anything that Word draws stands in the part. */
export function holdsPicture(part: XmlElement): boolean {
  return [...descendantsOf(part)].some(({ name }) => name === 'w:drawing' || name === 'w:pict')
}

/** The picture that a `w:drawing` at `place` shows in the line; null, with a fault that counts pictures from the top, for any other. */
export function readDrawing(drawing: XmlElement, place: string, pictures: TemplatePictures, faults: Fault[]): PictureFound | null {
  const number = pictures.next()
  for (const { attributes } of descendantsOf(drawing)) pictures.mention(attributes.get('r:embed') ?? '')
  const [shape] = elementsOf(drawing)
  const read = shape?.name === 'wp:inline' ? readInline(shape, pictures) : { refused: shape === undefined ? 'är tom. Ta bort den.' : 'flyter fritt på sidan. Högerklicka på bilden, välj Figursättning (Radbryt text) och I nivå med texten.' }
  if (!('refused' in read)) return read
  faults.push({ path: place, message: `bild ${number} ${read.refused}` })
  return null
}
