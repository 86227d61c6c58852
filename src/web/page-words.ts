/** Where a page does what a command does. */
const PLACES: Readonly<Record<string, string>> = {
  pack: 'sidan Paket', keys: 'sidan Nycklar', letter: 'sidan Utskick', outbox: 'sidan Utskick', send: 'sidan Utskick', answer: 'sidan Utskick', party: 'sidan Administration', product: 'sidan Kortprodukter', template: 'sidan Mallar', archive: 'sidan Arkiv',
  'print-decision': 'handlingens sida', record: 'handlingens sida', withdraw: 'kundens historik', approve: 'sidan Nämnd', scan: 'sidan Skanning', desk: 'sidan Skanning', confirm: 'sidan Skanning', meeting: 'sidan Möten', plan: 'kundens plan', draft: 'sidan Kundens texter', user: 'sidan Användare', status: 'sidan Kunder',
}
/** What only operation can do, since no page does it: keys are made, accounts rescued and handouts taken in where the service runs. */
const OPERATION = /^(?:keys (?:generate|rotate|adopt|revoke|check)|serve|backup|restore|user password --rescue|handout|template check \S+ --out KARTA)/
/** What follows the first word of a command that has several. */
const SUBCOMMANDS: Readonly<Record<string, string>> = {
  keys: 'list|show|import|check|pin|unpin|generate|rotate|adopt|revoke|export', letter: 'list|show|hold|resume|resend|cancel|verify', outbox: 'list|hold|release|cancel|pause|resume', answer: 'list|show|read|fetch|settle', party: 'set|list', product: 'list|set|withdraw',
  template: 'list|export|import|check|preview|diff|release', archive: 'history|verify|checks|check-history', desk: 'list|assign|discard|split|restore', meeting: 'list|book|cancel|hold|invite', plan: 'show|set|calendar', draft: 'compare|register|accept|reject|drop|list|send', user: 'list|add|roles|sign-on|password|lock|unlock|remove|token', handout: 'list|add|retire|export',
}
/** A command as the program itself names it: a word alone counts only where `bare` lets it, and what follows must look like what a command takes. */
const named = (bare: '?' | ''): string => `(?:${Object.entries(SUBCOMMANDS).map(([family, following]) => `${family} (?:${following})`).join('|')})(?:[ ,][^”)]*)?|(?:pack|send|record|withdraw|approve|scan|confirm|status|serve|backup|restore|print-decision)(?: (?:[\\p{Lu}\\d…]|--[a-z])[^”)]*)${bare}`
/** What leads to a command; a quotation that follows a noun is what somebody typed or sent. */
const LEAD = '(?<=^|[.,;:(] |\\(|(?<![\\p{L}\\d])(?:[Mm]ed|[Ii]|[Ss]e|[Aa]v|[Ss]om|[Kk]ör|eller|och|[Ee]nligt|nästa|[Aa]tt|om|annan) )'
const QUOTED = new RegExp(`((?<![\\p{L}\\d])(?:med|Med|i) )?${LEAD}”(${named('?')})”`, 'gu')
const BRACKETED = new RegExp(`()\\((${named('')})\\)`, 'gu')

/** A place that a sentence has named already. */
const SAME_PLACE = /(på sidan (?:Kundens texter|\p{L}+))([^.;]*) \1(?![\p{L}])/gu

/** Options that a sentence names outside quotation marks, and what stands for them on a page. */
const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/gör utkast med --draft/g, 'ge ut utkast'], [/på nytt med --reissue(?: --by NAMN)?(?: --reason TEXT)?/g, 'på nytt med ett skäl'], [/är inte med i --kinds/g, 'är inte valda'], [/lämna dem som de är med --reissue/g, 'lämna dem som de är med ett skäl'],
  [/återuppta brevet/g, 'låt brevet gå vidare'], [/lägg till --again/g, 'kryssa för ”Skicka dem en gång till”'], [/--override SKÄL/g, 'ett skäl'], [/med --reason TEXT/g, 'med ett skäl'], [/med --other-facts TEXT/g, 'i fältet ”Varför texten får gälla med andra uppgifter”'], [/ --by NAMN/g, ''], [/ när det görs med --bundle/g, ' som PDF eller ZIP'], [/Tryck beslutet i handlingen \(print-decision\) eller för in det för hand\./g, 'Tryck beslutet i handlingen, på handlingens sida, eller för in det för hand.'],
]

/** The same text for who reads it on a page: where it names a command, the page that does the same, or that operation does it. */
export function pageWords(text: string): string {
  return OPTIONS.reduce((words, [option, instead]) => words.replace(option, instead), placeWords(text))
}

/** What ”sidan Utskick” is called on that page, beside the link to a letter, and on the letter's own page. */
const ON_DISPATCH = { list: 'brevets sida', letter: 'den här sidan', pause: 'den här sidan' } as const

/** The same text for who stands on *Utskick* or on a letter's page already. */
export function dispatchWords(text: string, where: keyof typeof ON_DISPATCH): string {
  return pageWords(text).replaceAll('sidan Utskick', ON_DISPATCH[where])
}

/** The same text with a page, or operation, where it names a command; options outside commands stay. */
export function placeWords(text: string): string {
  const placed = [QUOTED, BRACKETED].reduce((words, pattern) => words.replace(pattern, (whole: string, lead: string | undefined, command: string) => {
    const place = OPERATION.test(command) ? 'driften' : PLACES[command.split(/[ ”]/)[0] ?? ''] ?? 'driften'
    const leads = (lead ?? '') !== ''
    const words = place === 'driften' ? (leads ? 'hos driften' : 'driften') : leads ? `på ${place}` : place
    return whole.startsWith('(') ? `(${words})` : words
  }), text)
  return placed.replace(SAME_PLACE, '$1$2 där')
}
