import type { CustomerProgress } from '../../../contracts/progress.js'
import { mayDo } from '../../../contracts/rights.js'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import type { App } from '../../app.js'
import { addOwnPoint, removeOwnPoint, tickPoints, untickPoint } from '../../flows/points.js'
import { customerProgress } from '../../flows/status.js'
import { foldedForm } from '../fold.js'
import { formView, type FormSpec } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { checklistContent } from './checklist-content.js'
import { customerCrumbs } from './customer-crumbs.js'

const PATH = '/kunder/:orgnr/checklista'
const typed = z.string().trim().min(1).max(2000)
const several = z.union([z.string(), z.array(z.string())])

/** *Checklista*: the 57 points and the customer's own, ticked together, as the second seed's table. */
export const CHECKLIST_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const status = await customerProgress(visit.app, visit.params['orgnr'] ?? '')
    return { view: 'checklist', title: `Checklista – ${status.name}`, crumbs: customerCrumbs(status.orgnr, status.name), content: { ...checklistContent(status), ...formsOf(visit, status) } }
  },
  forms: [
    pageForm({
      id: 'bocka', path: `${PATH}/bockar`, right: 'work', said: z.strictObject({ punkt: several.optional(), dag: z.iso.date().optional(), anteckning: typed.optional() }),
      work: async (visit, { said }) => {
        const orgnr = visit.params['orgnr'] ?? ''
        const points = said.punkt === undefined ? [] : [said.punkt].flat()
        if (points.length === 0) throw new Failure('call-invalid', 'Ingen punkt är vald. Kryssa för de punkter som är gjorda i tabellen och bocka av dem sedan.')
        await tickPoints(visit.app, { orgnr, points, note: said.anteckning ?? null, by: visit.actor(), on: said.dag ?? null })
        return { to: `/kunder/${orgnr}/checklista`, told: points.length === 1 ? `Punkt ${points[0] ?? ''} är avbockad.` : `${points.length} punkter är avbockade.` }
      },
    }),
    pageForm({
      id: 'angra', path: `${PATH}/angrade`, right: 'work', said: z.strictObject({ punkt: z.string(), skal: typed }),
      work: (visit, { said }) => changed(visit, `Avbockningen av punkt ${said.punkt} är ångrad.`, (app, orgnr) => untickPoint(app, { orgnr, point: said.punkt, reason: said.skal, by: visit.actor() })),
    }),
    pageForm({
      id: 'egen', path: `${PATH}/egna`, right: 'work', said: z.strictObject({ steg: z.coerce.number().int().min(1).max(12), text: typed }),
      work: (visit, { said }) => changed(visit, `Punkten är tillagd i steg ${said.steg}.`, (app, orgnr) => addOwnPoint(app, { orgnr, step: said.steg, text: said.text, by: visit.actor() })),
    }),
    pageForm({
      id: 'bort', path: `${PATH}/borttagna`, right: 'work', said: z.strictObject({ punkt: z.string(), skal: typed }),
      work: (visit, { said }) => changed(visit, 'Punkten är borttagen.', (app, orgnr) => removeOwnPoint(app, { orgnr, point: said.punkt, reason: said.skal, by: visit.actor() })),
    }),
  ],
}

async function changed(visit: Visit, told: string, change: (app: App, orgnr: string) => Promise<unknown>): Promise<{ to: string; told: string }> {
  const orgnr = visit.params['orgnr'] ?? ''
  await change(visit.app, orgnr)
  return { to: `/kunder/${orgnr}/checklista`, told }
}

/** The forms below the table; null where there is nothing to undo or remove, or the reader may not. */
function formsOf(visit: Visit, { orgnr, today, steps }: CustomerProgress) {
  const action = (name: string): string => `/kunder/${orgnr}/checklista/${name}`
  const points = steps.flatMap((step) => step.points)
  const ticked = points.filter(({ settled }) => settled?.by === 'person')
  const own = points.filter((point) => point.own)
  const options = (chosen: typeof points) => chosen.map(({ id, text }) => ({ value: id, label: `${id} ${text}` }))
  const reason = { kind: 'text', name: 'skal', label: 'Varför', hint: 'Skälet sparas i historiken.' } as const
  const undo: FormSpec = { id: 'angra', action: action('angrade'), heading: 'Ångra en avbockning', button: 'Ångra avbockningen', tone: 'quiet', fields: [{ kind: 'choice', name: 'punkt', label: 'Punkt', options: options(ticked) }, reason] }
  const remove: FormSpec = { id: 'bort', action: action('borttagna'), heading: 'Ta bort en egen punkt', button: 'Ta bort punkten', tone: 'danger', fields: [{ kind: 'choice', name: 'punkt', label: 'Punkt', options: options(own) }, reason] }
  const canWork = mayDo(visit.visitor.roles, 'work')
  return {
    canWork,
    tick: formView(visit, {
      id: 'bocka', action: action('bockar'), heading: 'Bocka av de valda punkterna', button: 'Bocka av valda punkter',
      fields: [{ kind: 'date', name: 'dag', label: 'Dag då det gjordes', value: today }, { kind: 'text', name: 'anteckning', label: 'Anteckning', optional: 'optional', hint: 'Gäller alla valda punkter.' }],
    }),
    undo: canWork && ticked.length > 0 ? foldedForm(visit, undo) : null,
    add: canWork ? foldedForm(visit, {
      id: 'egen', action: action('egna'), heading: 'Lägg till en egen punkt', button: 'Lägg till punkten',
      fields: [{ kind: 'choice', name: 'steg', label: 'Steg', options: steps.map(({ step, title }) => ({ value: String(step), label: `${step}. ${title}` })) }, { kind: 'text', name: 'text', label: 'Vad som ska göras' }],
    }) : null,
    remove: canWork && own.length > 0 ? foldedForm(visit, remove) : null,
  }
}
