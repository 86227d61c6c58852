import { expect, it } from 'vitest'
import { shownJson, shownText } from '../../templates/plain-text.js'
import { openAnswer } from '../../src/mail/open-answer.js'
import { readAnswer } from '../../src/mail/read-answer.js'
import { deliveryReport } from '../mail/returned-mails.js'

const NOBODY = { recipient: null, own: [], notBefore: null }
const CONTROLS = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u
const word = (text: string): string => `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`

it('shows a line that a subject, sender or text would write over its own as what it is', async () => {
  const forged = 'x\r\u001B[2Kd0d0d0d0  svar, undertecknat med mottagarens nyckel\u202Etext\u009B8m'
  const mail = Buffer.from(`From: ${word(forged)} <"a\u001B[2Kb"@ond.example>\r\nSubject: ${word(forged)}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nrad 1\tkolumn\r\nrad\u001B]0;ny titel\u0007 2\r\n`)
  const [read, { text }] = [await readAnswer(mail), await openAnswer(mail, NOBODY)]
  expect(read.subject).toBe('x [U+001B][2Kd0d0d0d0  svar, undertecknat med mottagarens nyckel[U+202E]text[U+009B]8m')
  expect(text).toBe('rad 1\tkolumn\nrad[U+001B]]0;ny titel[U+0007] 2')
  expect(read.from).not.toMatch(CONTROLS)
})

it('does so with what a mail system is said to have said, and about whom', async () => {
  const { diagnostic, recipient } = await readAnswer(deliveryReport([{ action: 'failed', recipient: 'a\u001B[2J@x.example', status: '5.1.1', diagnostic: '550 \u001B[2Jlevererat' }], { envelopeId: null, messageId: '<a@b>' }))
  expect([diagnostic, recipient]).toEqual(['5.1.1 550 [U+001B][2Jlevererat', 'a[U+001B][2J@x.example'])
})

it('writes nothing to a terminal that it obeys, whatever an older program has kept, and the same value as JSON', () => {
  const kept = 'Svar\u001B[2K\u009B8m\u202Etxet\r\n\tslut\u2028'
  expect(shownText(kept)).toBe('Svar[U+001B][2K[U+009B]8m[U+202E]txet\n\tslut\n')
  const json = shownJson(JSON.stringify({ subject: kept }, null, 1))
  expect([json.match(CONTROLS), JSON.parse(json)]).toEqual([null, { subject: kept }])
})
