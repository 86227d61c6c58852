/** One section of the handbook: `src/web/views/help/<name>.hbs`. */
export interface HelpSection {
  /** Its part of the address, and the name of its text. */
  readonly name: string
  /** A section about a page of the menu is called what the menu calls the page. */
  readonly title: string
  readonly group: 'all' | 'work' | 'house' | 'reference'
  /** Paths of the pages that it is about. */
  readonly about: RegExp | null
}

/** What the groups of sections are called in the contents. */
export const HELP_GROUPS: Readonly<Record<HelpSection['group'], string>> = { all: 'Börja här', work: 'Arbetet med kunderna', house: 'Huset och driften', reference: 'Att slå upp' }

/** The handbook, in the order it is read; no path belongs to two sections. */
export const HELP_SECTIONS: readonly HelpSection[] = [
  { name: 'sa-gar-det-till', title: 'Så går det till', group: 'all', about: null },
  { name: 'att-gora', title: 'Att göra', group: 'work', about: /^\/att-gora$/ },
  { name: 'kunder', title: 'Kunder', group: 'work', about: /^\/kunder$/ },
  { name: 'kund', title: 'Kund', group: 'work', about: /^\/kunder\/[^/]+(\/(checklista|leverantor|historik|handlingar|lankar|texter).*)?$/ },
  { name: 'paket', title: 'Paket', group: 'work', about: /^\/(ny-kund|kunder\/[^/]+\/paket)/ },
  { name: 'skanning', title: 'Skanning', group: 'work', about: /^\/skanning/ },
  { name: 'namnd', title: 'Nämnd', group: 'work', about: /^\/namnd/ },
  { name: 'moten', title: 'Möten', group: 'work', about: /^\/(moten|kunder\/[^/]+\/moten)/ },
  { name: 'kalender', title: 'Kalender', group: 'work', about: /^\/(kalender|kunder\/[^/]+\/plan$)/ },
  { name: 'utskick', title: 'Utskick', group: 'work', about: /^\/utskick(?!\/nycklar)/ },
  { name: 'nycklar', title: 'Nycklar', group: 'work', about: /^\/utskick\/nycklar/ },
  { name: 'mallar', title: 'Mallar', group: 'house', about: /^\/mallar/ },
  { name: 'uppfoljning', title: 'Uppföljning', group: 'house', about: /^\/(uppfoljning|kunder\/[^/]+\/utvardering)/ },
  { name: 'arkiv', title: 'Arkiv', group: 'house', about: /^\/arkiv/ },
  { name: 'anvandare', title: 'Användare', group: 'house', about: /^\/anvandare/ },
  { name: 'administration', title: 'Administration', group: 'house', about: /^\/administration/ },
  { name: 'konto', title: 'Mitt konto', group: 'house', about: /^\/konto/ },
  { name: 'om-nagot-gar-fel', title: 'Om något går fel', group: 'reference', about: null },
  { name: 'ord', title: 'Ord', group: 'reference', about: null },
]

/** Where the handbook helps with the page at `path`: its section, or the contents where there is none. */
export function helpFor(path: string): string {
  const section = HELP_SECTIONS.find(({ about }) => about?.test(path) === true)
  return section === undefined ? '/hjalp' : `/hjalp/${section.name}`
}
