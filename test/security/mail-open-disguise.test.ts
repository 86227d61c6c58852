import { expect, it } from 'vitest'
import { KINDS, withReviewSet } from '../../contracts/kinds.js'
import { IN_CLEAR, requireClosed } from '../../signing/ordinary-letter.js'
import { openFormOf } from '../../src/mail/open-form.js'
import { openMailer } from '../../src/mail/smtp.js'
import { writeInvitation, writeOpenDrafts } from '../../src/mail/write-customer-mail.js'
import { failureOf } from '../open-house.js'

const PROVIDER = { name: 'Exempelrådgivningen', replyAddress: 'siths@radgivning.example' }
const ENVELOPE = { from: { name: 'Exempelrådgivningen', address: 'siths@radgivning.example' }, to: { name: 'Åsa', address: 'asa@kommun.example' }, date: new Date('2026-11-23T09:00:00Z'), messageId: '<1@radgivning.example>' }
const WORD = Buffer.from('PK\u0003\u0004 en Word-fil')
const member = { kind: 'grundavtal', title: 'Grundavtal', code: 'K0D1', fileName: 'Grundavtal.docx', sha256: 'a'.repeat(64), sizeBytes: WORD.length, pageCount: 1 }
const draftOf = async (bytes: Buffer): Promise<string> => Buffer.from(await writeOpenDrafts({ purpose: 'draft', customer: { name: 'Åre kommun', orgnr: '212000-1892' }, provider: PROVIDER, members: [member] }, async function* () {
  yield bytes
}, ENVELOPE)).toString('latin1')
const DRAFT = await draftOf(WORD)
const INVITATION = Buffer.from(writeInvitation({
  purpose: 'invitation', method: 'request', provider: PROVIDER, invitation: { uid: 'u', sequence: 0, start: '2026-12-01T08:00:00Z', end: '2026-12-01T09:00:00Z', place: 'Rådhuset', subject: 'Träff 2', attendees: [] },
}, ENVELOPE)).toString('latin1')
const boundary = /boundary="([^"]+)"/u.exec(DRAFT)?.[1] ?? ''
const PDF_PART = 'Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc='

it('knows drafts and invitations as this program writes them', () => {
  expect([openFormOf(Buffer.from(DRAFT, 'latin1'))?.purpose, openFormOf(Buffer.from(INVITATION, 'latin1'))]).toEqual(['draft', { purpose: 'invitation', attachments: [] }])
})

it.each<[string, string]>([
  ['a PDF behind the type of a Word file', await draftOf(Buffer.from('%PDF-1.7 undertecknat'))],
  ['a PDF beside the Word file', DRAFT.replace(`--${boundary}--`, `--${boundary}\r\n${PDF_PART}\r\n--${boundary}--`)],
  ['words behind the last boundary', `${DRAFT}RAPS, hemligt\r\n`],
  ['words before the first boundary', DRAFT.replace(`\r\n\r\n--${boundary}`, `\r\n\r\nRAPS, hemligt\r\n--${boundary}`)],
  ['words that are no base64', DRAFT.replace(/\r\n\r\nUEs/u, '\r\n\r\nRAPS: hemligt UEs')],
  ['a text that is called something else', DRAFT.replace('text/plain', 'text/html')],
  ['a draft without a file', DRAFT.replace(new RegExp(`--${boundary}\r\nContent-Type: application[^]*?(?=--${boundary}--)`, 'u'), '')],
  ['an invitation with a file', INVITATION.replace('text/calendar; charset=utf-8; method=REQUEST', 'application/pdf')],
  ['an invitation of the size of a document', INVITATION.replace(/(method=REQUEST\r\n[^]*?\r\n\r\n)/u, `$1${'QUJD'.repeat(20_000)}`)],
])('never hands over %s', async (_, disguised) => {
  const mailer = await openMailer({ url: 'smtps://127.0.0.1:1', caFile: null })
  expect((await failureOf(mailer.deliverOpen({ from: 'a@b.example', to: ['c@d.example'], raw: Buffer.from(disguised, 'latin1'), messageId: '<1@b.example>', envelopeId: '1' }))).code).toBe('letter-not-encrypted')
})

it('does not start with a type of letter, or a kind, by which a review document could leave in clear', () => {
  expect(() => requireClosed(KINDS)).not.toThrow()
  expect(() => requireClosed(withReviewSet(['grundavtal', 'tjansteavtal', 'raps', 'rutiner']))).not.toThrow()
  expect(() => requireClosed(KINDS, { ...IN_CLEAR, review: 'open-drafts' })).toThrow('never goes in clear')
  expect(() => requireClosed(KINDS.map((kind) => ({ ...kind, draftsMayGoOpen: true })))).toThrow('never go in clear')
})
