import type { Paragraph, Run } from '../document.js'
import { borderedProperties } from './change-border.js'
import { textXml } from './text-xml.js'
import { pictureXml } from './write-picture.js'

const FIELD_CODES = { 'page': 'PAGE', 'page-count': 'NUMPAGES' } as const

/** The paragraphs of a header, footer or cell. */
export function paragraphsXml(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map(paragraphXml).join('')
}

/** A paragraph with its runs. */
export function paragraphXml(paragraph: Paragraph): string {
  return `<w:p>${paragraphProperties(paragraph)}${paragraph.runs.map(runXml).join('')}</w:p>`
}

/** A paragraph's properties, with the bar of a deviation beside it where it deviates. */
export function paragraphProperties({ deviates, propertiesXml }: Paragraph): string {
  return deviates === true ? borderedProperties(propertiesXml) : propertiesXml
}

/** A run: words, a picture or a counted number. */
export function runXml(run: Run): string {
  const properties = run.gap ? gapProperties(run.propertiesXml) : run.propertiesXml
  if (run.picture !== undefined) return `<w:r>${properties}${pictureXml(run.picture)}</w:r>`
  if (run.field === undefined) return `<w:r>${properties}${textXml(run.text)}</w:r>`
  const mark = (type: string): string => `<w:r>${properties}<w:fldChar w:fldCharType="${type}"/></w:r>`
  return `${mark('begin')}<w:r>${properties}<w:instrText xml:space="preserve"> ${FIELD_CODES[run.field]} </w:instrText></w:r>${mark('separate')}<w:r>${properties}<w:t>1</w:t></w:r>${mark('end')}`
}

/** The run's properties with yellow marking; `w:highlight` has its place before these siblings (ISO/IEC 29500-1, 17.3.2.28). */
function gapProperties(propertiesXml: string): string {
  const marking = '<w:highlight w:val="yellow"/>'
  if (propertiesXml === '') return `<w:rPr>${marking}</w:rPr>`
  const bare = propertiesXml.replace(/<w:highlight [^>]*\/>/, '')
  const next = /<w:(u|bdr|shd|fitText|rtl|cs|lang|eastAsianLayout)[ />]|<\/w:rPr>/.exec(bare)
  const at = next?.index ?? bare.length
  return `${bare.slice(0, at)}${marking}${bare.slice(at)}`
}
