import type { RunPicture } from '../document.js'
import type { Picture } from '../picture.js'
import { parseXml } from './parse-xml.js'
import { pictureIdOf } from './template-pictures.js'
import { packPart, type PackedPart, unpackPart } from './write-zip.js'
import { elementsOf, escapeAttribute, startTagOf, xmlOf, XML_DECLARATION } from './xml.js'

const EMU_PER_PT = 12_700
const RELATIONSHIPS = 'word/_rels/document.xml.rels'
const CONTENT_TYPES = '[Content_Types].xml'
const IMAGE_RELATIONSHIP = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image'
const NAMESPACES = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
/** Where a picture gets its number when the whole text is written; no text can say it, since its brackets are escaped. */
export const UNNUMBERED = '<wp:docPr id="0"'

/** A picture as it stands in a run (ISO/IEC 29500-1, 20.4.2.8), still without its number. */
export function pictureXml({ picture, alt, widthPt, heightPt }: RunPicture): string {
  const [cx, cy] = [Math.round(widthPt * EMU_PER_PT), Math.round(heightPt * EMU_PER_PT)]
  const said = escapeAttribute(alt)
  const shape = `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`
  const inner = `<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="Bild" descr="${said}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${pictureIdOf(picture.sha256)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>${shape}</pic:pic>`
  return `<w:drawing><wp:inline ${NAMESPACES} distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${cx}" cy="${cy}"/>${UNNUMBERED} name="Bild" descr="${said}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">${inner}</a:graphicData></a:graphic></wp:inline></w:drawing>`
}

/** The parts with one more picture that `word/document.xml` may name. */
export function withPicture(parts: readonly PackedPart[], picture: Picture): PackedPart[] {
  const id = pictureIdOf(picture.sha256)
  const relationships = parts.find((part) => part.name === RELATIONSHIPS)
  // A template that holds the very same picture names it already.
  if (relationships !== undefined && new TextDecoder().decode(unpackPart(relationships)).includes(id)) return [...parts]
  const name = `word/media/bild-${picture.sha256.slice(0, 24)}.${picture.format === 'png' ? 'png' : 'jpg'}`
  const added = (part: PackedPart, xml: string): PackedPart => {
    const root = parseXml(part.name, unpackPart(part))
    const written = `${XML_DECLARATION}${startTagOf(root)}${elementsOf(root).map(xmlOf).join('')}${xml}</${root.name}>`
    return packPart(part.name, new TextEncoder().encode(written), 9)
  }
  const changed = parts.map((part) => {
    if (part.name === RELATIONSHIPS) return added(part, `<Relationship Id="${id}" Type="${IMAGE_RELATIONSHIP}" Target="media/${name.slice('word/media/'.length)}"/>`)
    return part.name === CONTENT_TYPES ? added(part, `<Override PartName="/${name}" ContentType="image/${picture.format}"/>`) : part
  })
  return [...changed, packPart(name, picture.bytes, 3)]
}
