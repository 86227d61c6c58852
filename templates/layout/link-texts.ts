import type { Layout, LayoutPage, PageLink, Piece, StructureElement } from './layout.js'

const LINK_RISE_PT = 9
const LINK_DROP_PT = 3

/** The layout with a link over each of the texts, which stand alone in a paragraph or cell, in the order given; where they lead is for whoever binds the file to say. */
export function linkTexts(layout: Layout, texts: readonly string[]): Layout {
  const elements: StructureElement[] = [...layout.elements]
  let next = 0
  const pages = layout.pages.map((page): LayoutPage => {
    const links: PageLink[] = [...page.links]
    const pieces: Piece[] = []
    for (const group of groupsOf(page.pieces)) {
      const wanted = texts[next]
      const [first] = group
      if (wanted === undefined || first === undefined || first.element === null || shown(group) !== bare(wanted)) {
        pieces.push(...group)
        continue
      }
      const element = elements.push({ role: 'Link', parent: first.element, detail: null }) - 1
      pieces.push(...group.map((piece) => ({ ...piece, element })))
      links.push({ ...areaOf(group), element, text: wanted, targetPage: 1, targetYPt: page.heightPt })
      next += 1
    }
    return { ...page, pieces, links }
  })
  if (next < texts.length) throw new Error(`”${texts[next] ?? ''}” is nowhere in the layout`)
  return { ...layout, pages, elements }
}

function groupsOf(pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = []
  for (const piece of pieces) {
    const last = groups.at(-1)
    if (last?.[0]?.element === piece.element && piece.element !== null) last.push(piece)
    else groups.push([piece])
  }
  return groups
}

/** Without spaces and soft hyphens, which say where lines end and not what is written. */
function bare(text: string): string {
  return text.replaceAll(/[\s\u00AD]/gu, '')
}

function shown(group: readonly Piece[]): string {
  return bare(group.map((piece) => (piece.type === 'text' ? piece.text : '')).join(''))
}

/** From the first line's top to the last line's foot. */
function areaOf(group: readonly Piece[]): { xPt: number; yPt: number; widthPt: number; heightPt: number } {
  const lines = group.filter((piece) => piece.type === 'text')
  const [left, low, high] = [Math.min(...lines.map(({ xPt }) => xPt)), Math.min(...lines.map(({ yPt }) => yPt)), Math.max(...lines.map(({ yPt }) => yPt))]
  const right = Math.max(...lines.map(({ xPt, text, sizePt }) => xPt + text.length * sizePt * 0.5))
  return { xPt: left, yPt: low - LINK_DROP_PT, widthPt: right - left, heightPt: high - low + LINK_RISE_PT + LINK_DROP_PT }
}
