/** Mails as servers and people send them back, made by code; CRLF throughout. */
const crlf = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'))

export interface Report {
  readonly action: 'delivered' | 'failed' | 'delayed' | 'relayed'
  readonly recipient: string
  readonly status: string
  readonly diagnostic?: string
}

/** A delivery report as Postfix writes it; `envelopeId` null leaves ENVID out, as servers that do not know DSN do. */
export function deliveryReport(reports: readonly Report[], letter: { readonly envelopeId: string | null; readonly messageId: string }): Buffer {
  return crlf([
    'From: MAILER-DAEMON@post.example (Mail Delivery System)', 'To: siths@radgivning.example', 'Subject: Delivery Status Notification', 'Auto-Submitted: auto-replied', 'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"', '', '--b1', 'Content-Type: text/plain; charset=us-ascii', '', 'This is the mail system.', '', '--b1', 'Content-Type: message/delivery-status', '',
    'Reporting-MTA: dns; post.example', ...(letter.envelopeId === null ? [] : [`Original-Envelope-Id: ${letter.envelopeId}`]), 'Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0100', '',
    ...reports.flatMap(({ action, recipient, status, diagnostic }) => [`Final-Recipient: rfc822; ${recipient}`, `Original-Recipient: rfc822;${recipient}`, `Action: ${action}`, `Status: ${status}`, ...(diagnostic === undefined ? [] : [`Diagnostic-Code: smtp; ${diagnostic}`]), '']),
    '--b1', 'Content-Type: text/rfc822-headers', '', 'From: siths@radgivning.example', 'Subject: [...]', `Message-ID: ${letter.messageId}`, '', '--b1--', '',
  ])
}

/** What a mail program sends by itself when a letter is opened, or thrown away unread. */
export function openingReceipt(from: string, disposition: 'displayed' | 'deleted', messageId: string): Buffer {
  return crlf([
    `From: ${from}`, 'To: siths@radgivning.example', 'Subject: =?utf-8?q?L=C3=A4st=3A_=5B=2E=2E=2E=5D?=', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=disposition-notification; boundary="m1"', '', '--m1', 'Content-Type: text/plain; charset=utf-8', '', 'Meddelandet visades.', '', '--m1', 'Content-Type: message/disposition-notification', '',
    `Final-Recipient: rfc822;${from}`, `Original-Message-ID: ${messageId}`, `Disposition: automatic-action/MDN-sent-automatically; ${disposition}`, '', '--m1--', '',
  ])
}

/** What a mail service passes on when its user calls a letter unwanted. */
export function complaint(messageId: string): Buffer {
  return crlf([
    'From: fbl@post.example', 'To: siths@radgivning.example', 'Subject: complaint', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=feedback-report; boundary="f1"', '', '--f1', 'Content-Type: text/plain', '', 'This is an email abuse report.', '', '--f1', 'Content-Type: message/feedback-report', '',
    'Feedback-Type: abuse', 'User-Agent: post/1', 'Version: 1', '', '--f1', 'Content-Type: message/rfc822', '', 'From: siths@radgivning.example', `Message-ID: ${messageId}`, '', '', '--f1--', '',
  ])
}

/** A bounce as qmail writes it. */
export function qmailBounce(recipient: string, messageId: string): Buffer {
  return crlf([
    'From: MAILER-DAEMON@gammal.example', 'To: siths@radgivning.example', 'Subject: failure notice', '', 'Hi. This is the qmail-send program at gammal.example.', "I'm afraid I wasn't able to deliver your message to the following addresses.", 'This is a permanent error; I\'ve given up. Sorry it didn\'t work out.', '',
    `<${recipient}>:`, 'Sorry, no mailbox here by that name. (#5.1.1)', '', '--- Below this line is a copy of the message.', '', 'Return-Path: <siths@radgivning.example>', `Message-ID: ${messageId}`, 'Subject: [...]', '',
  ])
}

/** A bounce as older Exim writes it: in words, with the address in a field of its own. */
export function eximBounce(recipient: string, messageId: string): Buffer {
  return crlf([
    `X-Failed-Recipients: ${recipient}`, 'Auto-Submitted: auto-replied', 'From: Mail Delivery System <Mailer-Daemon@gammal.example>', 'To: siths@radgivning.example', 'Subject: Mail delivery failed: returning message to sender', '', 'This message was created automatically by mail delivery software.', '',
    'A message that you sent could not be delivered to one or more of its', 'recipients. This is a permanent error. The following address(es) failed:', '', `  ${recipient}`, '    SMTP error from remote mail server after RCPT TO: 550 5.1.1 no such user', '', '------ This is a copy of the message, including all the headers. ------', '',
    'Return-path: <siths@radgivning.example>', `Message-ID: ${messageId}`, 'Subject: [...]', '',
  ])
}

/** A reply somebody writes; `automatic` is what an absent person's mail program sends. */
export function reply(from: string, text: string, messageId: string, automatic: 'by-hand' | 'automatic' = 'by-hand'): Buffer {
  return crlf([
    `From: Granskning <${from}>`, 'To: siths@radgivning.example', 'Subject: =?utf-8?q?Sv=3A_Granskningsdokument?=', `In-Reply-To: ${messageId}`, ...(automatic === 'automatic' ? ['Auto-Submitted: auto-replied'] : []), 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', text, '',
  ])
}

/** A reply signed as RFC 3156 says; `sign` gives the armored detached signature of the part it is given. */
export async function signedReply(from: string, text: string, messageId: string, sign: (part: Uint8Array) => Promise<string>): Promise<Buffer> {
  const part = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', Buffer.from(text).toString('base64')].join('\r\n')
  const signature = (await sign(Buffer.from(part))).trim().split(/\r?\n/u)
  return crlf([
    `From: ${from}`, 'Subject: Re: [...]', `References: ${messageId}`, 'MIME-Version: 1.0', 'Content-Type: multipart/signed; micalg=pgp-sha512;', ' protocol="application/pgp-signature"; boundary="s1"', '', '--s1', part, '--s1', 'Content-Type: application/pgp-signature; name="signature.asc"', '', ...signature, '', '--s1--', '',
  ])
}

/** A reply encrypted to the provider. */
export function encryptedReply(from: string, armored: string, messageId: string): Buffer {
  return crlf([
    `From: ${from}`, 'Subject: ...', `In-Reply-To: ${messageId}`, 'MIME-Version: 1.0', 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e1"', '', '--e1', 'Content-Type: application/pgp-encrypted', '', 'Version: 1', '', '--e1', 'Content-Type: application/octet-stream', '', ...armored.trim().split(/\r?\n/u), '', '--e1--', '',
  ])
}
