import type { Block } from '../document.js'
import { HEADING_STYLES } from '../heading-styles.js'
import { GrowingXml } from './growing-xml.js'

/** What announces signatures is so short a table, and not a list of a page. */
const MOST_ROWS = 12
/** So many paragraphs and tables go with the signatures to their page. */
const MOST_KEPT = 2

/** The blocks, by their place, that stand on the page of the signatures after them: nobody shall sign a page that says nothing. */
export function keptWithSignatures(blocks: readonly Block[]): ReadonlySet<number> {
  const kept = new Set<number>()
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'signature') continue
    if (blocks[index + 1]?.type === 'signature') kept.add(index)
    if (blocks[index - 1]?.type !== 'signature') for (const place of announcing(blocks, index)) kept.add(place)
  }
  return kept
}

function announcing(blocks: readonly Block[], signature: number): number[] {
  const places: number[] = []
  for (let place = signature - 1; place >= 0 && places.length < MOST_KEPT; place--) {
    const block = blocks[place]
    const goesAlong = block?.type === 'table' ? block.rows.length <= MOST_ROWS : block?.type === 'paragraph' && !HEADING_STYLES.has(block.style)
    if (!goesAlong) break
    places.push(place)
  }
  return places
}

/** The same XML with every paragraph in it kept with the next; `w:keepNext` follows `w:pStyle` (ISO/IEC 29500-1, 17.3.1.26). */
export function keptWithNext(xml: string): string {
  return xml.replaceAll(/<w:pPr\/>|<w:keepNext w:val="(?:false|0|off)"\/>/g, '').replaceAll(/<w:p>(<w:pPr>(?:<w:pStyle [^>]*\/>)?)?(<w:keepNext)?/g, (whole: string, properties: string | undefined, keeps: string | undefined) => {
    if (keeps !== undefined) return whole
    return properties === undefined ? '<w:p><w:pPr><w:keepNext/></w:pPr>' : `${whole}<w:keepNext/>`
  })
}

/** Writes a part, kept with what follows where that is asked; pictures are counted as they come, so a part that holds one is written as it is. */
export function writeKept(xml: GrowingXml, keeps: boolean, write: (part: GrowingXml) => void): void {
  if (!keeps) return write(xml)
  const part = new GrowingXml()
  write(part)
  const written = Buffer.from(part.done()).toString('utf8')
  if (written.includes('<wp:docPr ')) write(xml)
  else xml.text(keptWithNext(written))
}
