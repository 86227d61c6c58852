import type { AnswerKind, AnswerMeaning } from '../../../signing/answer.js'
import type { Answer } from '../../storage/answers.js'
import { instantOf } from './letter-words.js'

const KINDS: Readonly<Record<AnswerKind, string>> = { delivered: 'Leveransbesked', delayed: 'Besked om försening', bounced: 'Brevet kom i retur', 'auto-reply': 'Automatiskt svar', notice: 'Meddelande från ett postsystem', reply: 'Svar' }
const SIGNATURES: Readonly<Record<Answer['signature'], string>> = { valid: 'Undertecknat med mottagarens fästa nyckel.', invalid: 'Undertecknat, men underskriften är inte giltig för det här brevet med mottagarens fästa nyckel.', none: 'Mejlet är inte elektroniskt undertecknat.' }

/** What each meaning of an answer is called. */
export const MEANINGS: Readonly<Record<AnswerMeaning, string>> = { received: 'Mottagningen är bekräftad', 'completion-requested': 'Komplettering begärs', approved: 'Granskningsdokumenten är godkända', irrelevant: 'Svaret rör inget brev' }

/** An answer, every text ready. */
export function answerWords({ kind, part, from, subject, receivedAt, signature, diagnostic, settled }: Answer) {
  return {
    kind: `${KINDS[kind]}${part === null ? '' : ` om del ${part}`}`, from: from === '' ? 'okänd avsändare' : from, subject: subjectWords(subject), received: instantOf(receivedAt), signature: SIGNATURES[signature], diagnostic: diagnostic ?? '',
    settled: settled === null ? '' : `${MEANINGS[settled.meaning]}, enligt ${settled.by} ${instantOf(settled.at)}`,
  }
}

/** Mail programs put dots outside an encrypted mail, in place of its subject. */
function subjectWords(subject: string): string {
  if (subject === '') return '(utan ämne)'
  return /^(?:\w{2,3}: *)*\[?(?:\.{3}|…)\]?$/u.test(subject) ? '(ämnet är krypterat)' : subject
}
