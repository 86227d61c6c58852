import type { Block, Paragraph } from '../document.js'

/** As after any paragraph, in twips. */
const AFTER_LIST_TWIPS = 130
/** What stands after `w:spacing` in `w:pPr` (ISO/IEC 29500-1, 17.3.1.26). */
const AFTER_SPACING = /<w:(ind|contextualSpacing|mirrorIndents|suppressOverlap|jc|textDirection|textAlignment|textboxTightWrap|outlineLvl|divId|cnfStyle|rPr|sectPr|pPrChange)[ />]|<\/w:pPr>/

/** The last items of lists by their items; the same one each time, by which a fixed paragraph is known to be written already. */
const endings = new WeakMap<Paragraph, Paragraph>()

function isListItem(block: Block | undefined): block is Paragraph {
  return block?.type === 'paragraph' && (block.style === 'ListBullet' || block.style === 'ListNumber')
}

/** The block, with the space of a paragraph after it where it is a list's last item and its author has set no space himself. */
export function endingList<T extends Block>(block: T, next: Block | undefined): T | Paragraph {
  if (!isListItem(block) || next === undefined || isListItem(next) || block.propertiesXml.includes('<w:spacing ')) return block
  const known = endings.get(block) ?? { ...block, propertiesXml: spaced(block.propertiesXml) }
  endings.set(block, known)
  return known
}

function spaced(propertiesXml: string): string {
  const spacing = `<w:spacing w:after="${AFTER_LIST_TWIPS}"/>`
  const at = AFTER_SPACING.exec(propertiesXml)?.index
  return at === undefined ? `<w:pPr>${spacing}</w:pPr>` : `${propertiesXml.slice(0, at)}${spacing}${propertiesXml.slice(at)}`
}
