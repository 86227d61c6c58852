import { PDFDocument, PDFWriter } from 'pdf-lib'
import { beforeAll, describe, expect, it } from 'vitest'
import { layOut } from '../../../templates/layout/lay-out.js'
import { writePdf } from '../../../templates/pdf/write-pdf.js'
import { everyConstruct } from '../layout/write-document.js'
import { FONTS } from '../load-test-fonts.js'
import { BREAKS } from './broken-files.js'
import { checkConformance } from './check-conformance.js'
import { RULES, type Rule } from './conformance-rules.js'
import { sampleStamp } from './sample-stamp.js'

let whole: Uint8Array

beforeAll(async () => {
  whole = await writePdf(layOut(everyConstruct(1), FONTS), FONTS, sampleStamp(1), { title: 'Prov', subject: 'Kund', issuedAt: '2026-11-22T09:00:00Z', marks: ['EXEMPEL'], draft: false })
})

async function rulesBroken(change: (document: PDFDocument) => void): Promise<Rule[]> {
  const document = await PDFDocument.load(whole, { updateMetadata: false })
  change(document)
  const { violations } = await checkConformance(await PDFWriter.forContext(document.context, Number.POSITIVE_INFINITY).serializeToBuffer())
  return [...new Set(violations.map(({ rule }) => rule))]
}

describe('the conformance checker', () => {
  it('finds nothing in a file that was only read and written again', async () => {
    expect(await rulesBroken(() => undefined)).toEqual([])
  })

  it.each(BREAKS)('sees $name ($rule)', async ({ rule, change }) => {
    expect(await rulesBroken(change)).toContain(rule)
  })

  it.each([
    { name: 'no binary comment', rule: 'header', broken: (text: string) => text.replace(/%[\u0080-\u00FF]{4}/, '%abcd') },
    { name: 'bytes after the end', rule: 'end-of-file', broken: (text: string) => `${text}skräp` },
    { name: 'a stream longer than it says', rule: 'stream-length', broken: (text: string) => text.replace(/\/Type \/Metadata\/Subtype \/XML\/Length \d/, (said) => `${said.slice(0, -1)}0`) },
  ])('sees $name ($rule)', async ({ rule, broken }) => {
    const text = Buffer.from(whole).toString('latin1')
    expect(broken(text)).not.toBe(text)
    const { violations } = await checkConformance(Buffer.from(broken(text), 'latin1'))
    expect(violations.map((violation) => violation.rule)).toContain(rule)
  })

  it('has a broken file for every rule', () => {
    const seen = new Set<Rule>([...BREAKS.map(({ rule }) => rule), 'header', 'end-of-file', 'stream-length'])
    expect(Object.keys(RULES).filter((rule) => ![...seen].some((one) => one === rule))).toEqual([])
  })
})
