import type { ParagraphStyle } from '../../templates/document.js'
import type { LineChange } from '../../templates/text-difference.js'

const STYLE_NAMES: Readonly<Record<ParagraphStyle, string>> = {
  Title: 'titel', Subtitle: 'underrubrik till titeln', Heading1: 'rubrik 1', Heading2: 'rubrik 2', Heading3: 'rubrik 3', BodyText: 'brödtext', ListBullet: 'punktlista',
  ListNumber: 'numrerad lista', TableHead: 'tabellhuvud', TableCell: 'tabelltext', Note: 'anmärkning', Mark: 'märkning',
}

/** What style a line had and has (`rubrik 1 → brödtext`); empty when it kept its own. */
export function styleWords(change: LineChange): string {
  if (change.type !== 'changed' || change.style === null) return ''
  const name = (style: ParagraphStyle | null): string => (style === null ? 'utan formatmall' : STYLE_NAMES[style])
  return `${name(change.style.before)} → ${name(change.style.after)}`
}
