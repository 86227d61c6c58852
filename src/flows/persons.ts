import { Failure } from '../../templates/failure.js'

/** Whether two typed names mean one person, however they were spaced, capitalised, composed or turned around (”Ek, Eva”): four eyes must not be two spellings. */
export function isSamePerson(left: string, right: string): boolean {
  return folded(left) === folded(right)
}

/** Who has said something: a name, and beside it the operating-system user or `konto:` and an account's number. */
export interface Word {
  readonly name: string
  readonly osUser: string
}

/** Whether somebody signed in to say it. */
export function isByAccount({ osUser }: Pick<Word, 'osUser'>): boolean {
  return osUser.startsWith('konto:')
}

/** Whether two have said the same: two accounts, or before accounts are in force two names. A name that was typed and an account never count together. */
export function areTwoPersons(left: Word, right: Word): boolean {
  if (isByAccount(left) || isByAccount(right)) return isByAccount(left) && isByAccount(right) && left.osUser !== right.osUser
  return !isSamePerson(left.name, right.name)
}

/** A person's name as it is recorded: composed, on one line, without stray spaces. @throws Failure `call-invalid` when nothing is left, or too much */
export function personName(typed: string): string {
  const name = typed.normalize('NFC').replaceAll(/\p{Cf}/gu, '').replaceAll(/\p{Cc}/gu, ' ').replaceAll(/\s+/gu, ' ').trim()
  if (name === '' || name.length > 120) throw new Failure('call-invalid', `Ange vem som gör det med --by NAMN, ${name === '' ? 'med minst ett tecken' : 'med högst 120 tecken'}.`)
  return name
}

function folded(name: string): string {
  return name.normalize('NFKC').replaceAll(/[\p{Cf}\p{Cc}]/gu, '').toLocaleLowerCase('sv').split(/[\s,]+/u).filter((word) => word !== '').toSorted().join(' ')
}
