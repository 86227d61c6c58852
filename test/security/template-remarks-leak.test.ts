import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { compileTemplate } from '../../templates/compile-template.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { lintWordFile } from '../../templates/lint-word-file.js'
import { writeLintComments } from '../../templates/write-lint-comments.js'
import { writeWord } from '../../templates/write-word.js'
import { exampleContext } from '../templates/word/example-context.js'
import { partOf, tampered, templateOf } from '../templates/word/template-of.js'

const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** The file with one more part, known by a relationship of that type. */
async function withPart(name: string, type: string, xml: string, target = name.replace('word/', '')): Promise<Uint8Array> {
  return tampered(await templateOf('Text om {{kund.namn}}'), {
    [name]: () => xml,
    'word/_rels/document.xml.rels': (rels) => rels.replace('</Relationships>', `<Relationship Id="rId77" Type="${TYPE}/${type}" Target="${target}"/></Relationships>`),
    '[Content_Types].xml': (types) => types.replace('</Types>', `<Override PartName="/${name}" ContentType="application/xml"/></Types>`),
  })
}

test.each([
  ['comments under another name', 'word/anteckningar.xml', 'comments', `<w:comments ${W}><w:comment w:id="0"><w:p><w:r><w:t>HEMLIGT</w:t></w:r></w:p></w:comment></w:comments>`],
  ['the list of who has commented', 'word/vilka.xml', 'people', '<p>HEMLIGT</p>'],
  ['data bound to the document', 'customXml/item1.xml', 'customXml', '<p>HEMLIGT</p>'],
])('%s: nothing of it reaches a customer’s file', async (_, name, type, xml) => {
  const template = compileTemplate(await withPart(name, type, xml, name.startsWith('word/') ? undefined : `../${name}`))
  const written = unzipSync(writeWord(template, fillTemplate(template, exampleContext(), 'refuse'), { draft: false }))
  const everything = Object.entries(written).map(([part, bytes]) => part + new TextDecoder().decode(bytes)).join('\n')
  expect(everything).toContain('Text om Lillfors kommun')
  expect(everything).not.toMatch(/HEMLIGT|rId77/)
  expect(everything).not.toContain(name)
})

test('a comments relationship that leads out of the package leads no written file out of it', async () => {
  const docx = tampered(await templateOf('{{kund.nanm}}'), { 'word/_rels/document.xml.rels': (rels) => rels.replace('</Relationships>', `<Relationship Id="rId77" Type="${TYPE}/comments" Target="../../../ut.xml"/></Relationships>`) })
  const copy = writeLintComments(docx, lintWordFile(docx, null))
  expect(Object.keys(unzipSync(copy)).filter((name) => name.includes('..'))).toEqual([])
  expect(partOf(copy, 'word/comments.xml')).toContain('menade du kund.namn?')
  expect(partOf(copy, 'word/_rels/document.xml.rels')).toContain('Target="comments.xml"')
})

test('a tag that would be markup is shown in the comment as it was typed', async () => {
  const docx = await templateOf('{{kund.<b>&nanm}}')
  const copy = writeLintComments(docx, lintWordFile(docx, null))
  expect(partOf(copy, 'word/comments.xml')).not.toContain('<b>')
  expect(lintWordFile(copy, null).faults).toEqual(lintWordFile(docx, null).faults)
})
