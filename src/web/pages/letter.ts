import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { deliveryOutcomeSchema, describeOutcome } from '../../../signing/delivery.js'
import { Failure } from '../../../templates/failure.js'
import { mayBeThere } from '../../flows/letter-attempts.js'
import { partWords, recipientKeyWords } from '../../flows/letter-part-words.js'
import { letterDetails, verifyLetter } from '../../flows/letters.js'
import { callOffLetter, callOffLostLetter, holdLetter, resendLetter, resumeLetter } from '../../flows/steer-letter.js'
import { answers } from '../../storage/answers.js'
import { customerOf } from '../../storage/customers.js'
import type { Letter } from '../../storage/letter.js'
import type { LetterPart } from '../../storage/letter-parts.js'
import { formView, type FormSpec } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { answerWords } from './answer-words.js'
import { instantOf, knownAfterwards, standingOf } from './letter-words.js'

const WHY = { kind: 'text', name: 'reason', label: 'Varför' } as const
const reasoned = z.strictObject({ reason: z.string() })

/** *Brev*: what it holds, how its attempts went, its receipt, and what a person may do with it. */
export const LETTER_PAGE: Page = {
  path: '/utskick/brev/:letter', right: 'read',
  show: async (visit) => {
    const { app, params } = visit
    const { letter, files, parts, attempts, recipientKey } = await letterDetails(app, params['letter'] ?? '')
    const content = {
      number: letter.number, orgnr: letter.orgnr, customer: (await customerOf(app.store.read, letter.orgnr))?.name ?? letter.orgnr, recipient: letter.recipient, codes: letter.codes.map(spokenCode),
      ...standingOf(letter, (await knownAfterwards(app.store.read, [letter])).get(letter.id), 'letter'),
      sealedTo: recipientKeyWords(recipientKey), parts: parts.map((part) => ({ words: `D${partWords(part, parts).slice(1)}`, messageId: part.messageId, sha256: part.ciphertextSha256 })),
      files: files.map(({ fileName, pageCount, sha256, part }) => ({ fileName, pages: pageCount === 1 ? '1 sida' : `${pageCount} sidor`, sha256, part: parts.length === 0 ? 0 : part })),
      attempts: attempts.map(({ attempt, part, at, response }) => ({ attempt, part: parts.length === 0 ? 0 : part, at: instantOf(at), outcome: describeOutcome(deliveryOutcomeSchema.parse(JSON.parse(response))) })),
      marks: [...(parts.length > 0 ? [] : [['Message-ID', letter.messageId], ['Krypterat brev, SHA-256', letter.ciphertextSha256]] as const), ['Kvitto, SHA-256', letter.receiptSha256] as const].flatMap(([label, value]) => (value === null ? [] : [{ label, value }])),
      answers: (await answers(app.store.read, { letter: letter.id })).map((answer) => ({ ...answerWords(answer), href: `/utskick/svar/${answer.sha256.slice(0, 16)}` })),
      forms: formsFor(letter, parts, (await mayBeThere(app.store.read, letter.id)) ? 'there' : 'nowhere').filter(({ id }) => mayDo(visit.visitor.roles, id === 'prova' ? 'read' : 'work')).map((form) => formView(visit, form)),
    }
    return { view: 'letter', title: `Brev ${letter.number} till ${letter.recipient}`, crumbs: [{ label: 'Utskick', href: '/utskick' }], content }
  },
  forms: [
    pageForm({ id: 'stoppa', path: '/utskick/brev/:letter/stopp', right: 'work', said: reasoned, work: async (visit, { said }) => done(await holdLetter(visit.app, named(visit), said.reason, visit.actor()), 'Brevet är stoppat.') }),
    pageForm({ id: 'slapp', path: '/utskick/brev/:letter/fortsattning', right: 'work', said: z.strictObject({ reason: z.string().optional() }), work: async (visit, { said }) => done(await resumeLetter(visit.app, named(visit), visit.actor(), said.reason ?? null), 'Brevet går vidare.') }),
    pageForm({ id: 'igen', path: '/utskick/brev/:letter/omsandning', right: 'work', said: reasoned.extend({ part: z.string().regex(/^\d{0,4}$/).optional() }), work: async (visit, { said }) => done(await resendLetter(visit.app, named(visit), said.reason, visit.actor(), Number(said.part ?? 0) || null), 'Samma brev skickas en gång till.') }),
    pageForm({ id: 'stall-in', path: '/utskick/brev/:letter/installning', right: 'work', said: reasoned, work: async (visit, { said }) => done(await callOffLetter(visit.app, named(visit), said.reason, visit.actor()), 'Brevet är inställt.') }),
    pageForm({ id: 'aldrig-fram', path: '/utskick/brev/:letter/utebliven', right: 'work', said: reasoned, work: async (visit, { said }) => done(await callOffLostLetter(visit.app, named(visit), said.reason, visit.actor()), 'Brevet är inställt.') }),
    pageForm({
      id: 'prova', path: '/utskick/brev/:letter/provning', right: 'read', said: z.strictObject({}),
      work: async (visit) => {
        const { receipt, faults } = await verifyLetter(visit.app, named(visit))
        if (faults.length > 0) throw new Failure('archive-damaged', 'Kvittot stämmer inte; felen står nedan. Ändra inget, och ta kontakt med den som sköter programmet.', { faults })
        return { to: `/utskick/brev/${named(visit)}`, told: `Kvittot stämmer: ${receipt.members.length} handlingar till ${receipt.to}, prövat mot det förseglade brevet, arkivet, nycklarna och historiken. Försökens tider och postserverns svar är husets egna anteckningar; det sista försökets tid jämförs inte.` }
      },
    }),
  ],
}

