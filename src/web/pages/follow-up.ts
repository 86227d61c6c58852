import type { FollowUp, QuestionFigures, StepFigures } from '../../../contracts/follow-up.js'
import { followUpFor } from '../../flows/follow-up.js'
import { outlinesForLook } from '../../flows/outlines.js'
import type { Page } from '../page.js'
import { staleNotice } from '../stale-notice.js'

/** *Uppföljning*: how long steps take, where customers are and get stuck, and what they answered. */
export const FOLLOW_UP_PAGE: Page = {
  path: '/uppfoljning', right: 'read', forms: [],
  show: async ({ app }) => {
    const { all, stale } = await outlinesForLook(app)
    return { view: 'follow-up', title: 'Uppföljning', crumbs: [], content: { ...followUpContent(followUpFor(all)), stale: staleNotice(stale) } }
  },
}

const WIDTH = 320
const BAR = 16
const ROW = 26

/** What the view shows, every text and every bar ready. */
export function followUpContent({ customers, answered, steps, questions, words }: FollowUp) {
  const longest = Math.max(1, ...steps.map(({ meanDays }) => meanDays ?? 0))
  const most = Math.max(1, ...steps.map(({ here }) => here))
  const asked = questions.filter(({ mean, grades }) => mean !== null || grades['vet-ej'] > 0)
  const stuck = steps.filter(({ stuckHere }) => stuckHere > 0).toSorted((a, b) => b.stuckHere - a.stuckHere)[0]
  return {
    customers, answered, none: customers === 0, steps: steps.map(stepText), questions: asked.map(questionText), unanswered: asked.length === 0, words,
    worst: stuck === undefined ? 'Ingen kund står still.' : `Flest kunder står still i steg ${stuck.step}, ${stuck.title}: ${stuck.stuckHere} av ${stuck.here} där.`,
    times: { height: steps.length * ROW, bars: steps.map((step, index) => ({ y: index * ROW, label: step.step, textY: index * ROW + 12, width: Math.round(((step.meanDays ?? 0) / longest) * WIDTH), value: step.meanDays === null ? '–' : String(step.meanDays), valueX: 32 + Math.round(((step.meanDays ?? 0) / longest) * WIDTH) + 6 })) },
    places: { height: steps.length * ROW, bars: steps.map((step, index) => ({ y: index * ROW, label: step.step, textY: index * ROW + 12, width: Math.round((step.here / most) * WIDTH), stuckWidth: Math.round((step.stuckHere / most) * WIDTH), value: String(step.here), valueX: 32 + Math.round((step.here / most) * WIDTH) + 6 })) },
    marks: { height: asked.length * ROW, bars: asked.map(({ text, mean }, index) => ({ y: index * ROW, label: index + 1, text, textY: index * ROW + 12, width: Math.round(((mean ?? 0) / 5) * WIDTH), value: mean === null ? '–' : decimal(mean), valueX: 32 + Math.round(((mean ?? 0) / 5) * WIDTH) + 6 })) },
    bar: BAR,
  }
}

function stepText({ step, title, done, meanDays, longestDays, here, stuckHere }: StepFigures) {
  return { step, title, done, mean: meanDays === null ? '–' : days(meanDays), longest: longestDays === null ? '–' : days(longestDays), here, stuckHere }
}

function questionText({ text, grades, mean }: QuestionFigures, index: number) {
  return { number: index + 1, text, mean: mean === null ? '–' : decimal(mean), grades: [grades[1], grades[2], grades[3], grades[4], grades[5]], unknown: grades['vet-ej'] }
}

function days(count: number): string {
  return `${count} ${count === 1 ? 'dag' : 'dagar'}`
}

function decimal(value: number): string {
  return value.toFixed(1).replace('.', ',')
}
