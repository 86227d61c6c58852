import { compileTemplate } from '../../templates/compile-template.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { writeWord } from '../../templates/write-word.js'
import { DOCUMENT, exampleContext } from './word/example-context.js'
import { partOf, templateOf, withDocument } from './word/template-of.js'

/** A Word file as issued to a customer, with that library markup as its text. */
export async function issuedOf(markup: string): Promise<Uint8Array> {
  const template = compileTemplate(await templateOf(markup))
  return writeWord(template, fillTemplate(template, exampleContext(), 'show'), { draft: false, code: DOCUMENT.kod })
}

/** The file with the first element of that name that holds a text changed as XML. */
export function rewritten(docx: Uint8Array, element: 'w:p' | 'w:tr', text: string, change: (xml: string) => string): Uint8Array {
  const pattern = new RegExp(`<${element}>(?:(?!</${element}>).)*${text}(?:(?!</${element}>).)*</${element}>`, 's')
  const found = pattern.exec(partOf(docx, 'word/document.xml'))?.[0]
  if (found === undefined) throw new Error(`no ${element} says ${text}`)
  return withDocument(docx, found, change(found))
}

const BY = 'w:id="900" w:author="Kim Kund" w:date="2026-11-20T10:00:00Z"'

/** Words as Word writes them under tracking. */
export const tracked = {
  inserted: (text: string): string => `<w:ins ${BY}><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:ins>`,
  deleted: (text: string): string => `<w:del ${BY}><w:r><w:delText xml:space="preserve">${text}</w:delText></w:r></w:del>`,
  insertedMark: `<w:rPr><w:ins ${BY}/></w:rPr>`,
  deletedMark: `<w:rPr><w:del ${BY}/></w:rPr>`,
  insertedRow: `<w:trPr><w:ins ${BY}/></w:trPr>`,
  deletedRow: `<w:trPr><w:del ${BY}/></w:trPr>`,
}

/** A paragraph's XML with its words in two parts and something between them. */
export function splitAt(paragraph: string, text: string, between: string): string {
  return paragraph.replace(text, `</w:t></w:r>${between}<w:r><w:t xml:space="preserve">`)
}
