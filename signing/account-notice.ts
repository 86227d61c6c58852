/** Changes to an account that its holder is told of, since somebody else may have made them. */
export const TOLD_CHANGES = ['password-given', 'password-chosen', 'second-step-on', 'second-step-off', 'sign-on'] as const
export type ToldChange = (typeof TOLD_CHANGES)[number]

/** Word to the holder of an account that the way in has changed: without secret, link or name. */
export interface AccountNotice {
  readonly purpose: 'notice'
  readonly change: ToldChange
  /** When it was changed. */
  readonly at: Date
}

const SAID: Readonly<Record<ToldChange, string>> = {
  'password-given': 'En administratör har gett ditt konto ett nytt engångslösenord. Tvåstegsinloggningen är av tills du slår på den igen.',
  'password-chosen': 'Ditt konto har fått ett nytt lösenord. Alla inloggningar och nycklar för program som fanns innan har slutat gälla.',
  'second-step-on': 'Tvåstegsinloggning har slagits på för ditt konto, med nya reservkoder.',
  'second-step-off': 'Tvåstegsinloggning har stängts av för ditt konto, och reservkoderna har slutat gälla.',
  'sign-on': 'Ditt konto har knutits till en inloggningstjänst eller ett certifikat, eller lossats därifrån.',
}
const MOMENT = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' })

/** The subject of a notice. */
export const SUBJECT_OF_NOTICE = 'Anslut: ditt konto har ändrats'

/** The text of a notice. Lines end in LF. */
export function textOfNotice({ change, at }: Omit<AccountNotice, 'purpose'>): string {
  return written(SAID[change], MOMENT.format(at))
}

function written(said: string, moment: string): string {
  return [
    'Hej!', '', said, `Tid: ${moment}`, '', 'Var det du, eller hade du bett om det, behöver du inte göra något.',
    'Annars: ring genast en administratör för Anslut, som kan låsa kontot.', '', 'Det här brevet innehåller aldrig länkar och frågar aldrig efter lösenord eller koder.', 'Det är skrivet av programmet och går inte att svara på.', '',
  ].join('\n')
}

/** Whether a text is such a notice and nothing else. */
export function isNoticeText(text: string): boolean {
  const moment = /^Tid: ([\p{L}\d :.,]{10,60})$/mu.exec(text)?.[1] ?? ''
  return Object.values(SAID).some((said) => written(said, moment) === text)
}
