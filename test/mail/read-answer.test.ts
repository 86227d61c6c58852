import { describe, expect, it } from 'vitest'
import { asFarAsKnown, isAboutRecipient, mailsAnswered, type ReturnedMail } from '../../signing/answer.js'
import { beginningOf } from '../../src/mail/mail-beginning.js'
import { ANSWER_MAX_BYTES, readAnswer } from '../../src/mail/read-answer.js'
import { failureOf } from '../open-house.js'
import { complaint, deliveryReport, eximBounce, openingReceipt, qmailBounce, reply } from './returned-mails.js'

const US = 'granskning@driftbolaget.example'
const LETTER = { envelopeId: 'a1b2c3d4e5f60718', messageId: '<0123456789abcdef@radgivning.example>' }

describe('a mail that came back', () => {
  it.each<[string, Buffer, Partial<ReturnedMail>]>([
    ['a report of delivery', deliveryReport([{ action: 'delivered', recipient: US, status: '2.1.5', diagnostic: '250 Ok' }], LETTER), { kind: 'delivered', envelopeId: LETTER.envelopeId, recipient: US, diagnostic: '2.1.5 250 Ok' }],
    ['a bounce', deliveryReport([{ action: 'failed', recipient: US, status: '5.1.1', diagnostic: '550 no such user' }], LETTER), { kind: 'bounced', recipient: US, diagnostic: '5.1.1 550 no such user' }],
    ['a delay', deliveryReport([{ action: 'delayed', recipient: US, status: '4.4.1' }], LETTER), { kind: 'delayed', diagnostic: '4.4.1' }],
    ['a report of handing on, which proves nothing', deliveryReport([{ action: 'relayed', recipient: US, status: '2.0.0' }], LETTER), { kind: 'notice', handedOn: true }],
    ['a report that returns the header by another name', Buffer.from(deliveryReport([{ action: 'failed', recipient: US, status: '5.1.1' }], { ...LETTER, envelopeId: null }).toString().replace('text/rfc822-headers', 'message/rfc822-headers')), { kind: 'bounced', messageIds: [LETTER.messageId] }],
    ['a report where one recipient failed behind another that did not', deliveryReport([{ action: 'delivered', recipient: 'kopia@annan.example', status: '2.0.0' }, { action: 'failed', recipient: US, status: '5.2.2' }], LETTER), { kind: 'bounced', recipient: US }],
    ['a report without ENVID', deliveryReport([{ action: 'failed', recipient: US, status: '5.0.0' }], { ...LETTER, envelopeId: null }), { kind: 'bounced', envelopeId: null, messageIds: [LETTER.messageId] }],
    ['a report without any recipient', deliveryReport([], LETTER), { kind: 'notice', envelopeId: LETTER.envelopeId }],
    ["qmail's bounce", qmailBounce(US, LETTER.messageId), { kind: 'bounced', recipient: US, messageIds: [LETTER.messageId], diagnostic: 'Sorry, no mailbox here by that name. (#5.1.1)' }],
    ['a mail system in its own words', Buffer.from('From: Postmaster@post.example\r\nSubject: Undeliverable\r\n\r\nThe following recipient cannot be reached\r\n'), { kind: 'notice', messageIds: [] }],
    ["Exim's bounce in words", eximBounce(US, LETTER.messageId), { kind: 'bounced', recipient: US, messageIds: [LETTER.messageId] }],
    ['a person who passes on such a bounce', Buffer.from(eximBounce(US, LETTER.messageId).toString().replace('Mailer-Daemon@gammal.example', US)), { kind: 'auto-reply' }],
    ['a report with all its fields in one block', Buffer.from(deliveryReport([{ action: 'failed', recipient: US, status: '5.0.0' }], LETTER).toString().replace('+0100\r\n\r\nFinal', '+0100\r\nFinal')), { kind: 'bounced', envelopeId: LETTER.envelopeId, recipient: US, diagnostic: '5.0.0' }],
    ['a failure told by its status alone', Buffer.from(deliveryReport([{ action: 'failed', recipient: US, status: '5.1.1' }], LETTER).toString().replace('Action: failed\r\n', '')), { kind: 'bounced', recipient: US }],
    ['a delay told by its status alone', Buffer.from(deliveryReport([{ action: 'delayed', recipient: US, status: '4.4.1' }], LETTER).toString().replace('Action: delayed\r\n', '')), { kind: 'delayed', recipient: US }],
    ['a delivery told by its status alone, which is nobody\'s word', Buffer.from(deliveryReport([{ action: 'delivered', recipient: US, status: '2.0.0' }], LETTER).toString().replace('Action: delivered\r\n', '')), { kind: 'notice' }],
    ['a bounce in UTF-8', Buffer.from(deliveryReport([{ action: 'failed', recipient: US, status: '5.1.1' }], LETTER).toString().replace('message/delivery-status', 'message/global-delivery-status').replace('text/rfc822-headers', 'message/global-headers').replaceAll('rfc822;', 'utf-8;')), { kind: 'bounced', recipient: US, envelopeId: LETTER.envelopeId, messageIds: [LETTER.messageId] }],
    ['word from a program that the letter was opened, which no person has written', openingReceipt(US, 'displayed', LETTER.messageId), { kind: 'notice', messageIds: [LETTER.messageId], diagnostic: expect.stringContaining('displayed') }],
    ['word from a program that the letter was thrown away unread', openingReceipt(US, 'deleted', LETTER.messageId), { kind: 'notice', messageIds: [LETTER.messageId], diagnostic: expect.stringContaining('deleted') }],
    ['a complaint that a mail service passes on', complaint(LETTER.messageId), { kind: 'notice', messageIds: [LETTER.messageId] }],
    ['an absent person', reply(US, 'Jag är på semester', LETTER.messageId, 'automatic'), { kind: 'auto-reply', messageIds: [LETTER.messageId] }],
    ['a bounce with a comment after the address', deliveryReport([{ action: 'failed', recipient: `${US} (Granskning)`, status: '5.1.1' }], LETTER), { kind: 'bounced', recipient: US }],
    ['a bounce in HTML alone', Buffer.from(`From: postmaster@x.example\r\nContent-Type: text/html\r\n\r\n<html><p>Nej</p><pre>Message-ID: ${LETTER.messageId.replace('<', '&lt;').replace('>', '&gt;')}</pre>`), { kind: 'notice', messageIds: [LETTER.messageId] }],
    ['a person who attaches an old bounce', Buffer.from(deliveryReport([{ action: 'failed', recipient: US, status: '5.1.1' }], LETTER).toString().replace('MAILER-DAEMON@post.example', US).replace('Auto-Submitted: auto-replied\r\n', '').replace('multipart/report; report-type=delivery-status', 'multipart/mixed')), { kind: 'reply', messageIds: [LETTER.messageId] }],
    ["a person whose words begin as qmail's do", reply(US, 'Hi. This is the review desk.\n\n<anna@driftbolaget.example>:\n', LETTER.messageId), { kind: 'reply' }],
    ['a person whose program says that nothing is automatic', Buffer.from(reply(US, 'Komplettera.', LETTER.messageId).toString().replace('To:', 'X-Autoreply: no\r\nTo:')), { kind: 'reply' }],
    ['an absent person whose mail is in Exchange', Buffer.from(reply(US, 'Jag är på semester', LETTER.messageId).toString().replace(/Subject: .*/u, 'Subject: Automatiskt svar: [...]').replace('To:', 'auto-submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nTo:')), { kind: 'auto-reply' }],
    ['a mail system that writes in words alone and leaves the sender out', Buffer.from(`Return-Path: <>\r\n${reply('postkontoret@leverantor.example', 'Kunde inte levereras', LETTER.messageId).toString()}`), { kind: 'reply' }],
    ['a person who writes in a ticket system that wants no automatic replies', Buffer.from(reply(US, 'Komplettera.', LETTER.messageId).toString().replace('To:', 'Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nTo:')), { kind: 'reply' }],
    ['a person who writes in a ticket system', Buffer.from(reply(US, 'Komplettera.', LETTER.messageId).toString().replace('To:', 'Auto-Submitted: auto-generated\r\nTo:')), { kind: 'reply' }],
    ['a reply', reply(US, 'Tack, mottaget.', LETTER.messageId), { kind: 'reply', from: US, subject: 'Sv: Granskningsdokument', messageIds: [LETTER.messageId], diagnostic: null }],
    ['a reply that quotes our letter', Buffer.from(`From: ${US}\r\nSubject: Re\r\n\r\nTack!\r\n> Message-ID: ${LETTER.messageId}\r\n`), { kind: 'reply', messageIds: [LETTER.messageId] }],
  ])('%s', async (_, bytes, expected) => {
    expect(await readAnswer(bytes)).toMatchObject(expected)
  })

  it.each([['nothing', Buffer.alloc(0)], ['a file without headers', Buffer.from('\r\n\r\nbara text')], ['any text', Buffer.from('skräp')], ['a text with a colon', Buffer.from('Anteckning: ring dem')], ['more bytes than an answer has', Buffer.alloc(ANSWER_MAX_BYTES + 1, 'a: b\r\n')]])('is refused when it is %s', async (_, bytes) => {
    expect((await failureOf(readAnswer(bytes))).code).toBe('answer-unreadable')
  })
})