function named({ params }: Visit): string {
  return params['letter'] ?? ''
}

function done({ id }: Letter, told: string): { to: string; told: string } {
  return { to: `/utskick/brev/${id}`, told }
}

/** A letter that is one mail goes whole. */
function whichPart(parts: readonly LetterPart[]): FormSpec['fields'] {
  if (parts.length === 0) return []
  return [{ kind: 'choice', name: 'part', label: 'Vad som skickas', optional: 'optional', options: [{ value: '', label: 'Alla delar' }, ...parts.map(({ part }) => ({ value: String(part), label: `Del ${part}` }))] }]
}

/** What a person may do with a letter in its state; the flows judge again. */
function formsFor({ id, state, receiptSha256 }: Letter, parts: readonly LetterPart[], mayBe: 'there' | 'nowhere'): FormSpec[] {
  const at = `/utskick/brev/${id}`
  const hold: FormSpec = { id: 'stoppa', action: `${at}/stopp`, heading: 'Stoppa brevet', intro: 'Det går inte förrän någon låter det gå vidare.', fields: [WHY], button: 'Stoppa', tone: 'quiet' }
  const resume: FormSpec = { id: 'slapp', action: `${at}/fortsattning`, heading: 'Låt brevet gå vidare', fields: [{ ...WHY, hint: 'Måste anges när en underskrift i brevet har samma bläck som en annan.', optional: 'optional' }], button: 'Låt gå vidare' }
  const resend: FormSpec = { id: 'igen', action: `${at}/omsandning`, heading: 'Skicka en gång till', intro: 'Samma brev, med samma innehåll och Message-ID. Gör det bara när mottagaren säger att det inte har kommit.', fields: [...whichPart(parts), WHY], button: 'Skicka igen', tone: 'quiet' }
  const callOff: FormSpec = { id: 'stall-in', action: `${at}/installning`, heading: 'Ställ in brevet', intro: 'Handlingarna går först när de bekräftas eller godkänns på nytt.', fields: [WHY], button: 'Ställ in', tone: 'danger' }
  const lost: FormSpec = { id: 'aldrig-fram', action: `${at}/utebliven`, heading: 'Brevet kom aldrig fram', intro: 'Brevet kan ha gått. Ställ in det bara när mottagaren säger att det aldrig har kommit; då kan handlingarna bekräftas på nytt och gå i ett nytt brev, också till en annan adress.', fields: [WHY], button: 'Ställ in', tone: 'danger' }
  const verify: FormSpec[] = receiptSha256 === null ? [] : [{ id: 'prova', action: `${at}/provning`, heading: 'Pröva kvittot', intro: 'Kvittot jämförs med det förseglade brevet, handlingarna i arkivet, nycklarna och historiken.', fields: [], button: 'Pröva', tone: 'quiet', signedBy: 'nobody' }]
  switch (state) {
    case 'due':
    case 'queued': return [hold, mayBe === 'there' ? lost : callOff]
    case 'unknown': return [hold, mayBe === 'there' ? lost : callOff]
    case 'held':
    case 'failed': return [resume, mayBe === 'there' ? lost : callOff]
    case 'relayed': return [...verify, resend]
    case 'sending':
    case 'cancelled': return verify
    default: return state satisfies never
  }
}
