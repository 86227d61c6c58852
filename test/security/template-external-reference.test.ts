import { expect, test } from 'vitest'
import { faultsOf, tampered, templateOf } from '../templates/word/template-of.js'

const docx = await templateOf('Text')
const relationship = (target: string, mode: string): string => `<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="${target}"${mode}/></Relationships>`

test.each([
  ['http://exempel.se/mall.dotm', ' TargetMode="External"'],
  ['file:///etc/passwd', ' TargetMode="External"'],
  ['mall.dotm', ' TargetMode="EXTERNAL"'],
  ['http://exempel.se/utan-mode', ''],
  ['//server/delning/mall.dotm', ''],
  ['\\\\server\\delning\\mall.dotm', ''],
])('a relationship to %s is refused, naming where it leads', (target, mode) => {
  const tainted = tampered(docx, { 'word/_rels/document.xml.rels': (xml) => xml.replace('</Relationships>', relationship(target, mode)) })
  expect(faultsOf(tainted)).toContainEqual({ path: 'word/_rels/document.xml.rels', message: expect.stringContaining(target) })
})

test('relationships of every part are looked at, not only the document\'s', () => {
  const tainted = tampered(docx, { 'word/_rels/settings.xml.rels': () => `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relationship('http://exempel.se/a', ' TargetMode="External"')}` })
  expect(faultsOf(tainted).map((fault) => fault.path)).toEqual(['word/_rels/settings.xml.rels'])
})
