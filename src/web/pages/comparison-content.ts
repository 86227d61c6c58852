import type { ComparedDraft } from '../../flows/draft-compare.js'

const TYPES = { changed: 'Ändrat', added: 'Tillagt', removed: 'Borttaget', moved: 'Flyttat', renumbered: 'Omnumrerat' } as const

const UNCHANGED = { issued: 'Filen säger ordagrant det som gavs ut.', template: 'Kundens text säger samma sak som mallen.' } as const
const AS_PDF = { issued: 'Jämfört ord för ord, utan stycken, eftersom minst en av filerna är en PDF.', template: 'Kundens text är en PDF med egna sidor.' } as const

/** What a customer's text says differently, word by word, for `{{> comparison}}`. */
export function comparisonContent({ against, differences, margins, remarks, notCompared, isUnchanged, format, otherFacts }: ComparedDraft) {
  return {
    unchanged: isUnchanged ? UNCHANGED[against] : '', format: format === 'pdf' ? AS_PDF[against] : '', notCompared, otherFacts,
    differences: differences.map(({ type, place, words, number }) => ({
      type: TYPES[type], place, numbers: number.before === number.after ? '' : `nummer ${number.before ?? '–'} blir ${number.after ?? '–'}`,
      words: words.map(({ text, mark }) => ({ text, removed: mark === 'removed', added: mark === 'added' })),
    })),
    margins: margins.map(({ place, mark, text }) => ({ place, what: mark === 'added' ? 'tillagt' : 'borttaget', text })), remarks: remarks.map(({ by, text, place }) => ({ by: by === '' ? 'okänd' : by, text, place })),
  }
}
