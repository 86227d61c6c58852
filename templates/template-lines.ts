import type { CompiledTemplate } from './compile-template.js'
import { BEFORE_HEADINGS, HEADING_STYLES } from './heading-styles.js'
import { fieldStandIn, pictureStandIn } from './stand-in.js'
import type { TextLine } from './text-difference.js'
import type { Flow, FlowNode } from './word/flow.js'
import type { BlockProgram, ParagraphProgram, Piece, RowProgram } from './word/program.js'
import type { Condition } from './word/tag.js'

/** The template as its author reads it, tags visible: a line a paragraph, table row or block tag, under the heading it stands under. */
export function templateLines({ header, body, footer, initials }: CompiledTemplate): TextLine[] {
  const lines: TextLine[] = []
  const margin = (section: string, flow: Flow<ParagraphProgram>): void => walk(flow, (text) => lines.push({ section, style: null, text }), (paragraph) => lines.push({ section, style: null, text: writtenParagraph(paragraph) }))
  margin('Sidhuvud', header)
  let section = BEFORE_HEADINGS
  walk(body, (text) => lines.push({ section, style: null, text }), (block) => {
    if (block.type === 'paragraph' && HEADING_STYLES.has(block.style)) section = writtenParagraph(block)
    for (const { style, text } of linesOfBlock(block)) lines.push({ section, style, text })
  })
  for (const { party, pages } of initials) lines.push({ section: 'Signum', style: null, text: `{{signum ${party}${pages === null ? '' : ` ${pages.join(', ')}`}}}` })
  margin('Sidfot', footer)
  return lines.filter(({ text }) => text.trim() !== '')
}

function linesOfBlock(block: BlockProgram): Omit<TextLine, 'section'>[] {
  switch (block.type) {
    case 'paragraph':
      return [{ style: block.style, text: writtenParagraph(block) }]
    case 'table': {
      const lines: Omit<TextLine, 'section'>[] = []
      walk(block.rows, (text) => lines.push({ style: null, text }), (row) => lines.push({ style: null, text: writtenRow(row) }))
      return block.signatory === null ? lines : [{ style: null, text: `‹underskrift ${block.signatory}›` }, ...lines]
    }
    case 'page-break':
      return [{ style: null, text: '‹sidbrytning›' }]
    case 'table-of-contents':
      return [{ style: null, text: '‹innehållsförteckning›' }]
    default:
      return block satisfies never
  }
}

function writtenRow(row: RowProgram): string {
  return row.cells.map((cell) => {
    const lines: string[] = []
    walk(cell.content, (tag) => lines.push(tag), (paragraph) => lines.push(writtenParagraph(paragraph)))
    return lines.join(' ')
  }).join(' | ')
}

function writtenParagraph({ pieces }: ParagraphProgram): string {
  let text = ''
  walk(pieces, (tag) => (text += tag), (piece) => (text += writtenPiece(piece)))
  return text
}

function writtenPiece(piece: Piece): string {
  switch (piece.type) {
    case 'text':
      return piece.text
    case 'print':
      return `{{${piece.format === null ? '' : `${piece.format} `}${piece.path.source}}}`
    case 'picture':
      return pictureStandIn(piece.shown)
    case 'logotype':
      return '‹logotyp›'
    case 'field':
      return fieldStandIn(piece.field)
    default:
      return piece satisfies never
  }
}

/** Hands on every tag as it would be typed and every leaf, in the order they stand. */
function walk<T>(flow: Flow<T>, onTag: (written: string) => void, onLeaf: (value: T) => void): void {
  for (const node of flow) {
    if (node.type === 'leaf') {
      onLeaf(node.value)
      continue
    }
    const name = node.type === 'loop' ? 'each' : node.negated ? 'unless' : 'if'
    onTag(`{{#${name} ${writtenQuestion(node)}}}`)
    walk(node.body, onTag, onLeaf)
    if (node.otherwise.length > 0) onTag('{{else}}')
    walk(node.otherwise, onTag, onLeaf)
    onTag(`{{/${name}}}`)
  }
}

function writtenQuestion<T>(node: Exclude<FlowNode<T>, { type: 'leaf' }>): string {
  return node.type === 'loop' ? node.list.source : writtenCondition(node.condition)
}

function writtenCondition(condition: Condition): string {
  return condition.type === 'equal' ? `(lika ${condition.path.source} "${condition.text}")` : condition.path.source
}