describe('a mail of a hostile size', () => {
  const naming = `> Message-ID: ${LETTER.messageId}\r\n`

  it.each<[string, string, readonly string[]]>([
    ['more lines than a beginning has', `${'x\n'.repeat(25_000)}${naming}`, []],
    ['more text than is looked through', `${`${'x'.repeat(70)}\r\n`.repeat(1500)}${naming}`, []],
    ['fewer of either', `${'x\n'.repeat(15_000)}${naming}`, [LETTER.messageId]],
  ])('is looked at no further than its beginning: %s', async (_, text, messageIds) => {
    expect(await readAnswer(Buffer.from(`From: ${US}\r\n\r\n${text}`))).toMatchObject({ kind: 'reply', messageIds })
  })

  it('is read past a header field longer than any program writes, of which the beginning alone counts', async () => {
    const mail = Buffer.from(`From: ${US}\r\nReferences: <a@x.example>${' '.repeat(17_000)}${LETTER.messageId}\r\nSubject: Efter\r\n\r\nHej\r\n`)
    expect(await readAnswer(mail)).toMatchObject({ subject: 'Efter', messageIds: ['<a@x.example>'] })
  })

  it('is cut at so many bytes, lines or parts, whichever come first', () => {
    expect(beginningOf(Buffer.from('--q\r\n\r\n'.repeat(5_000))).byteLength).toBe(7 * 999 + 5)
    expect([beginningOf(Buffer.alloc(3_000_000, `\n${'x'.repeat(298)}\n`)).byteLength, beginningOf(Buffer.alloc(3_000_000, '\n')).byteLength]).toEqual([1_048_576, 20_000])
  })
})

