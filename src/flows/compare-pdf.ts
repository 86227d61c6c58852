import type { DraftComparison, DraftDifference } from '../../templates/draft-difference.js'
import { draftLines, seenText } from '../../templates/draft-lines.js'
import type { Block } from '../../templates/document.js'
import { ownText } from '../../templates/own/own-text.js'
import { wordedDifference } from '../../templates/own/worded-difference.js'
import { wordedPdf, type WordedText } from '../../templates/own/worded-text.js'
import type { WrittenPage } from '../../templates/own/written-page.js'

const MOST_TOLD = 8

/** What a customer's PDF says otherwise than a text; `closing` is what is added after it anyway, so that nobody misses it there. Words that a line goes through are told as taken away, and letters that may be shown as others as added, unless they are so on `pagesBefore` as well. */
export function pdfComparison(before: WordedText, pages: readonly WrittenPage[], { closing, pagesBefore }: { readonly closing: readonly Block[]; readonly pagesBefore: readonly WrittenPage[] }): DraftComparison {
  const added = new Set(draftLines(closing).filter(({ text }) => text !== '').map(({ text, inCapitals = text }) => bare(inCapitals)))
  const { differences, margins, remarks } = wordedDifference(before, wordedPdf(ownText(pages)))
  const crossed = crossedDifferences(pages, new Set(pagesBefore.flatMap((page) => page.crossed ?? [])))
  const doubtful = doubtfulDifferences(pages, new Set(pagesBefore.flatMap((page) => page.doubtful ?? [])))
  return { differences: [...differences.filter(({ type, words }) => type !== 'removed' || !added.has(bare(words.map(({ text }) => text).join('')))), ...crossed, ...doubtful], margins, remarks }
}

/** Words compared are not the words seen where a letter is shown as another. */
function doubtfulDifferences(pages: readonly WrittenPage[], known: ReadonlySet<string>): DraftDifference[] {
  return pages.flatMap(({ page, doubtful = [] }) => {
    const fresh = doubtful.filter((letter) => !known.has(letter))
    return fresh.length === 0 ? [] : [differenceAt(`Sida ${page}, text som kan vara en annan än den som syns`, { text: fresh.join(', '), mark: 'added' })]
  })
}

function differenceAt(place: string, word: DraftDifference['words'][number]): DraftDifference {
  return { type: 'changed', place, from: null, words: [word], number: { before: null, after: null }, tracking: 'untracked', revisions: [], source: '' }
}

function crossedDifferences(pages: readonly WrittenPage[], known: ReadonlySet<string>): DraftDifference[] {
  return pages.flatMap(({ page, crossed = [] }) => {
    const fresh = crossed.filter((line) => !known.has(line))
    return fresh.length === 0 ? [] : [differenceAt(`Sida ${page}, överkorsad text`, { text: fresh.join(' '), mark: 'removed' })]
  })
}

/** What of a PDF no comparison of words can tell, in Swedish; empty when all of it is text. */
export function notComparedIn(pages: readonly WrittenPage[]): string[] {
  const told = (some: readonly WrittenPage[], what: string): string[] => (some.length === 0 ? [] : [`${some.length === 1 ? 'Sida' : 'Sidorna'} ${some.map(({ page }) => page).join(', ')} ${what}`])
  return [
    ...told(pages.filter(({ crossed = [] }) => crossed.length > 0), 'har ord som ett streck, en ruta eller en bild går över. De visas som borttagna: läs sidorna och se om de är strukna.'),
    ...told(pages.filter(({ doubtful = [] }) => doubtful.length > 0), `har text som kan vara en annan än den som syns: ${shownDoubts(pages)}. Läs sidorna ord för ord på papper, eller be kunden om Word-filen.`),
    ...told(pages.filter(({ hasDrawings }) => hasDrawings), 'visar bilder eller figurer. Det som står i dem är inte jämfört: läs sidorna.'),
  ]
}

function shownDoubts(pages: readonly WrittenPage[]): string {
  const letters = [...new Set(pages.flatMap(({ doubtful = [] }) => doubtful))]
  return `${letters.slice(0, MOST_TOLD).join(', ')}${letters.length > MOST_TOLD ? ` och ${letters.length - MOST_TOLD} till` : ''}`
}

function bare(text: string): string {
  return seenText(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
}
