import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KINDS } from '../../contracts/kinds.js'
import { compileTemplate } from '../../templates/compile-template.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { wordsOf } from '../../templates/words-of.js'
import { writeWord } from '../../templates/write-word.js'
import { CUSTOMERS, KIND_IDS, libraryDocument, libraryTemplate } from './pdf/library-documents.js'
import { readableText } from './readable-text.js'
import { exampleContext } from './word/example-context.js'

const EXPECTED = new URL('../../fixtures/expected/', import.meta.url)
const RENEW = 'the text is another than fixtures/expected says. When that is meant: npx vitest run test/templates/expected.test.ts -u, read the difference, and commit it with the text'

/** Every kind for every fixture customer who gets it. */
const DOCUMENTS = [...CUSTOMERS].flatMap(([customer, facts]) => KIND_IDS.filter((kind) => kind !== 'sis-dnv-ansokan' || facts.kort?.sisKort === 'ja').map((kind) => ({ kind, customer })))

describe('the text of every document', () => {
  it.each(DOCUMENTS)('of $kind for $customer is what fixtures/expected holds', async ({ kind, customer }) => {
    await expect(readableText(await libraryDocument(kind, customer, false))).toMatchFileSnapshot(new URL(`${customer}/${kind}.txt`, EXPECTED).pathname, RENEW)
  })

  it('is all that fixtures/expected holds', () => {
    const kept = readdirSync(EXPECTED, { withFileTypes: true }).flatMap((folder) => readdirSync(new URL(`${folder.name}/`, EXPECTED)).map((file) => `${folder.name}/${file}`))
    expect(kept.toSorted()).toEqual(DOCUMENTS.map(({ kind, customer }) => `${customer}/${kind}.txt`).toSorted())
  })
})

describe('the Word file of every document', () => {
  it.each(KINDS)('of $id says the same words in the same order as what is printed, for every customer', async ({ id }) => {
    for (const { customer } of DOCUMENTS.filter(({ kind }) => kind === id)) {
      const filled = await libraryDocument(id, customer, false)
      const reread = fillTemplate(compileTemplate(writeWord(await libraryTemplate(id), filled, { draft: false })), exampleContext(), 'refuse')
      expect(wordsOf(reread)).toEqual(wordsOf(filled))
    }
  })
})