describe('the letter an answer is about', () => {
  const ours = { id: LETTER.envelopeId, messageId: LETTER.messageId, recipient: US }
  const other = { id: 'ffff', messageId: '<other@radgivning.example>', recipient: US }
  const mail: ReturnedMail = { kind: 'reply', envelopeId: null, inReplyTo: [], messageIds: [], from: US, subject: '', recipient: null, finalRecipient: null, diagnostic: null }

  it.each<[string, Partial<ReturnedMail>, readonly string[]]>([
    ['is known by ENVID', { envelopeId: ours.id }, [ours.id]],
    ['is known by ENVID in upper case', { envelopeId: ours.id.toUpperCase() }, [ours.id]],
    ['is known by ENVID whatever else it refers to', { envelopeId: ours.id, messageIds: [other.messageId] }, [ours.id]],
    ['is known by Message-ID', { messageIds: ['<x@y>', ours.messageId] }, [ours.id]],
    ['is the one it answers, whatever else the conversation holds', { inReplyTo: [ours.messageId], messageIds: [other.messageId, ours.messageId] }, [ours.id]],
    ['may be either when two are named', { messageIds: [ours.messageId, other.messageId] }, [ours.id, other.id]],
    ['is none when nothing of ours is named', { envelopeId: 'annans', messageIds: ['<x@y>'] }, []],
  ])('%s', (_, said, ids) => {
    expect(mailsAnswered({ ...mail, ...said }, [ours, other]).map(({ id }) => id)).toEqual(ids)
  })

  it('is not known to have arrived by a report that lacks its ENVID, which anybody can have written who knows its Message-ID', () => {
    const report: ReturnedMail = { ...mail, kind: 'delivered', messageIds: [ours.messageId], recipient: US, diagnostic: '2.0.0' }
    expect([asFarAsKnown(report, ours), asFarAsKnown({ ...report, envelopeId: ours.id }, ours).kind]).toMatchObject([{ kind: 'notice', diagnostic: expect.stringMatching(/levererat.*ENVID.*2\.0\.0/u) }, 'delivered'])
  })

  it('is not spoken of by a report about somebody else', () => {
    expect([isAboutRecipient({ ...mail, recipient: US.toUpperCase() }, ours), isAboutRecipient(mail, ours), isAboutRecipient({ ...mail, recipient: 'annan@x.example' }, ours)]).toEqual([true, true, false])
    expect([isAboutRecipient({ ...mail, recipient: US.replace('@', '+40') }, ours), isAboutRecipient({ ...mail, recipient: 'IMCEAEX-_o=Org@org.local', finalRecipient: US }, ours)]).toEqual([true, true])
  })
})
