/** A stretch of library text in one look; tags stand in it as they are written. */
export interface Span {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
  /** Set where the customer's logotype stands, fitted into a box of that size; `text` is then empty. */
  readonly logotype?: { readonly widthMm: number; readonly heightMm: number }
}

const LOGOTYPE = /^!\[\{\{kund\.logotyp\}\}\]\((\d{1,3}) × (\d{1,3}) mm\)$/
const TOKEN = /!\[\{\{kund\.logotyp\}\}\]\(\d{1,3} × \d{1,3} mm\)|\\[\\*|[\]#>-]|\{\{[^{}]*\}\}|\*\*|\*/g

/** A line of library text with `**bold**`, `*italic*` and `![{{kund.logotyp}}](60 × 20 mm)` resolved; null when a mark is opened and never closed. A backslash makes the next mark plain. */
export function spansOf(line: string): Span[] | null {
  const spans: Span[] = []
  let bold = false
  let italic = false
  let at = 0
  const push = (text: string): void => {
    const last = spans.at(-1)
    if (text === '') return
    if (last !== undefined && last.logotype === undefined && last.bold === bold && last.italic === italic) spans[spans.length - 1] = { ...last, text: last.text + text }
    else spans.push({ text, bold, italic })
  }
  for (const match of line.matchAll(TOKEN)) {
    push(line.slice(at, match.index))
    at = match.index + match[0].length
    const box = LOGOTYPE.exec(match[0])
    if (box !== null) spans.push({ text: '', bold: false, italic: false, logotype: { widthMm: Number(box[1]), heightMm: Number(box[2]) } })
    else if (match[0] === '**') bold = !bold
    else if (match[0] === '*' && !isLoneStar(line, match.index)) italic = !italic
    else push(match[0].startsWith('\\') ? match[0].slice(1) : match[0])
  }
  push(line.slice(at))
  return bold || italic ? null : spans
}

/** "5 * 3" is arithmetic, not emphasis. */
function isLoneStar(line: string, index: number): boolean {
  return (line[index - 1] ?? ' ') === ' ' && (line[index + 1] ?? ' ') === ' '
}
