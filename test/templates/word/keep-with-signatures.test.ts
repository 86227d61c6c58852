import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'
import { partOf, templateOf } from './template-of.js'

const MARKUP = `## Villkor

Ett villkor.

## Underskrifter

Avtalet är upprättat i två exemplar.

Kunden företräds av följande personer.

| Namn | Befattning |
|---|---|
| {{#each undertecknare}}{{namn}} | {{befattning}}{{/each}} |

[underskrift kund]

[underskrift svr]

Efter underskrifterna.
`

/** Whether each paragraph that says something, and each spacer, is kept with the next. */
async function keeps(slug: string): Promise<(readonly [string, boolean])[]> {
  const template = compileTemplate(await templateOf(MARKUP))
  const xml = partOf(writeWord(template, fillTemplate(template, exampleContext(slug), 'show'), { draft: false }), 'word/document.xml')
  return [...xml.matchAll(/<w:p>(<w:pPr>.*?<\/w:pPr>)?(.*?)<\/w:p>/gs)].map(([, properties = '', runs = '']) => [runs.replaceAll(/<[^>]+>/g, ''), properties.includes('<w:keepNext/>')] as const)
}

test.each([['lillfors-kommun', 'two signatories, whose boxes stand in a pair above the provider’s'], ['tallmo-omsorg', 'one signatory, whose box stands beside the provider’s']])('what announces signatures, and every row of boxes but the last, stays with the next in Word: %s, %s', async (slug) => {
  const paragraphs = await keeps(slug)
  const first = paragraphs.findIndex(([text]) => text.startsWith('Kunden företräds'))
  const lastRow = slug === 'tallmo-omsorg' ? paragraphs.findIndex(([text]) => text.startsWith('För ')) : paragraphs.findLastIndex(([text]) => text.startsWith('För '))
  // The last row begins with a paragraph that nobody sees.
  expect(paragraphs.slice(first, lastRow - 1).filter(([, kept]) => !kept)).toEqual([])
  for (const text of ['Ett villkor.', 'Efter underskrifterna.']) expect(paragraphs.find(([said]) => said === text)?.[1]).toBe(false)
})

test('a row of boxes begins with a paragraph that is kept, without which LibreOffice would leave the provider’s box alone on a page', async () => {
  const template = compileTemplate(await templateOf(MARKUP))
  const xml = partOf(writeWord(template, fillTemplate(template, exampleContext('lillfors-kommun'), 'show'), { draft: false }), 'word/document.xml')
  const rows = [...xml.matchAll(/<w:cantSplit\/><\/w:trPr><w:tc><w:tcPr><w:tcW [^>]*\/><\/w:tcPr>(<w:p>(?:(?!<\/w:p>).)*<\/w:p>)<w:tbl>/g)].map(([, before = '']) => before.includes('<w:keepNext/>'))
  expect(rows).toEqual([true, false])
})
