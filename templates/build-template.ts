import { Document, Footer, Header, LevelFormat, Packer, PageNumber, Paragraph, Tab, TextRun } from 'docx'
import { type LibraryText, parseLibraryText } from './library-text.js'
import { LETTER_KIND } from './template-kind.js'
import { PAGE, templateStylesXml } from './word/look-of-styles.js'
import { normalisePackage } from './word/normalise-package.js'
import { bodyOf, COUNTED_LIST } from './word/source-blocks.js'

/**
 * The Word template of a library text, tags visible; the same text gives the same bytes everywhere.
 * @throws Failure `template-invalid` with a fault for every line that is not in the library's markup.
 */
export async function buildTemplate(source: { readonly kind: string; readonly text: string }): Promise<Uint8Array> {
  const text = parseLibraryText(source.text)
  const document = new Document({
    title: text.title,
    subject: source.kind,
    creator: 'Anslut',
    externalStyles: templateStylesXml(text.numbered),
    numbering: { config: [{ reference: COUNTED_LIST, levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', start: 1, style: { paragraph: { indent: { left: 520, hanging: 400 } } } }] }] },
    sections: [{
      properties: { page: { size: { width: PAGE.widthTwips, height: PAGE.heightTwips }, margin: { left: PAGE.sideTwips, right: PAGE.sideTwips, top: PAGE.topTwips, bottom: PAGE.bottomTwips, header: 567, footer: 567 } } },
      headers: { default: source.kind === LETTER_KIND ? letterHeaderOf() : headerOf() },
      footers: { default: footerOf() },
      children: bodyOf(text),
    }],
  })
  const packed = await Packer.toArrayBuffer(document)
  return normalisePackage(new Uint8Array(packed), { title: text.title, subject: source.kind, signatories: signatoriesOf(text) })
}

function signatoriesOf(text: LibraryText): string[] {
  return text.blocks.flatMap((block) => (block.type === 'signature' ? [block.party] : []))
}

function headerOf(): Header {
  const line = (left: string, right: string): Paragraph => new Paragraph({ style: 'Header', children: [new TextRun({ children: [left, new Tab(), right] })] })
  return new Header({ children: [line('{{dokument.titel}}', 'Versionskod {{dokument.kod}}'), line('{{kund.namn}}', 'Utgåva {{dokument.utgava}}')] })
}

function letterHeaderOf(): Header {
  const line = (left: string, right: string): Paragraph => new Paragraph({ style: 'Header', children: [new TextRun({ children: [left, new Tab(), right] })] })
  return new Header({ children: [line('{{svr.namn}}', '{{datum dokument.datum}}'), line('{{dokument.titel}}', 'Utgåva {{dokument.utgava}}')] })
}

function footerOf(): Footer {
  const marks = '{{#if dokument.exempel}}EXEMPEL{{#if dokument.ogranskad}} · {{/if}}{{/if}}{{#if dokument.ogranskad}}Mall - ej juridiskt granskad{{/if}}'
  return new Footer({
    children: [
      new Paragraph({ style: 'Mark', children: [new TextRun(marks)] }),
      new Paragraph({ style: 'Footer', children: [new TextRun({ children: [new Tab(), 'Sida ', PageNumber.CURRENT, ' av ', PageNumber.TOTAL_PAGES] })] }),
    ],
  })
}
