import type { DraftComparison } from '../../templates/draft-difference.js'
import { draftLines, seenText } from '../../templates/draft-lines.js'
import type { Block } from '../../templates/document.js'
import { ownText } from '../../templates/own/own-text.js'
import { wordedDifference } from '../../templates/own/worded-difference.js'
import { wordedPdf, type WordedText } from '../../templates/own/worded-text.js'
import type { WrittenPage } from '../../templates/own/written-page.js'

/** What a customer's PDF says otherwise than a text; `closing` is what is added after it anyway, so that nobody misses it there. */
export function pdfComparison(before: WordedText, pages: readonly WrittenPage[], closing: readonly Block[]): DraftComparison {
  const added = new Set(draftLines(closing).map(({ text }) => bare(text)))
  const { differences, margins, remarks } = wordedDifference(before, wordedPdf(ownText(pages)))
  return { differences: differences.filter(({ type, words }) => type !== 'removed' || !added.has(bare(words.map(({ text }) => text).join('')))), margins, remarks }
}

/** What of a PDF no comparison of words can tell, in Swedish; empty when all of it is text. */
export function notComparedIn(pages: readonly WrittenPage[]): string[] {
  const drawn = pages.filter(({ hasDrawings }) => hasDrawings).map(({ page }) => page)
  if (drawn.length === 0) return []
  return [`${drawn.length === 1 ? 'Sida' : 'Sidorna'} ${drawn.join(', ')} visar bilder eller figurer. Det som står i dem är inte jämfört: läs sidorna.`]
}

function bare(text: string): string {
  return seenText(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
}
