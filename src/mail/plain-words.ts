import type { Email } from 'postal-mime'

const MOST_HTML = 500_000
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ', plus: '+', sol: '/', equals: '=', hyphen: '-', dash: '-', colon: ':', newline: '\n' }
/** What begins a new line where it stands. */
const BREAKS = /^\/?(?:p|div|br|li|tr|pre|h[1-6]|blockquote|table|ul|ol)\b/iu
/** What holds no words. */
const SILENT = /^(?:script|style|head)\b/iu

/** A mail's words: its plain text, or else those of its HTML, without any of its looks; the empty string when there are none. */
export function plainWordsOf({ text, html }: Pick<Email, 'text' | 'html'>): string {
  return text !== undefined && text.trim() !== '' ? text : wordsOfHtml(html?.slice(0, MOST_HTML) ?? '')
}

/** Walks from tag to tag, each place looked at once. */
function wordsOfHtml(html: string): string {
  const words: string[] = []
  const lower = html.toLowerCase()
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    words.push(html.slice(at, open === -1 ? html.length : open))
    if (open === -1) break
    const close = html.startsWith('<!--', open) ? html.indexOf('-->', open) : html.indexOf('>', open)
    if (close === -1) break
    const tag = html.slice(open + 1, Math.min(close, open + 30))
    if (BREAKS.test(tag)) words.push('\n')
    at = SILENT.test(tag) ? endOfSilent(lower, close, SILENT.exec(tag)?.[0] ?? '') : close + 1
  }
  return words.join('').replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/giu, decoded)
}

function endOfSilent(lower: string, from: number, name: string): number {
  const end = lower.indexOf(`</${name.toLowerCase()}`, from)
  return end === -1 ? lower.length : end
}

function decoded(entity: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? entity
  const point = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return point <= 0x10_ffff ? String.fromCodePoint(point) : entity
}
