import type { FilledDocument, Table } from './document.js'
import type { CompiledTemplate, Shell } from './word/program.js'
import { CORE_PROPERTIES, packagePropertiesXml } from './word/package-properties.js'
import { bodyXmlOf } from './word/write-blocks.js'
import { paragraphsXml } from './word/write-paragraph.js'
import { withPicture } from './word/write-picture.js'
import type { SetColumns } from './word/set-columns.js'
import { packPart, type PackedPart, writeZip } from './word/write-zip.js'

/** What the file says besides what the template puts there. */
export interface WordMarks {
  readonly draft: boolean
  /** The page of every heading in the PDF, in order, for the table of contents; without them it has no page numbers. */
  readonly headingPages?: readonly number[]
  /** The version's printed code, kept in the file's properties too; absent for a document that is none. */
  readonly code?: string
  /** Printed at the top of every page after what always stands there. */
  readonly also?: readonly string[]
}

/** Said on every page, since only the PDF carries the codes by which a signed page is known again. */
const NOT_FOR_SIGNING = 'Förhandlingsexemplar - får ej undertecknas'

/** The filled document as a Word file (.docx); equal input gives equal bytes. Gaps are marked yellow. Without marks it is a letter, which nobody signs. Its tables take over the columns of the PDF's where they are handed in, else each keeps its template's. */
export function writeWord(template: CompiledTemplate, filled: FilledDocument, marks: WordMarks | null, columns: ReadonlyMap<Table, SetColumns> | null = null): Uint8Array {
  const { documentShell, headerShell, footerShell } = template
  const body = bodyXmlOf(filled.blocks, { headingPages: marks?.headingPages ?? null, textWidthTwips: template.textWidthTwips, ...(columns === null ? {} : { columns }) }, documentShell)
  const written: PackedPart[] = [packPart(documentShell.name, body, 1)]
  if (headerShell !== null) written.push(pack(headerShell, `${marks === null ? '' : markXml(marks)}${paragraphsXml(filled.header)}`))
  if (footerShell !== null) written.push(pack(footerShell, paragraphsXml(filled.footer)))
  if (template.properties !== null) written.push(packPart(CORE_PROPERTIES, Buffer.from(packagePropertiesXml({ ...template.properties, keywords: marks?.code === undefined ? '' : `Versionskod ${marks.code}` })), 3))
  const { logotype } = filled
  return writeZip([...(logotype === undefined ? template.parts : withPicture(template.parts, logotype)), ...written])
}

function pack({ name, before, after }: Shell, content: string): PackedPart {
  return packPart(name, Buffer.from(`${before}${content}${after}`), 1)
}

function markXml(marks: WordMarks): string {
  const text = [...(marks.draft ? ['UTKAST'] : []), NOT_FOR_SIGNING, ...(marks.also ?? [])].join(' · ')
  return `<w:p><w:pPr><w:spacing w:before="0" w:after="60"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/><w:color w:val="B00020"/><w:sz w:val="18"/></w:rPr><w:t>${text}</w:t></w:r></w:p>`
}
