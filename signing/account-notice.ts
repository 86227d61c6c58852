/** What the holder of an account is told of: changes that somebody else may have made, a code that somebody tried a second time, and a token about to run out. */
export const TOLD_CHANGES = ['password-given', 'password-chosen', 'second-step-on', 'second-step-off', 'sign-on', 'code-used-again', 'token-ending'] as const
export type ToldChange = (typeof TOLD_CHANGES)[number]

/** Word to the holder of an account: without secret, link or name. */
export interface AccountNotice {
  readonly purpose: 'notice'
  readonly change: ToldChange
  /** When it was changed, or runs out. */
  readonly at: Date
}

interface Words {
  readonly subject: string
  readonly said: string
  /** What the instant is. */
  readonly moment: 'Tid' | 'Går ut'
  readonly next: readonly string[]
}

const NOT_YOURS = 'Annars: ring genast en administratör för Anslut, som kan låsa kontot.'
const changed = (said: string): Words => ({ subject: 'Anslut: ditt konto har ändrats', said, moment: 'Tid', next: ['Var det du, eller hade du bett om det, behöver du inte göra något.', NOT_YOURS] })

const WORDS: Readonly<Record<ToldChange, Words>> = {
  'password-given': changed('En administratör har gett ditt konto ett nytt engångslösenord. Tvåstegsinloggningen är av tills du slår på den igen.'),
  'password-chosen': changed('Ditt konto har fått ett nytt lösenord. Alla inloggningar och nycklar för program som fanns innan har slutat gälla.'),
  'second-step-on': changed('Tvåstegsinloggning har slagits på för ditt konto, med nya reservkoder.'),
  'second-step-off': changed('Tvåstegsinloggning har stängts av för ditt konto, och reservkoderna har slutat gälla.'),
  'sign-on': changed('Ditt konto har knutits till en inloggningstjänst eller ett certifikat, eller lossats därifrån.'),
  'code-used-again': {
    subject: 'Anslut: en använd kod skrevs en gång till', moment: 'Tid',
    said: 'Någon skrev rätt lösenord för ditt konto och en kod för andra steget som redan var använd. Den godtogs inte.',
    next: ['Var det du, till exempel för att du tryckte två gånger, behöver du inte göra något.', `${NOT_YOURS} Byt också lösenord.`],
  },
  'token-ending': {
    subject: 'Anslut: en nyckel för program går snart ut', moment: 'Går ut',
    said: 'En av dina nycklar för program går ut inom en vecka. Programmet som använder den släpps inte in därefter.',
    next: ['Behövs den fortfarande: logga in, gör en ny under Mitt konto och ge den till programmet. Annars behöver du inte göra något.'],
  },
}
const MOMENT = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' })

/** The subject of a notice. */
export function subjectOfNotice(change: ToldChange): string {
  return WORDS[change].subject
}

/** The text of a notice. Lines end in LF. */
export function textOfNotice({ change, at }: Omit<AccountNotice, 'purpose'>): string {
  return written(WORDS[change], MOMENT.format(at))
}

function written({ said, moment, next }: Words, at: string): string {
  return ['Hej!', '', said, `${moment}: ${at}`, '', ...next, '', 'Det här brevet innehåller aldrig länkar och frågar aldrig efter lösenord eller koder.', 'Det är skrivet av programmet och går inte att svara på.', ''].join('\n')
}

/** Whether a text is such a notice and nothing else. */
export function isNoticeText(text: string): boolean {
  const at = /^(?:Tid|Går ut): ([\p{L}\d :.,]{10,60})$/mu.exec(text)?.[1] ?? ''
  return Object.values(WORDS).some((words) => written(words, at) === text)
}
