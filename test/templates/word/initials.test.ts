import { describe, expect, it } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { contentSha256Of } from '../../../templates/content-hash.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { templateLines } from '../../../templates/template-lines.js'
import { isSameTemplate } from '../../../templates/template-sameness.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'
import { faultsOf, partOf, templateOf } from './template-of.js'

const SIGNED = '# Avtal\n\nText.\n\n[underskrift kund]\n'

describe('a template that asks for initials', () => {
  it('says so in a line of its own that is printed nowhere, and is another text than one that does not', async () => {
    const [plain, asking] = [compileTemplate(await templateOf(SIGNED)), compileTemplate(await templateOf(`${SIGNED}\n[signum kund 1, 3]\n`))]
    expect(asking.initials).toEqual([{ party: 'kund', pages: [1, 3] }])
    const filled = fillTemplate(asking, exampleContext(), 'show')
    expect(filled.initials).toEqual(asking.initials)
    expect(partOf(writeWord(asking, filled, null), 'word/document.xml')).not.toContain('signum')
    expect(contentSha256Of(filled)).not.toBe(contentSha256Of(fillTemplate(plain, exampleContext(), 'show')))
    expect(isSameTemplate(plain, asking)).toBe(false)
    expect(templateLines(asking).map(({ text }) => text)).toContain('{{signum kund 1, 3}}')
  })

  it.each([
    ['of nobody that is known', `${SIGNED}\n[signum kunden]\n`, 'säger inte vem som ska skriva signum'],
    ['on pages that are no numbers', `${SIGNED}\n[signum kund sista]\n`, 'säger inte vem som ska skriva signum'],
    ['of a party that signs nowhere in it', `${SIGNED}\n[signum svr]\n`, 'inte har någon underskriftsruta'],
    ['of the same party twice', `${SIGNED}\n[signum kund 1]\n\n[signum kund 2]\n`, 'mer än en gång'],
    ['under a condition', `${SIGNED}\n{{#if kund.gln}}\n[signum kund]\n{{/if}}\n`, 'under ett villkor'],
  ])('%s is refused', async (_, markup, message) => {
    expect(faultsOf(await templateOf(markup).catch(() => new Uint8Array())).map((fault) => fault.message)).toEqual([expect.stringContaining(message)])
  })
})
