import type { DraftComparison, DraftDifference } from '../../templates/draft-difference.js'
import { draftLines, seenText } from '../../templates/draft-lines.js'
import type { Block } from '../../templates/document.js'
import { ownText } from '../../templates/own/own-text.js'
import { wordedDifference } from '../../templates/own/worded-difference.js'
import { wordedPdf, type WordedText } from '../../templates/own/worded-text.js'
import type { WrittenPage } from '../../templates/own/written-page.js'

/** What a customer's PDF says otherwise than a text; `closing` is what is added after it anyway, so that nobody misses it there. Words that a line goes through are told as taken away, unless they are so on `pagesBefore` as well. */
export function pdfComparison(before: WordedText, pages: readonly WrittenPage[], { closing, pagesBefore }: { readonly closing: readonly Block[]; readonly pagesBefore: readonly WrittenPage[] }): DraftComparison {
  const added = new Set(draftLines(closing).map(({ text }) => bare(text)))
  const { differences, margins, remarks } = wordedDifference(before, wordedPdf(ownText(pages)))
  const crossed = crossedDifferences(pages, new Set(pagesBefore.flatMap((page) => page.crossed ?? [])))
  return { differences: [...differences.filter(({ type, words }) => type !== 'removed' || !added.has(bare(words.map(({ text }) => text).join('')))), ...crossed], margins, remarks }
}

function crossedDifferences(pages: readonly WrittenPage[], known: ReadonlySet<string>): DraftDifference[] {
  return pages.flatMap(({ page, crossed = [] }) => {
    const fresh = crossed.filter((line) => !known.has(line))
    if (fresh.length === 0) return []
    return [{ type: 'changed', place: `Sida ${page}, överkorsad text`, from: null, words: [{ text: fresh.join(' '), mark: 'removed' }], number: { before: null, after: null }, tracking: 'untracked', revisions: [], source: '' } as const]
  })
}

/** What of a PDF no comparison of words can tell, in Swedish; empty when all of it is text. */
export function notComparedIn(pages: readonly WrittenPage[]): string[] {
  const told = (some: readonly WrittenPage[], what: string): string[] => (some.length === 0 ? [] : [`${some.length === 1 ? 'Sida' : 'Sidorna'} ${some.map(({ page }) => page).join(', ')} ${what}`])
  return [
    ...told(pages.filter(({ crossed = [] }) => crossed.length > 0), 'har ord som ett streck, en ruta eller en bild går över. De visas som borttagna: läs sidorna och se om de är strukna.'),
    ...told(pages.filter(({ hasDrawings }) => hasDrawings), 'visar bilder eller figurer. Det som står i dem är inte jämfört: läs sidorna.'),
  ]
}

function bare(text: string): string {
  return seenText(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
}
