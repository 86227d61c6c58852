import { kindOf } from '../../contracts/kinds.js'
import type { Enclosure } from '../../contracts/enclosures.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { PackFacts } from '../../templates/context.js'
import type { Facts } from '../../templates/facts.js'
import { hasExamples, type Parties } from '../../templates/party.js'
import { LETTER_KIND } from '../../templates/template-kind.js'
import type { App } from '../app.js'
import { EXAMPLE_MARK, UNREVIEWED_MARK } from '../rendering/paper-marks.js'
import type { FrontJob } from '../rendering/render-front.js'
import { swedishDay } from './new-event.js'
import { contextOf, templateFile } from './compared-context.js'
import { isReviewed } from './prepare-documents.js'
import { currentEdition } from './template.js'

/** What a cover letter says of the documents it goes with. */
export function packFactsOf(enclosures: readonly Enclosure[]): PackFacts {
  return {
    handlingar: enclosures.map((one) => ({ nummer: String(one.number), titel: one.title, kod: spokenCode(one.code), exemplar: one.exemplars, sidor: one.pageCount, undertecknas: one.signedBy, attGora: one.whatToDo })),
    antalHandlingar: enclosures.length,
    antalSidor: enclosures.reduce((sum, { exemplars, pageCount }) => sum + exemplars * pageCount, 0),
  }
}

/** What the letter that goes with a customer's pack is made from, in the latest edition of its template; never registered, never coded. @throws Failure `archive-missing`, `archive-damaged` */
export async function letterJob(app: App, facts: Facts, parties: Parties, { enclosures, issuedAt }: { readonly enclosures: readonly Enclosure[]; readonly issuedAt: string }): Promise<FrontJob['letter']> {
  const kind = kindOf(LETTER_KIND)
  const edition = await currentEdition(app.store.read, kind.id)
  const ogranskad = !(await isReviewed(app, edition))
  const exempel = hasExamples(parties)
  const context = { ...contextOf(facts, parties, { titel: kind.title, kod: '–', utgava: edition.edition, datum: swedishDay(issuedAt), stadium: 'undertecknande', exempel, ogranskad, andring: false }, ''), paket: packFactsOf(enclosures) }
  const marks = [...(exempel ? [EXAMPLE_MARK] : []), ...(ogranskad ? [UNREVIEWED_MARK] : [])]
  return { template: await templateFile(app, edition.templateSha256), context, title: `${kind.title} till ${facts.kund.namn}`, marks }
}
