import { Failure } from '../../../templates/failure.js'
import { HELP_GROUPS, HELP_SECTIONS, type HelpSection } from '../help-sections.js'
import type { Page } from '../page.js'

const GROUPS = ['all', 'work', 'house', 'reference'] as const satisfies readonly HelpSection['group'][]

const linkTo = ({ name, title }: HelpSection) => ({ title, href: `/hjalp/${name}` })
const textOf = ({ name }: HelpSection): string => `help/${name}`
const HANDBOOK = { label: 'Hjälp', href: '/hjalp' }

/** *Hjälp*: the contents of the handbook. */
const HELP_PAGE: Page = {
  path: '/hjalp', right: 'self', forms: [],
  show: () => Promise.resolve({ view: 'help', title: 'Hjälp', crumbs: [], content: { groups: GROUPS.map((group) => ({ heading: HELP_GROUPS[group], sections: HELP_SECTIONS.filter((section) => section.group === group).map(linkTo) })) } }),
}

/** The whole handbook on one page, to print or to search in with the browser. */
const WHOLE_HELP_PAGE: Page = {
  path: '/hjalp/hela-handboken', right: 'self', forms: [],
  show: () => Promise.resolve({ view: 'help-whole', title: 'Hela handboken', crumbs: [HANDBOOK], content: { sections: HELP_SECTIONS.map((section) => ({ ...section, text: textOf(section) })) } }),
}

/** One section of the handbook. */
const HELP_SECTION_PAGE: Page = {
  path: '/hjalp/:avsnitt', right: 'self', forms: [],
  show: ({ params }) => {
    const at = HELP_SECTIONS.findIndex(({ name }) => name === params['avsnitt'])
    const section = HELP_SECTIONS[at]
    if (section === undefined) throw new Failure('resource-unknown', 'Handboken har inget sådant avsnitt. Välj ett i innehållet under Hjälp.')
    const [before, after] = [HELP_SECTIONS[at - 1], HELP_SECTIONS[at + 1]]
    const content = { title: section.title, text: textOf(section), before: before === undefined ? null : linkTo(before), after: after === undefined ? null : linkTo(after) }
    return Promise.resolve({ view: 'help-section', title: section.title, crumbs: [HANDBOOK], content })
  },
}

/** The handbook's pages: contents, everything, and one section. */
export const HELP_PAGES: readonly Page[] = [HELP_PAGE, WHOLE_HELP_PAGE, HELP_SECTION_PAGE]
