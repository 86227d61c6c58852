import type { ComparedDraft } from '../../flows/draft-compare.js'

const TYPES = { changed: 'Ändrat', added: 'Tillagt', removed: 'Borttaget', moved: 'Flyttat', renumbered: 'Omnumrerat' } as const

/** What a customer's text says differently, word by word, for `{{> comparison}}`. */
export function comparisonContent({ differences, margins, remarks, notCompared, isUnchanged, format }: ComparedDraft) {
  return {
    isUnchanged, format: format === 'pdf' ? 'Kundens text är en PDF med egna sidor.' : '', notCompared,
    differences: differences.map(({ type, place, words, number }) => ({
      type: TYPES[type], place, numbers: number.before === number.after ? '' : `nummer ${number.before ?? '–'} blir ${number.after ?? '–'}`,
      words: words.map(({ text, mark }) => ({ text, removed: mark === 'removed', added: mark === 'added' })),
    })),
    margins: margins.map(({ place, mark, text }) => ({ place, what: mark === 'added' ? 'tillagt' : 'borttaget', text })), remarks: remarks.map(({ by, text, place }) => ({ by, text, place })),
  }
}
