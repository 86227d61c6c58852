import type { Letter } from '../storage/letter.js'

/** A reply to a letter as the recipient's mail program sends it, unsigned. */
export function answerOf({ id, messageId, recipient }: Letter, now: Date): Uint8Array {
  const lines = [
    `From: Granskningen <${recipient}>`, 'To: siths-forvaltning@exempelradgivningen.example', 'Subject: =?utf-8?Q?Sv=3A_Granskningsdokument?=', `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <svar-${id}@driftbolaget.example>`, `In-Reply-To: ${messageId ?? ''}`, `References: ${messageId ?? ''}`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '',
    'Hej,', '', 'handlingarna har kommit och granskningen är påbörjad. I rutinerna saknar vi', 'vem som lämnar ut reservkort när receptionen är stängd. Kan ni be kunden', 'komplettera den punkten?', '', 'Med vänlig hälsning', 'Gunnel Granskare', '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
