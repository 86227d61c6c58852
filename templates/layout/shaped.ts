import type { Paragraph, ParagraphShape } from '../document.js'
import type { SetLine } from './set-paragraph.js'
import type { TextStyle } from './style.js'

/** Of the letters' size, as Arial has it and Word counts lines by. */
const NATURAL_LEADING = 1.15

/** Each shape belongs to one paragraph of a template, and is asked for again by every customer. */
const madeBefore = new WeakMap<ParagraphShape, { readonly base: TextStyle; readonly style: TextStyle }>()

/** The style with what the paragraph's author has set otherwise; the same value for the same paragraph and style. */
export function shaped(base: TextStyle, paragraph: Paragraph): TextStyle {
  const { shape } = paragraph
  if (shape === undefined) return base
  const known = madeBefore.get(shape)
  if (known?.base === base) return known.style
  const style = { ...base, ...indentsOf(base, shape, paragraph.number !== null || paragraph.style === 'ListBullet'), ...spacingOf(base, shape) }
  madeBefore.set(shape, { base, style })
  return style
}

/** Word counts both indents from the column's edge to the text, and the number stands as far out as the first line does. */
function indentsOf(base: TextStyle, { leftPt, rightPt = base.rightPt, firstPt, align }: ParagraphShape, numbered: boolean): Pick<TextStyle, 'indentPt' | 'hangPt' | 'rightPt' | 'firstPt' | 'align'> {
  if (!numbered) return { indentPt: leftPt ?? base.indentPt, hangPt: base.hangPt, rightPt, firstPt: firstPt ?? base.firstPt, align: align ?? base.align }
  const textPt = leftPt ?? base.indentPt + base.hangPt
  const hangPt = firstPt !== undefined && firstPt < 0 ? -firstPt : base.hangPt
  const indentPt = firstPt !== undefined && firstPt >= 0 ? textPt + firstPt : Math.max(0, textPt - hangPt)
  return { indentPt, hangPt, rightPt, firstPt: base.firstPt, align: base.align }
}

function spacingOf(base: TextStyle, { beforePt = base.beforePt, afterPt = base.afterPt, leading }: ParagraphShape): Pick<TextStyle, 'beforePt' | 'afterPt' | 'leadingPt'> {
  return { beforePt, afterPt, leadingPt: leadingPtOf(base, leading) }
}

function leadingPtOf(base: TextStyle, leading: ParagraphShape['leading']): number {
  if (leading === undefined) return base.leadingPt
  if ('times' in leading) return leading.times * base.sizePt * NATURAL_LEADING
  return 'exactlyPt' in leading ? leading.exactlyPt : Math.max(leading.atLeastPt, base.sizePt * NATURAL_LEADING)
}

/** How far from the left of its column a line begins that is centred or set to the right; `widthPt` is the column's. */
export function alignedPt(line: SetLine, { align, rightPt }: TextStyle, widthPt: number): number {
  if (align === 'left') return 0
  const freePt = Math.max(0, widthPt - rightPt - line.widthPt)
  return align === 'center' ? freePt / 2 : freePt
}
