import { expect, test } from 'vitest'
import { compileTemplate } from '../../templates/compile-template.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { lintTemplate } from '../../templates/lint-template.js'
import { wordsOf } from '../../templates/words-of.js'
import { exampleContext } from '../templates/word/example-context.js'
import { faultsOf, templateOf } from '../templates/word/template-of.js'

test.each(['{{constructor}}', '{{kund.constructor.name}}', '{{kund.__proto__}}', '{{kund.[__proto__].polluted}}', '{{#if __proto__}}x{{/if}}', '{{#each constructor.prototype}}x{{/each}}'])('%s is refused when the template is read', async (markup) => {
  expect(faultsOf(await templateOf(markup)).map((fault) => fault.path)).toEqual(['Stycke 1'])
})

test.each(['{{lookup kund "namn"}}', '{{#with kund}}x{{/with}}', '{{log kund}}', '{{helperMissing}}', '{{> (lookup kund "namn")}}', '{{#each (lookup kund "namn")}}x{{/each}}'])('%s reaches no helper', async (markup) => {
  const docx = await templateOf(markup)
  const faults = faultsOf(docx)
  expect(faults.length > 0 || lintTemplate(compileTemplate(docx)).length > 0).toBe(true)
})

test.each(['toString', 'valueOf', 'hasOwnProperty', 'kund.toString', 'kund.namn.length', 'undertecknare.length', 'undertecknare.0.namn', 'undertecknare.map', 'kund.isPrototypeOf'])('{{%s}} is an absent fact, not a property of the language', async (path) => {
  const filled = fillTemplate(compileTemplate(await templateOf(`{{${path}}}{{#if ${path}}}FINNS{{/if}}`)), exampleContext(), 'show')
  expect(wordsOf(filled).join(' ')).toBe(`[saknas: ${path}]`)
})

test('a getter in the facts is not run', async () => {
  const kund = { ...exampleContext().kund }
  Object.defineProperty(kund, 'webb', { get: () => expect.unreachable('the getter ran') })
  const filled = fillTemplate(compileTemplate(await templateOf('{{kund.webb}}')), { ...exampleContext(), kund }, 'show')
  expect(wordsOf(filled).join(' ')).toBe('[saknas: kund.webb]')
})

test('a tag inside a fact is printed, not obeyed', async () => {
  const kund = { ...exampleContext().kund, namn: '{{kund.orgnr}}{{#each undertecknare}}' }
  const filled = fillTemplate(compileTemplate(await templateOf('{{kund.namn}}')), { ...exampleContext(), kund }, 'refuse')
  expect(wordsOf(filled).join(' ')).toBe('{{kund.orgnr}}{{#each undertecknare}}')
})
