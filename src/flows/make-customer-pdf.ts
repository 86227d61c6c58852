import type { Block, FilledDocument } from '../../templates/document.js'
import { draftLines } from '../../templates/draft-lines.js'
import { Failure } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import { plainRun } from '../../templates/layout/set-paragraph.js'
import { closingTemplate } from '../../templates/own/closing-template.js'
import { packCustomerPdf } from '../../templates/own/customer-pdf.js'
import { inheritedInitials } from '../../templates/own/inherited-initials.js'
import { wordedDraft } from '../../templates/own/worded-text.js'
import type { WrittenPage } from '../../templates/own/written-page.js'
import { printable } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { filledEdition } from '../rendering/filled-edition.js'
import type { StoredVersion } from '../storage/versions.js'
import { approvalBlocks, signatureBlocks } from './closing-blocks.js'
import { pdfComparison } from './compare-pdf.js'
import type { MadeText } from './make-customer-text.js'
import { readCustomerPdf } from './read-customer-pdf.js'
import { refuseOtherDocument } from './refuse-other-document.js'
import { templateWords } from './template-words.js'

/**
 * A customer's own document as a PDF made printable: its pages as they are, and after them ours for the decision and the signatures.
 * @throws Failure `draft-unreadable`, `transition-refused` for another document's file or one that states a decision, `facts-missing`
 */
export async function makeCustomerPdf(app: App, base: StoredVersion, pdf: Uint8Array): Promise<MadeText> {
  const { pages, code, document, faults } = await readCustomerPdf(app, pdf)
  if (faults.length > 0) throw new Failure('draft-unreadable', `PDF-filen går inte att ge ut: ${faults[0]?.path}: ${faults[0]?.message} Inget är registrerat.`, { faults })
  // A damaged file may be mended in more than one way; what is read must be what is printed.
  if (document?.getPageCount() !== pages.length) throw new Failure('draft-unreadable', 'PDF-filen är skadad: det går inte att säga hur många sidor den har. Inget är registrerat. Be kunden spara den på nytt.')
  await refuseOtherDocument(app, base, code)
  refuseDecided(pages)
  const { edition, file, facts, context, filled: ours } = await templateWords(app, base, { edition: base.edition, at: app.now().toISOString() })
  if (isPdf(file.bytes)) throw new Failure('transition-refused', `${base.title} är en PDF-blankett från någon annan och har ingen text att ersätta. Ändra uppgifterna i stället.`)

  const closing = [...introduction(ours, pages), ...approvalBlocks(ours), ...signatureBlocks(ours)]
  const template = packCustomerPdf({ pdf, pages, closing: closingTemplate(file.bytes, closing, inheritedInitials(ours)) })
  const filled = await filledEdition({ sha256: '', bytes: template }, context, 'refuse')
  return { template, edition, facts, differences: pdfComparison(wordedDraft(draftLines(ours.blocks), []), pages, { closing, pagesBefore: [] }).differences, filled }
}

/** What the last page is, in the look of the edition's own text, and that what was printed for us in another version no longer counts. */
function introduction({ blocks }: FilledDocument, pages: readonly WrittenPage[]): Block[] {
  const look = blocks.find((block) => block.type === 'paragraph' && block.style === 'BodyText' && block.number === null)
  if (look?.type !== 'paragraph') return []
  const { type, style, number, propertiesXml } = look
  const isMadeOfOurs = pages.some(({ lines }) => lines.some((line) => /Förhandlingsexemplar|Versionskod|Namnförtydligande|Godkän(?:d|t|da) den/u.test(line)))
  const said = [
    `${pages.length === 1 ? 'Sida 1 är' : `Sidorna 1–${pages.length} är`} kundens egen handling, återgiven som den lämnades in. Den godkänns och undertecknas här.`,
    ...(isMadeOfOurs ? ['Det som i den står om förhandlingsexemplar, annan versionskod och annan plats för beslut eller underskrift gäller inte.'] : []),
  ]
  return [{ type, style, number, propertiesXml, runs: [plainRun(said.join(' '))] }]
}

/** Nobody has decided on a text that is only being handed in. */
function refuseDecided(pages: readonly WrittenPage[]): void {
  const stated = pages.flatMap(({ lines }) => lines).find((line) => /^(?:Godkän(?:d|t|da) den \(datum\)|Protokoll och paragraf):?\s+\S/u.test(line))
  if (stated !== undefined) throw new Failure('transition-refused', `I filen står redan ett beslut: ”${printable(stated)}”. Den texten har förvaltningsgruppen inte beslutat om. Inget är registrerat. Be kunden om en fil där raderna är tomma.`)
}
