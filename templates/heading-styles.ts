import type { ParagraphStyle } from './document.js'

/** Styles of paragraphs that what follows stands under. */
export const HEADING_STYLES: ReadonlySet<ParagraphStyle> = new Set<ParagraphStyle>(['Title', 'Heading1', 'Heading2', 'Heading3'])

/** Where stands what comes before the first heading. */
export const BEFORE_HEADINGS = 'Före första rubriken'
