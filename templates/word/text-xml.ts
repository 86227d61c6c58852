import { escapeText } from './xml.js'

const BROKEN = /[\r\n\t]/

/** Text as the content of a run: line breaks and tabs as Word's own. */
export function textXml(text: string): string {
  if (text !== '' && !BROKEN.test(text)) return `<w:t xml:space="preserve">${escapeText(text)}</w:t>`
  let xml = ''
  for (const part of text.replaceAll(/\r\n?/g, '\n').split(/([\n\t])/)) {
    if (part === '\n') xml += '<w:br/>'
    else if (part === '\t') xml += '<w:tab/>'
    else if (part !== '') xml += `<w:t xml:space="preserve">${escapeText(part)}</w:t>`
  }
  return xml
}
