import type { Block, FilledDocument, Paragraph } from '../document.js'
import { plainRun } from '../layout/set-paragraph.js'
import { ownText, shownText } from './own-text.js'
import type { WrittenPage } from './written-page.js'

/** What a customer's PDF with its closing says: the words it is compared, searched and hashed by, with the hash of the file, since its pages are printed as they are. */
export function ownDocument({ pages, sha256 }: { readonly pages: readonly WrittenPage[]; readonly sha256: string }, closing: FilledDocument): FilledDocument {
  const { paragraphs, margins } = ownText(pages)
  const words = [...margins, ...paragraphs.map(({ text }) => shownText(text))].map((text): Paragraph => ({ type: 'paragraph', style: 'BodyText', number: null, runs: [plainRun(text)], propertiesXml: '' }))
  return { ...closing, drawnSha256: sha256, blocks: [...words, { type: 'page-break', propertiesXml: '' }, ...closing.blocks] }
}

/** The closing's headings without numbers: the customer's own are not ours to go on with. */
export function unnumbered(closing: FilledDocument): FilledDocument {
  return { ...closing, blocks: closing.blocks.map((block): Block => (block.type === 'paragraph' && block.style.startsWith('Heading') ? { ...block, number: null } : block)) }
}
