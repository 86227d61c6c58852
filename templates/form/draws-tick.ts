import { PDFDict, PDFName, PDFRawStream, PDFStream, type PDFWidgetAnnotation } from 'pdf-lib'
import { Failure } from '../failure.js'
import { decodedContent } from '../pdf/decoded-content.js'

/** A string, what is left of one that is never closed, a hexadecimal string, a dictionary's mark, an array's, a name, or a number or operator (ISO 32000-1, 7.2). */
const TOKEN = /\((?:\\[\s\S]|[^\\()]|\((?:\\[\s\S]|[^\\()])*\))*\)|\((?:\\[\s\S]|[^\\)])*|<<|>>|<[0-9A-Fa-f\s]*>|[[\]]|\/[^\s()<>[\]{}/%]*|%[^\r\n]*|[^\s()<>[\]{}/%]+/g
const OPERATOR = /^[A-Za-z'"][A-Za-z0-9*'"]*$/
const PATH = new Set(['m', 'l', 'c', 'v', 'y', 'h', 're'])
const PAINT = new Set(['S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*'])
const SHOW = new Set(['Tj', 'TJ', "'", '"'])
const DEEPEST = 4

/** What a form's appearance puts on paper, one entry a path, text or picture, each by how it is drawn. */
function paintingsOf(stream: PDFStream, depth = 0): string[] {
  if (!(stream instanceof PDFRawStream) || depth > DEEPEST) return ['unread']
  const painted: string[] = []
  let [operands, path]: [string[], string[]] = [[], []]
  for (const [token] of textOf(stream).matchAll(TOKEN)) {
    if (token.startsWith('%')) continue
    if (!OPERATOR.test(token)) {
      operands.push(token)
      continue
    }
    if (PATH.has(token)) path.push(...operands, token)
    else if (PAINT.has(token) && path.length > 0) painted.push([...path, token].join(' '))
    else if (SHOW.has(token) && operands.some((one) => /^[(<][\s\S]*\S[\s\S]*[)>]$/.test(one))) painted.push([...operands, token].join(' '))
    else if (token === 'Do') painted.push(...drawnBy(stream, operands[0] ?? '', depth))
    else if (token === 'sh' || token === 'BI') painted.push([...operands, token].join(' '))
    if (PAINT.has(token) || token === 'n') path = []
    operands = []
  }
  return painted
}

function textOf(stream: PDFRawStream): string {
  try {
    return Buffer.from(decodedContent(stream, '')).toString('latin1')
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return '/unread sh'
  }
}

/** What a form within the form paints; a picture paints itself. */
function drawnBy({ dict }: PDFRawStream, name: string, depth: number): string[] {
  const resources = dict.lookup(PDFName.of('Resources'))
  const forms = resources instanceof PDFDict ? resources.lookup(PDFName.of('XObject')) : undefined
  const named = forms instanceof PDFDict ? forms.lookup(PDFName.of(name.slice(1))) : undefined
  if (!(named instanceof PDFStream)) return []
  return named.dict.lookup(PDFName.of('Subtype')) === PDFName.of('Form') ? paintingsOf(named, depth + 1) : [name]
}

/** A box drawn behind the tick, with or without its border. */
const BOX = /^(?:-?[\d.]+ ){4}re \S+$/

/** Why paper would not show whether the box is ticked; null when it would. */
export function tickObjection(widget: PDFWidgetAnnotation): string | null {
  const normal = widget.AP()?.lookup(PDFName.of('N'))
  const on = widget.getOnValue()
  const ticked = normal instanceof PDFDict && on !== undefined ? normal.lookup(on) : undefined
  const unticked = normal instanceof PDFDict ? normal.lookup(PDFName.of('Off')) : undefined
  const [with_, without] = [ticked, unticked].map((stream) => (stream instanceof PDFStream ? paintingsOf(stream) : []))
  if (with_ === undefined || without === undefined || with_.length === 0) return 'ett kryss i fältet skulle inte synas på papper'
  if (without.some((one) => !BOX.test(one) && !with_.includes(one))) return 'rutan ritar något på papper också när den inte är ikryssad'
  return with_.every((one) => without.includes(one)) ? 'rutan ser likadan ut på papper med och utan kryss' : null
}
