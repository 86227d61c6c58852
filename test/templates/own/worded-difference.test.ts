import { describe, expect, it } from 'vitest'
import { ownText } from '../../../templates/own/own-text.js'
import { wordedDifference } from '../../../templates/own/worded-difference.js'
import { wordedDraft, wordedPdf } from '../../../templates/own/worded-text.js'

/** What a PDF with these lines a page says differently from a document with these paragraphs, marked as on the command line. */
function told(before: readonly string[], pages: readonly (readonly string[])[], header: readonly string[] = []): string[] {
  const issued = wordedDraft(before.map((text, index) => ({ section: '', style: null, place: `Stycke ${index + 1}`, text, number: null, source: '' })), header)
  const { differences, margins } = wordedDifference(issued, wordedPdf(ownText(pages.map((lines, index) => ({ page: index + 1, lines: [...lines] })))))
  const marked = differences.map(({ place, words }) => `${place}: ${words.map(({ text, mark }) => (mark === 'same' ? text : mark === 'added' ? `{+${text}+}` : `[-${text}-]`)).join('')}`)
  return [...marked, ...margins.map(({ mark, text }) => `${mark}: ${text}`)]
}

const LONG = 'Organisationen lämnar ut kort till den som har rätt till dem och ingen annan'

describe('a PDF compared word by word', () => {
  it.each<[string, readonly string[], readonly (readonly string[])[]]>([
    ['lines that break elsewhere', [`${LONG}, utom i undantagsfall.`], [[LONG, ', utom i undantagsfall.']]],
    ['a word parted at a line\'s end', ['Rutiner för kortutgivning.'], [['Rutiner för kort\u00ADutgivning.']]],
    ['a word whose own hyphen ended a line', ['Kvittens för MIFARE A-nyckel'], [['Kvittens för MIFARE A\u00ADnyckel']]],
    ['a long word broken without a hyphen in a narrow column', ['Support Ärendehanteringssystemet'], [['Support Ärendehanteringssys', 'temet']]],
    ['cells one after another', ['RA | Avtal och rutiner | Arkivet'], [['RA', 'Avtal och rutiner', 'Arkivet']]],
    ['ligatures and bullets', ['Certifikat', 'finns fint'], [['• Certi\uFB01kat', 'finns fint']]],
    ['a table of contents', ['Innehåll', '1 Inledning', '2 Villkor'], [['Innehåll', '1 Inledning........... 3'], ['2 Villkor ........... 4'], ['1 Inledning', '2 Villkor']]],
    ['a table of contents without a heading', ['1 Inledning', '2 Villkor', '3 Pris'], [['1 Inledning 3', '2 Villkor 4', '3 Pris 4'], ['1 Inledning', '2 Villkor', '3 Pris']]],
    ['a table\'s head printed again on the next page', ['Först', 'Roll | Uppgift', 'RA | Godkänner', 'KRA | Beställer', 'Sist'], [['Först'], ['Roll Uppgift', 'RA Godkänner'], ['Roll Uppgift', 'KRA Beställer'], ['Sist']]],
  ])('takes no notice of %s', (_, before, pages) => {
    expect(told(before, pages)).toEqual([])
  })

  it.each<[string, readonly string[], readonly (readonly string[])[], readonly string[]]>([
    ['a number', ['Inom 30 dagar.'], [['Inom 99 dagar.']], ['Stycke 1 (sida 1): Inom[- 30-]{+ 99+} dagar.']],
    ['a sign between numbers', ['Klockan 5-10.'], [['Klockan 510.']], ['Stycke 1 (sida 1): Klockan[- 5-10-]{+ 510+}.']],
    ['a paragraph more', ['Först.', 'Sist.'], [['Först.', 'Nytt stycke.', 'Sist.']], ['Sida 1, stycke 2: {+Nytt stycke.+}']],
    ['a paragraph less', ['Först.', 'Mitt i stycket.', 'Sist.'], [['Först.', 'Sist.']], ['Stycke 2: [-Mitt i stycket.-]']],
    ['a contents line that no heading says', ['Innehåll', '1 Inledning'], [['Innehåll', '1 Inledning........... 3', '2 Vite 100 000 kr ........... 4'], ['1 Inledning']], ['Sida 1, stycke 2: {+2 Vite 100 000 kr ........... 4+}']],
    ['a line of the text that looks like a contents line', ['Innehåll', '1 Ansökan', '2 Villkor'], [['Innehåll', '1 Ansökan 3', '2 Villkor 4'], ['1 Ansökan', LONG, LONG, LONG, LONG, LONG, '2 Villkor', '1 Ansökan 12']], [expect.stringContaining(LONG), 'Sida 2, stycke 4: {+1 Ansökan 12+}']],
    ['a contents line that turns back', ['Innehåll', '1 Ansökan', '2 Villkor'], [['Innehåll', '1 Ansökan 3', '2 Villkor 4', '1 Ansökan 2'], ['1 Ansökan', '2 Villkor']], ['Stycke 3 (sida 1): 2{+ 1 Ansökan 2+} Villkor']],
  ])('tells %s', (_, before, pages, expected) => {
    expect(told(before, pages)).toEqual(expected)
  })

  it('tells what a header says that ours does not, page numbers aside', () => {
    const pages = [1, 2, 3].map((page) => ['Lillfors kommun', `Inom ${page}0 dagar.`, `Sida ${page} av 3`])
    const body = ['Inom 10 dagar.', 'Inom 20 dagar.', 'Inom 30 dagar.']
    expect(told(body, pages, ['Lillfors kommun', 'Sida av'])).toEqual([])
    const dated = pages.map((lines, index) => [...lines.slice(0, -1), `Fastställd 2026-11-04   Sida ${index + 1} av 3`])
    expect(told(body, dated, ['Lillfors kommun', 'Fastställd 2026-11-04 Sida av'])).toEqual([])
    expect(told(body, pages.map(([head = '', ...rest]) => [`${head} gäller före avtalet`, ...rest]), ['Lillfors kommun', 'Sida av'])).toEqual(['added: Lillfors kommun gäller före avtalet'])
  })

  it('compares by paragraph what has nothing in common, in the time of a page turned', () => {
    const words = (from: number): string[] => Array.from({ length: 400 }, (_, index) => Array.from({ length: 10 }, (__, word) => `ord${from + index * 10 + word}`).join(' '))
    expect(told(words(0), [words(100_000)])).toHaveLength(401)
  })
})
