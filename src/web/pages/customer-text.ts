import { z } from 'zod'
import { kindOf } from '../../../contracts/kinds.js'
import { mayDo } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { Failure } from '../../../templates/failure.js'
import { acceptDraft } from '../../flows/draft-accept.js'
import { compareProposed } from '../../flows/draft-compare.js'
import { dropDraft } from '../../flows/draft-drop.js'
import { listDrafts, type ListedDraft } from '../../flows/draft-list.js'
import { rejectDraft } from '../../flows/draft-reject.js'
import { namedCustomer } from '../../flows/history.js'
import { formView, type FormView } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { comparisonContent } from './comparison-content.js'
import { customerCrumbs } from './customer-crumbs.js'
import { textRow } from './customer-texts.js'

const PATH = '/kunder/:orgnr/texter/:text'
const reason = z.string().trim().min(1).max(2000)

/** *En text från kunden*: what it says differently from the template, paragraph by paragraph; accepted, rejected, or taken out of use. */
export const CUSTOMER_TEXT_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const { orgnr, name } = await namedCustomer(visit.app, visit.params['orgnr'] ?? '')
    const draft = await namedDraft(visit)
    const row = textRow(draft)
    return {
      view: 'customer-text', title: row.title, crumbs: [...customerCrumbs(orgnr, name), { label: 'Kundens texter', href: `/kunder/${orgnr}/texter` }],
      content: { ...row, comparison: comparisonContent(await compareProposed(visit.app, draft.text)), board: draft.state === 'in-force' && draft.issuedAs !== null && kindOf(draft.kind, visit.app.kinds).life === 'reviewed-appendix' ? `/namnd/${draft.issuedAs}` : '', forms: formsFor(visit, draft) },
    }
  },
  forms: [
    pageForm({
      id: 'anta', path: `${PATH}/antagande`, right: 'deviate', said: z.strictObject({ skal: reason.optional() }),
      work: async (visit, { said }) => {
        const { text, orgnr } = await namedDraft(visit)
        const { code, title } = await acceptDraft(visit.app, { text, by: visit.actor(), reason: said.skal ?? null })
        return { to: `/kunder/${orgnr}/texter/${text}`, told: code === null ? 'Antagen av dig. Inget är utgivet än: en annan person behöver också läsa och anta den.' : `Antagen av två personer och utgiven: ${title} ${spokenCode(code)}, märkt ”Avviker från mallen”.` }
      },
    }),
    pageForm({
      id: 'avsla', path: `${PATH}/avslag`, right: 'deviate', said: z.strictObject({ reason }),
      work: async (visit, { said }) => {
        const { text, orgnr } = await namedDraft(visit)
        await rejectDraft(visit.app, { text, by: visit.actor(), reason: said.reason })
        return { to: `/kunder/${orgnr}/texter`, told: 'Förslaget är avslaget. Det som är utgivet står kvar.' }
      },
    }),
    pageForm({
      id: 'lamna', path: `${PATH}/mallens-text`, right: 'work', said: z.strictObject({ reason }),
      work: async (visit, { said }) => {
        const { text, base, orgnr } = await namedDraft(visit)
        await dropDraft(visit.app, { document: base, text, by: visit.actor(), reason: said.reason })
        return { to: `/kunder/${orgnr}/texter`, told: 'Kundens text är tagen ur bruk. Det som är utgivet gäller tills handlingen ges ut på nytt, på sidan Paket.' }
      },
    }),
  ],
}

/** The text that the address names, which must be that customer's. @throws Failure `draft-unknown`, `customer-unknown` */
async function namedDraft({ app, params }: Visit): Promise<ListedDraft> {
  const found = (await listDrafts(app, params['orgnr'] ?? '')).find(({ text }) => text === params['text'])
  if (found === undefined) throw new Failure('draft-unknown', 'Kunden har ingen sådan text. De registrerade står under Kundens texter.')
  return found
}

function formsFor(visit: Visit, { text, orgnr, state, isOutdated, acceptedBy }: ListedDraft): FormView[] {
  const home = `/kunder/${orgnr}/texter/${text}`
  const { roles, accountId, name } = visit.visitor
  const decides = state === 'proposed' && mayDo(roles, 'deviate')
  const hasAccepted = accountId !== null && acceptedBy.includes(name)
  return [
    ...(decides && !isOutdated && !hasAccepted ? [formView(visit, { id: 'anta', action: `${home}/antagande`, heading: 'Anta avvikelsen', intro: 'När två personer har antagit den ges avtalet ut på nytt med kundens ändringar, märkt på varje sida.', button: 'Anta avvikelsen', fields: [{ kind: 'long', name: 'skal', label: 'Skäl', hint: 'Behövs när underskrifter faller.', optional: 'optional', rows: 2 }] })] : []),
    ...(decides ? [formView(visit, { id: 'avsla', action: `${home}/avslag`, heading: 'Avslå', intro: 'Det som är utgivet står kvar.', button: 'Avslå förslaget', tone: 'danger', fields: [{ kind: 'long', name: 'reason', label: 'Varför', rows: 2 }] })] : []),
    ...(state === 'in-force' && mayDo(roles, 'work') ? [formView(visit, { id: 'lamna', action: `${home}/mallens-text`, heading: 'Återgå till mallens text', intro: 'Det som är utgivet gäller tills handlingen ges ut på nytt.', button: 'Återgå till mallens text', tone: 'danger', fields: [{ kind: 'long', name: 'reason', label: 'Varför', rows: 2 }] })] : []),
  ]
}
