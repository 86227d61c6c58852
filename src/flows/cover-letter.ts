import { kindOf } from '../../contracts/kinds.js'
import type { Enclosure } from '../../contracts/enclosures.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { PackFacts } from '../../templates/context.js'
import type { Facts } from '../../templates/facts.js'
import { fillTemplate } from '../../templates/fill-template.js'
import type { Fonts } from '../../templates/fonts.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { hasExamples, type Parties } from '../../templates/party.js'
import { writePdf } from '../../templates/pdf/write-pdf.js'
import type { BlankStamp } from '../../templates/stamp.js'
import { LETTER_KIND } from '../../templates/template-kind.js'
import { writeWord } from '../../templates/write-word.js'
import type { App } from '../app.js'
import { compiledTemplate } from '../rendering/compiled-template.js'
import { EXAMPLE_MARK, UNREVIEWED_MARK } from '../rendering/paper-marks.js'
import { swedishDay } from './new-event.js'
import { contextOf, isReviewed } from './prepare-documents.js'
import { currentEdition } from './template.js'

/** A letter with no code: nothing on it can be taken for a version when it comes back as a scan. */
export const UNCODED: BlankStamp = { qr: null, text: '', code: '', exemplar: '' }

export interface CoverLetter {
  readonly docx: Uint8Array
  readonly pdf: Uint8Array
  readonly pageCount: number
}

/** What a cover letter says of the documents it goes with. */
export function packFactsOf(enclosures: readonly Enclosure[]): PackFacts {
  return {
    handlingar: enclosures.map((one) => ({ nummer: String(one.number), titel: one.title, kod: spokenCode(one.code), exemplar: one.exemplars, sidor: one.pageCount, undertecknas: one.signedBy, attGora: one.whatToDo })),
    antalHandlingar: enclosures.length,
    antalSidor: enclosures.reduce((sum, { exemplars, pageCount }) => sum + exemplars * pageCount, 0),
  }
}

/** The letter that goes with a customer's pack, in the latest edition of its template; never registered, never coded. @throws Failure `facts-missing`, `text-unprintable`, `template-invalid` */
export async function coverLetter(app: App, facts: Facts, parties: Parties, { enclosures, issuedAt, fonts }: { readonly enclosures: readonly Enclosure[]; readonly issuedAt: string; readonly fonts: Fonts }): Promise<CoverLetter> {
  const kind = kindOf(LETTER_KIND)
  const edition = await currentEdition(app.store.read, kind.id)
  const ogranskad = !(await isReviewed(app, edition))
  const exempel = hasExamples(parties)
  const context = { ...contextOf(facts, parties, { titel: kind.title, kod: '–', utgava: edition.edition, datum: swedishDay(issuedAt), stadium: 'undertecknande', exempel, ogranskad, andring: false }, ''), paket: packFactsOf(enclosures) }
  const template = compiledTemplate({ sha256: edition.templateSha256, bytes: await app.archive.read(edition.templateSha256) })
  const filled = fillTemplate(template, context, 'refuse')
  const layout = layOut(filled, fonts)
  const marks = [...(exempel ? [EXAMPLE_MARK] : []), ...(ogranskad ? [UNREVIEWED_MARK] : [])]
  const pdf = await writePdf(layout, fonts, () => UNCODED, { title: `${kind.title} till ${facts.kund.namn}`, subject: facts.kund.namn, issuedAt, marks, draft: false })
  return { docx: writeWord(template, filled, null), pdf, pageCount: layout.pageCount }
}
