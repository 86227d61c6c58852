import type { PointStatus } from '../../../contracts/checklist.js'
import { POINTS } from '../../../contracts/checklist-points.js'
import { STEP_DESCRIPTIONS } from '../../../contracts/step-descriptions.js'
import { weeksText } from '../../../contracts/plan.js'
import type { StepStatus } from '../../../contracts/step-status.js'
import type { CustomerStatus } from '../../flows/status.js'
import { moment } from '../../flows/swedish-moment.js'

const STATES = { done: 'Klart', started: 'Påbörjat', waiting: 'Väntar' } as const
const GROUPS = new Map(POINTS.flatMap(({ id, group }) => (group === undefined ? [] : [[id, group] as const])))

/** What the checklist shows of a customer, every text ready: the second seed's three columns. */
export function checklistContent({ name, orgnr, today, steps }: Pick<CustomerStatus, 'name' | 'orgnr' | 'today' | 'steps'>) {
  const points = steps.flatMap((step) => step.points)
  return {
    name, orgnr, today, done: points.filter(({ settled }) => settled !== null).length, total: points.length,
    steps: steps.map(stepRows),
  }
}

function stepRows(step: StepStatus) {
  const rows = step.points.map((point, index) => pointRow(point, GROUPS.get(step.points[index - 1]?.id ?? '')))
  return {
    step: step.step, title: step.title, description: STEP_DESCRIPTIONS[step.step] ?? '', weeks: weeksText(step.weeks), state: STATES[step.state], mark: step.state, span: Math.max(1, rows.length),
    missing: step.state === 'done' ? [] : step.missing, first: rows[0] ?? null, rest: rows.slice(1),
  }
}

/** One point; its group's words stand before the first of the group. */
function pointRow({ id, text, own, tickable, settled, settledBy }: PointStatus, groupBefore: string | undefined) {
  const group = GROUPS.get(id)
  const number = id.endsWith('.boka') ? '–' : own ? `Egen ${id.split('.e')[1] ?? ''}` : id.split('.').slice(1).join('.')
  return {
    id, field: `punkt-${id.replaceAll('.', '-')}`, number, text, own, group: group === undefined || group === groupBefore ? '' : group, done: settled !== null, open: settled === null && tickable,
    by: settled === null ? `Avgörs av ${settledBy}` : settled.by === 'facts' ? `Behövs inte: ${settled.who}` : `${settled.who}, ${settled.on}`,
    at: settled?.at === null || settled === null ? '' : moment(settled.at), note: settled?.note ?? '', automatic: settled === null && !tickable,
  }
}
