import { z } from 'zod'
import { isDecisionPrinted } from '../../../contracts/decision-to-print.js'
import { mayDo } from '../../../contracts/rights.js'
import { isLive } from '../../../contracts/signatures.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import type { VersionStatus } from '../../../contracts/status.js'
import { namedOfCustomer } from '../../flows/history.js'
import { printDecision } from '../../flows/print-decision.js'
import { foldedForm, type Fold } from '../fold.js'
import { pageForm, type PageForm, type Visit } from '../page.js'

/** The form that issues approved RAPS or rutiner again with the decision in them; null while the paper says what is decided, or for whoever only reads. */
export function printingForm(visit: Visit, version: VersionStatus): Fold | null {
  const { approval, printed } = version
  const says = approval === null ? printed === null : isDecisionPrinted({ approval: { on: approval.on, text: approval.decision }, printed })
  if (says || version.draft || !isLive(version) || !mayDo(visit.visitor.roles, 'work')) return null
  const print = { heading: 'Tryck beslutet i handlingen', button: 'Tryck beslutet', intro: `Handlingen ges ut på nytt med samma ord och med beslutet ”${approval?.decision ?? ''}”, ${approval?.on ?? ''}, i tabellen Godkännande. Godkännandet består. De exemplar som redan är utskrivna ersätts.` }
  const takeOff = { heading: 'Ta bort det återtagna beslutet ur handlingen', button: 'Ge ut handlingen utan beslutet', intro: 'Handlingen ges ut på nytt med samma ord, utan det beslut som har tagits tillbaka. De exemplar som redan är utskrivna ersätts.' }
  return foldedForm(visit, {
    id: 'tryck-beslut', action: `/kunder/${version.orgnr}/handlingar/${version.code}/tryckt-beslut`, ...(approval === null ? takeOff : print), tone: 'quiet',
    fields: [{ kind: 'text', name: 'reason', label: 'Varför, om handlingen redan är undertecknad', optional: 'optional', hint: 'Nya exemplar måste undertecknas på nytt: de underskrifter som finns faller. Skälet sparas i historiken.' }],
  })
}

/** Prints the decision; below the page of the document. */
export function printingPageForm(path: string): PageForm {
  return pageForm({
    id: 'tryck-beslut', path: `${path}/tryckt-beslut`, right: 'work', said: z.strictObject({ reason: z.string().trim().min(1).max(2000).optional() }),
    work: async ({ app, params, actor }, { said }) => {
      const { orgnr, code } = await namedOfCustomer(app, params['orgnr'] ?? '', params['code'] ?? '')
      const issued = await printDecision(app, { document: code, by: actor(), reason: said.reason ?? null })
      const change = `${issued.title} ${spokenCode(issued.code)} ersätter ${spokenCode(issued.replaces)}.`
      return { to: `/kunder/${orgnr}/handlingar/${issued.code}`, told: issued.decision === null ? `Det återtagna beslutet är borttaget. ${change}` : `Beslutet är tryckt. ${change} Lämna de nya exemplaren till underskrift och kassera de gamla.` }
    },
  })
}
