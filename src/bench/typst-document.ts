import type { Block, FilledDocument, Paragraph, ParagraphStyle, Table, TableRow } from '../../templates/document.js'
import { CELL_STYLES, CONTENTS_STYLE, PAGE_STYLES, RUNNING_STYLE, type TextStyle } from '../../templates/layout/style.js'
import { BODY, PAGE } from '../../templates/pdf/geometry.js'

const LEVELS: Readonly<Partial<Record<ParagraphStyle, number>>> = { Heading1: 1, Heading2: 2, Heading3: 3 }
/** What may mean something in Typst's markup. */
const MARKUP = /[\\#*_$<>@=+\-/~'"`[\]().,:;]/g
const PT = (lengthPt: number): string => `${String(lengthPt)}pt`

function written(text: string): string {
  return text.replaceAll(MARKUP, '\\$&').replaceAll('\t', ' ').replaceAll('\n', ' \\ ')
}

function runsOf({ number, runs }: Paragraph): string {
  const text = runs.map(({ text: said, bold, italic }) => {
    const emphasised = italic ? `#emph[${written(said)}]` : written(said)
    return bold ? `#strong[${emphasised}]` : emphasised
  }).join('')
  return number === null ? text : `${written(number)} ${text}`
}

/** Typst measures from a baseline to the top of the next line's capitals, 0.72 of Arimo's size. */
function gapPt(sizePt: number, leadingPt: number): number {
  return leadingPt - sizePt * 0.72
}

/** What the styles of the house are called in the Typst program: `p-BodyText`, and `c-BodyText` in a cell. */
function styleFunctions(): string[] {
  const definition = (name: string, { sizePt, leadingPt, beforePt, afterPt, indentPt, bold, italic }: TextStyle): string =>
    `#let ${name}(body) = block(above: ${PT(beforePt + gapPt(sizePt, leadingPt))}, below: ${PT(afterPt + gapPt(sizePt, leadingPt))}, inset: (left: ${PT(indentPt)}), { set par(leading: ${PT(gapPt(sizePt, leadingPt))}); text(size: ${PT(sizePt)}, weight: "${bold ? 'bold' : 'regular'}", style: "${italic ? 'italic' : 'normal'}", body) })`
  return [...Object.entries(PAGE_STYLES).map(([name, style]) => definition(`p-${name}`, style)), ...Object.entries(CELL_STYLES).map(([name, style]) => definition(`c-${name}`, style))]
}

function headingLooks(): string[] {
  return (['Heading1', 'Heading2', 'Heading3'] as const).map((name, index) => {
    const { sizePt, leadingPt, beforePt, afterPt } = PAGE_STYLES[name]
    const gap = gapPt(sizePt, leadingPt)
    return `#show heading.where(level: ${index + 1}): set text(size: ${PT(sizePt)})\n#show heading.where(level: ${index + 1}): set block(above: ${PT(beforePt + gap)}, below: ${PT(afterPt + gap)})`
  })
}

/** What is the same in all documents, in front of the text. */
const LOOKS = [
  '#set text(font: "Arimo", lang: "sv", hyphenate: true, size: 10.5pt)', '#set smartquote(enabled: false)', '#set par(justify: false, leading: 6.9pt, spacing: 8pt)',
  `#show outline.entry: set text(size: ${PT(CONTENTS_STYLE.sizePt)})`, '#set table(stroke: 0.4pt + luma(180), inset: (x: 5pt, top: 6.5pt, bottom: 6pt))', ...headingLooks(), ...styleFunctions(),
].join('\n')

function paragraphOf(paragraph: Paragraph, prefix: 'p' | 'c'): string {
  const level = prefix === 'p' ? LEVELS[paragraph.style] : undefined
  return level === undefined ? `#${prefix}-${paragraph.style}[${runsOf(paragraph)}]` : `#heading(level: ${level})[${runsOf(paragraph)}]`
}

function cellsOf({ cells }: TableRow): string {
  return cells.map(({ span, paragraphs }) => `table.cell(colspan: ${span}, breakable: false)[${paragraphs.map((paragraph) => paragraphOf(paragraph, 'c')).join('\n')}]`).join(', ')
}

function tableOf({ columns, rows }: Table): string {
  const body = rows.findIndex((row) => !row.head)
  const heads = rows.slice(0, body < 0 ? rows.length : body)
  const head = heads.length === 0 ? '' : `table.header(${heads.map(cellsOf).join(', ')}), `
  return `#table(columns: (${columns.map((share) => `${String(share)}fr`).join(', ')},), ${head}${rows.slice(heads.length).map(cellsOf).join(',\n')})`
}

function contentOf(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return paragraphOf(block, 'p')
    case 'table':
      return tableOf(block)
    case 'signature':
      return `#block(breakable: false)[${tableOf(block.table)}]`
    case 'page-break':
      return '#pagebreak()'
    case 'table-of-contents':
      return '#outline(title: none, depth: 2)'
    default:
      return block satisfies never
  }
}

/** A filled document as Typst source: the same words, tables, contents, head and foot, in the same sizes and margins; without page codes and exemplars, which it has no match for. */
export function typstSource(filled: FilledDocument): string {
  const margin = `(x: ${PT(BODY.xPt)}, top: ${PT(PAGE.heightPt - BODY.yPt - BODY.heightPt)}, bottom: ${PT(BODY.yPt)})`
  const running = `#set page(width: ${PT(PAGE.widthPt)}, height: ${PT(PAGE.heightPt)}, margin: ${margin}, header-ascent: 30%, footer-descent: 30%, header: text(size: ${PT(RUNNING_STYLE.sizePt)})[${filled.header.map(runsOf).join(' \\ ')}], footer: context align(right, text(size: ${PT(RUNNING_STYLE.sizePt)})[Sida #counter(page).display() av #counter(page).final().first()]))`
  return [`#set document(title: "${filled.title.replaceAll(/["\\]/g, '\\$&')}", date: none)`, LOOKS, running, ...filled.blocks.map(contentOf)].join('\n')
}
