import type { FillContext } from '../../templates/context.js'
import { fillTemplate } from '../../templates/fill-template.js'
import type { Fonts } from '../../templates/fonts.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { linkTexts } from '../../templates/layout/link-texts.js'
import { packContents, type ContentsRow, type PackCover } from '../../templates/pack-contents.js'
import { writePdf } from '../../templates/pdf/write-pdf.js'
import { writeWord } from '../../templates/write-word.js'
import { compiledTemplate, type TemplateFile } from './compiled-template.js'
import { UNCODED } from './uncoded.js'

/** What goes before a pack's papers is made from; the same job gives the same bytes. Crosses to a worker thread as it is. */
export interface FrontJob {
  readonly letter: { readonly template: TemplateFile; readonly context: FillContext; readonly title: string; readonly marks: readonly string[] }
  readonly contents: { readonly cover: PackCover; readonly rows: readonly Omit<ContentsRow, 'page'>[]; readonly title: string; readonly marks: readonly string[] }
  readonly subject: string
  readonly issuedAt: string
}

/** A cover letter in both formats, and the cover sheet with the contents. */
export interface RenderedFront {
  readonly letter: { readonly docx: Uint8Array; readonly pdf: Uint8Array; readonly pageCount: number }
  readonly contents: { readonly pdf: Uint8Array; readonly pageCount: number }
}

/** Sets the letter, then the contents, which say on which page of the bound file each document begins. @throws Failure `facts-missing`, `text-unprintable`, `template-invalid` */
export async function renderFront(job: FrontJob, fonts: Fonts): Promise<RenderedFront> {
  const letter = await coverLetter(job, fonts)
  return { letter, contents: await coverSheet(job, letter.pageCount, fonts) }
}

async function coverLetter({ letter, subject, issuedAt }: FrontJob, fonts: Fonts): Promise<RenderedFront['letter']> {
  const template = compiledTemplate(letter.template)
  const filled = fillTemplate(template, letter.context, 'refuse')
  const layout = layOut(filled, fonts)
  const pdf = await writePdf(layout, fonts, () => UNCODED, { title: letter.title, subject, issuedAt, marks: letter.marks, draft: false })
  return { docx: writeWord(template, filled, null, layout.columns), pdf, pageCount: layout.pageCount }
}

/** Where the documents begin depends on how long the sheet is itself, so it is set again until both agree. */
async function coverSheet({ contents, subject, issuedAt }: FrontJob, letterPages: number, fonts: Fonts): Promise<RenderedFront['contents']> {
  const setOn = (ownPages: number): ReturnType<typeof layOut> => layOut(packContents(contents.cover, rowsAfter(ownPages + letterPages, contents.rows)), fonts)
  let ownPages = 1
  let layout = setOn(ownPages)
  while (layout.pageCount > ownPages) {
    ownPages = layout.pageCount
    layout = setOn(ownPages)
  }
  const pdf = await writePdf(linkTexts(layout, contents.rows.map(({ title }) => title)), fonts, () => UNCODED, { title: contents.title, subject, issuedAt, marks: contents.marks, draft: false })
  return { pdf, pageCount: layout.pageCount }
}

/** The documents with the pages they begin on, after so many pages. */
function rowsAfter(pages: number, rows: FrontJob['contents']['rows']): ContentsRow[] {
  let page = 1 + pages
  return rows.map((one) => {
    const row = { ...one, page }
    page += one.exemplars * one.pageCount
    return row
  })
}
