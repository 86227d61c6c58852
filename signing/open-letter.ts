/** What waits for an administrator; `key` names the matter once and for all, so that one told of is not told of again every day. */
export interface Matter {
  readonly kind: 'stopped' | 'again' | 'late' | 'paused' | 'receipt' | 'unsent' | 'unconfirmed' | 'answer' | 'mailbox' | 'key' | 'webhook' | 'refused'
  readonly key: string
  /** Swedish, for the pages: what and why, with customer and next step. */
  readonly text: string
  /** Absent when it is told of at once. A mail system's word of a mail we do not know may be about a reminder, and one about a reminder is: told of by another reminder at once, it would come back with that one too, without end. */
  readonly told?: 'from-the-next-day' | 'with-others'
}

/** A letter that may go in clear because it says nothing of any customer. Review documents have no such letter: only `src/mail/encrypt-letter.ts` turns them into bytes. */
export interface Reminder {
  readonly purpose: 'reminder'
  readonly matters: readonly Matter[]
}

const COUNTED: readonly { readonly kind: Matter['kind']; readonly one: string; readonly several: string }[] = [
  { kind: 'stopped', one: 'brev med granskningsdokument har stoppats eller gick inte att skicka', several: 'brev med granskningsdokument har stoppats eller gick inte att skicka' },
  { kind: 'again', one: 'brev kan ha kommit fram två gånger, eftersom ingen visste hur ett försök att skicka det slutade', several: 'brev kan ha kommit fram två gånger, eftersom ingen visste hur ett försök att skicka dem slutade' },
  { kind: 'late', one: 'brev skulle ha gått men ligger kvar i utkorgen', several: 'brev skulle ha gått men ligger kvar i utkorgen' },
  { kind: 'paused', one: 'paus för alla utskick håller kvar brev i utkorgen; den kan ha glömts', several: 'pauser håller kvar brev i utkorgen' },
  { kind: 'receipt', one: 'kvitto på ett brev som har skickats har inte kunnat arkiveras', several: 'kvitton på brev som har skickats har inte kunnat arkiveras' },
  { kind: 'unsent', one: 'brev till en kund eller användare gick inte att skicka', several: 'brev till kunder eller användare gick inte att skicka' },
  { kind: 'unconfirmed', one: 'brev med granskningsdokument har inte bekräftats av mottagaren; det håller upp granskningen i steg 8', several: 'brev med granskningsdokument har inte bekräftats av mottagaren; det håller upp granskningen i steg 8' },
  { kind: 'answer', one: 'svar väntar på att någon läser det', several: 'svar väntar på att någon läser dem' },
  { kind: 'mailbox', one: 'brevlåda för svar går inte att läsa, så svar kan ha kommit utan att synas', several: 'brevlådor för svar går inte att läsa' },
  { kind: 'key', one: 'nyckel behöver bytas eller förlängas', several: 'nycklar behöver bytas eller förlängas' },
  { kind: 'refused', one: 'dag har ovanligt många begäranden av ett slag nekats; någon kan försöka ta sig in', several: 'gånger har ovanligt många begäranden av ett slag nekats på en dag; någon kan försöka ta sig in' },
  { kind: 'webhook', one: 'webhook svarar inte, och händelser kom inte fram', several: 'webhookar svarar inte, och händelser kom inte fram' },
]

/** The subject of a reminder. */
export function subjectOfReminder({ matters }: Reminder): string {
  return matters.length === 1 ? 'Anslut: ett ärende väntar på dig' : `Anslut: ${matters.length} ärenden väntar på dig`
}

/** The text of a reminder: how many matters of each kind, never whose. Lines end in LF. */
export function textOfReminder({ matters }: Reminder): string {
  const counted = COUNTED.flatMap(({ kind, one, several }) => {
    const count = matters.filter((matter) => matter.kind === kind).length
    return count === 0 ? [] : [`- ${count} ${count === 1 ? one : several}`]
  })
  return ['Hej!', '', 'Det här väntar på dig i Anslut:', '', ...counted, '', 'Öppna Anslut, eller kör ”status”, för att se vad det gäller och vad som ska göras.', 'Brevet är skrivet av programmet och går inte att svara på.', ''].join('\n')
}

/** Working days after which a matter that still waits is told of again. */
export const TELL_AGAIN_WORKING_DAYS = 5
