import { unzipSync, zipSync } from 'fflate'
import { withDocument } from './template-of.js'

/** How a picture stands in a test's Word file. */
export interface PlacedPicture {
  readonly bytes: Uint8Array
  readonly name?: string
  readonly descr?: string
  readonly title?: string
  readonly widthPt?: number
  readonly heightPt?: number
  /** The last word on the drawing's XML. */
  readonly change?: (xml: string) => string
}

const EMU = 12_700

function drawingXml({ descr = 'En karta över lokalerna', title, widthPt = 100, heightPt = 50 }: PlacedPicture, id: string): string {
  const size = `cx="${widthPt * EMU}" cy="${heightPt * EMU}"`
  return `<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent ${size}/><wp:docPr id="7" name="Bildobjekt 7" descr="${descr}"${title === undefined ? '' : ` title="${title}"`}/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="0" name=""/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${id}"><a:extLst><a:ext uri="{28A0092B-C50C-407E-A947-70E740481C1C}"><a14:useLocalDpi xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" val="0"/></a:ext></a:extLst></a:blip><a:srcRect/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln><a:noFill/></a:ln></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`
}

/** The file with a picture in place of the word BILD, as Word writes one. */
export function withPicture(docx: Uint8Array, picture: PlacedPicture): Uint8Array {
  const { bytes, name = 'image1.png', change = (xml: string) => xml } = picture
  const id = `rId9${name.replaceAll(/\W/g, '')}`
  const placed = withDocument(docx, 'BILD', `</w:t></w:r>${change(drawingXml(picture, id))}<w:r><w:t xml:space="preserve">`)
  const parts: Record<string, Uint8Array> = unzipSync(placed)
  const edit = (part: string, find: string, put: string): void => {
    parts[part] = new TextEncoder().encode(new TextDecoder().decode(parts[part]).replace(find, () => put))
  }
  parts[`word/media/${name}`] = bytes
  edit('word/_rels/document.xml.rels', '</Relationships>', `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/${name}"/></Relationships>`)
  edit('[Content_Types].xml', '</Types>', `<Override PartName="/word/media/${name}" ContentType="image/${/png$/i.test(name) ? 'png' : 'jpeg'}"/></Types>`)
  return zipSync(parts)
}
