import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import { ruleText } from '../../../contracts/retention.js'
import { Failure } from '../../../templates/failure.js'
import { documentRetention, extendRetention } from '../../flows/document-retention.js'
import { namedOfCustomer } from '../../flows/history.js'
import { foldedForm, type Fold } from '../fold.js'
import { pageForm, type PageForm, type Visit } from '../page.js'

/** How long the document is kept and by what decision, and the form that keeps it longer; null where it is kept for ever anyway, or for whoever only reads. */
export async function retentionContent(visit: Visit, orgnr: string, code: string) {
  const { state, text, rule, extended } = await documentRetention(visit.app, code)
  return {
    text, runOut: state === 'run-out',
    rule: rule === null ? '' : `${ruleText(rule)}, enligt ${rule.decision} (${rule.decidedBy}, ${rule.decidedOn}).`,
    extended: extended === null ? '' : `Ska bevaras ${extended.until === null ? 'för alltid' : `till ${extended.until}`}: ${extended.reason} (${extended.by}, ${extended.on})`,
    form: mayDo(visit.visitor.roles, 'work') && rule?.years !== null ? extensionForm(visit, `/kunder/${orgnr}/handlingar/${code}/bevarande`) : null,
  }
}

function extensionForm(visit: Visit, action: string): Fold {
  return foldedForm(visit, {
    id: 'bevaras-langre', action, heading: 'Bevara handlingen längre', button: 'Registrera beslutet', intro: 'För en handling som behövs längre än andra av samma slag, till exempel i en tvist. Gäller i stället för ett tidigare sådant beslut; tiden blir aldrig kortare än slagets.',
    fields: [
      { kind: 'radio', name: 'hur', label: 'Hur länge', value: 'dag', options: [{ value: 'dag', label: 'Till och med en dag' }, { value: 'alltid', label: 'För alltid' }] },
      { kind: 'date', name: 'till', label: 'Till och med', optional: 'optional', hint: 'Behövs när handlingen inte ska bevaras för alltid.' },
      { kind: 'long', name: 'skal', label: 'Varför', rows: 2 },
    ],
  })
}

/** What keeps one document longer; `path` is the document page's. */
export function extensionPageForm(path: string): PageForm {
  return pageForm({
    id: 'bevaras-langre', path: `${path}/bevarande`, right: 'work', said: z.strictObject({ hur: z.enum(['dag', 'alltid']), till: z.iso.date().optional(), skal: z.string().trim().min(1).max(2000) }),
    work: async ({ app, params, actor }, { said: { hur, till, skal } }) => {
      const { orgnr, code } = await namedOfCustomer(app, params['orgnr'] ?? '', params['code'] ?? '')
      if (hur === 'dag' && till === undefined) throw new Failure('call-invalid', 'Ange dagen som handlingen ska bevaras till, eller välj För alltid.', { faults: [{ path: 'till', message: 'Ange en dag.' }] })
      const { text } = await extendRetention(app, code, { until: hur === 'dag' ? (till ?? null) : null, reason: skal, by: actor() })
      return { to: `/kunder/${orgnr}/handlingar/${code}#bevarande`, told: text }
    },
  })
}
