import type { LineChange } from '../../../templates/text-difference.js'
import { styleWords } from '../../flows/style-words.js'

const TYPES = { changed: 'Ändrat', added: 'Tillagt', removed: 'Borttaget' } as const

/** Changed paragraphs, word by word, for `{{> change}}`. */
export function changeRows(changes: readonly LineChange[]) {
  return changes.map((change) => ({
    type: TYPES[change.type], place: change.section, numbers: styleWords(change),
    words: (change.type === 'changed' ? change.words : [{ text: change.text, mark: change.type }]).map(({ text, mark }) => ({ text, removed: mark === 'removed', added: mark === 'added' })),
  }))
}
