import { execFileSync, spawnSync } from 'node:child_process'
import { strFromU8, unzipSync } from 'fflate'

/** Whether PDFs can be read by another program than the one that wrote them; said aloud when not. */
export const hasPdftotext = spawnSync('pdftotext', ['-v']).error === undefined
if (!hasPdftotext) process.stderr.write('SKIPPED: pdftotext saknas, så proven som läser text ur PDF körs inte. Installera med: apt-get install poppler-utils\n')

/** What a person reads in a PDF. */
export function pdfText(pdf: Uint8Array): string {
  return execFileSync('pdftotext', ['-raw', '-enc', 'UTF-8', '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: 2 ** 26 })
}

/** What a person reads in a Word file: its body, or with `parts` 'all' its headers and footers too. */
export function wordText(docx: Uint8Array, parts: 'body' | 'all'): string {
  const files = unzipSync(docx)
  const names = Object.keys(files).filter((name) => (parts === 'body' ? name === 'word/document.xml' : /^word\/(document|header\d*|footer\d*)\.xml$/.test(name))).sort()
  const xml = names.map((name) => strFromU8(files[name] ?? new Uint8Array())).join('\n')
  return xml
    .replaceAll(/<w:(tab|br|cr)\b[^>]*>|<\/w:(p|tc)>/g, ' ')
    .replaceAll(/<w:instrText[^>]*>[^<]*<\/w:instrText>/g, '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
}

/** Every character of a text that is neither space nor hyphen, so that line breaks and hyphenation make no difference. */
export function squashed(text: string): string {
  return text.normalize('NFC').replaceAll(/[\s\u00AD\u00A0\u2010\u2011-]/gu, '')
}
