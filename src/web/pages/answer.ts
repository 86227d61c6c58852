import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import { ANSWER_MEANINGS, meaningsOf } from '../../../signing/answer.js'
import { comesFromAnother } from '../../flows/answer-sender.js'
import { readableAnswer, settleAnswer } from '../../flows/settle-answer.js'
import { customerNames } from '../../storage/customers.js'
import type { Letter } from '../../storage/letter.js'
import { letters } from '../../storage/letters.js'
import { formView } from '../form.js'
import { pageForm, type Page } from '../page.js'
import { answerWords, MEANINGS } from './answer-words.js'

/** *Svar*: what a mail that came back says, and what a person says that it means. */
export const ANSWER_PAGE: Page = {
  path: '/utskick/svar/:answer', right: 'read',
  show: async (visit) => {
    const { app, params } = visit
    const { answer, text } = await readableAnswer(app, params['answer'] ?? '')
    const rows = (await letters(app.store.read)).filter(({ state }) => state === 'relayed' || state === 'unknown').toReversed()
    const known = rows.find(({ id }) => id === answer.letter)
    const nameOf = await customerNames(app.store.read, rows.map(({ orgnr }) => orgnr))
    const labelOf = ({ number, orgnr }: Letter): string => `Brev ${number} för ${nameOf.get(orgnr) ?? orgnr}`
    const settle = answer.settled !== null || !mayDo(visit.visitor.roles, 'work') ? null : formView(visit, {
      id: 'tolka', action: `/utskick/svar/${params['answer'] ?? ''}/tolkning`, heading: 'Vad svaret betyder', button: 'Registrera',
      intro: 'Först när en person har sagt vad svaret betyder räknas brevet som bekräftat, godkänt eller i behov av komplettering.',
      fields: [
        { kind: 'radio', name: 'meaning', label: 'Svaret betyder', options: meaningsOf(answer.kind).map((value) => ({ value, label: MEANINGS[value] })) },
        ...(known === undefined ? [{ kind: 'choice' as const, name: 'letter', label: 'Brevet det gäller', optional: 'optional' as const, options: [{ value: '', label: 'Inget' }, ...rows.map((row) => ({ value: row.id, label: labelOf(row) }))] }] : []),
        { kind: 'long', name: 'reason', label: answer.kind === 'reply' ? 'Vad som ska kompletteras, eller varför svaret inte rör något brev' : 'Varför mejlet är mottagarens ord, vad som ska kompletteras, eller varför det inte rör något brev', optional: 'optional' },
      ],
    })
    const stranger = (await comesFromAnother(app.store.read, answer)) === true
    const words = answerWords(answer)
    const content = { ...words, from: stranger ? `${words.from} (inte adressen som brevet gick till)` : words.from, text, letter: known === undefined ? null : { id: known.id, label: labelOf(known) }, settle }
    return { view: 'answer', title: 'Svar', crumbs: [{ label: 'Utskick', href: '/utskick' }], content }
  },
  forms: [pageForm({
    id: 'tolka', path: '/utskick/svar/:answer/tolkning', right: 'work', said: z.strictObject({ meaning: z.enum(ANSWER_MEANINGS, 'Välj vad svaret betyder.'), letter: z.string().optional(), reason: z.string().optional() }),
    work: async ({ app, actor, params }, { said }) => {
      const settled = await settleAnswer(app, params['answer'] ?? '', { meaning: said.meaning, letter: said.letter ?? null, reason: said.reason ?? null, by: actor() })
      return { to: '/utskick', told: `${MEANINGS[said.meaning]}. Svaret från ${settled.from === '' ? 'okänd avsändare' : settled.from} är registrerat.` }
    },
  })],
}
