import { describe, expect, it } from 'vitest'
import { withoutContents } from '../../../templates/own/without-contents.js'
import { repeatsParagraph } from '../../../templates/word/contents-field.js'

const paragraphs = new Set(['Uppsägning', 'Ansvar för kort'])

describe('a line of a table of contents', () => {
  it.each(['Uppsägning', '3.1 Uppsägning 4', '1 § Uppsägning', '1 a § Uppsägning', '1a Uppsägning 12', 'A.1 Ansvar för kort 7', 'IV. Uppsägning', '§ 3 Uppsägning', 'Bilaga A.2: Uppsägning'])('says no more than a paragraph does: %s', (line) => {
    expect(repeatsParagraph(line, paragraphs)).toBe(true)
  })

  it.each(['Ingen Uppsägning', '3 månaders Uppsägning', 'A.1 inte Ansvar för kort', '1 a eller Uppsägning'])('says a word more: %s', (line) => {
    expect(repeatsParagraph(line, paragraphs)).toBe(false)
  })

  it('is no longer than a line of a page', () => {
    const linesLeft = (heading: string): number => withoutContents([{ page: 1, lines: ['Innehåll', `${heading} ..... 2`] }, { page: 2, lines: [heading] }]).flatMap(({ lines }) => lines).length
    expect([linesLeft('Uppsägning'), linesLeft('Uppsägning '.repeat(40).trim())]).toEqual([2, 3])
  })
})
