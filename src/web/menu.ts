import { mayDo } from '../../contracts/rights.js'
import type { Visitor } from '../http/visitor.js'
import type { Page } from './page.js'

/** The menu in the order of the work; a row is shown when its page is registered and the visitor may see it. */
const ROWS: readonly { readonly label: string; readonly href: string; readonly group: 'work' | 'house' | 'help' }[] = [
  { label: 'Att göra', href: '/att-gora', group: 'work' },
  { label: 'Kunder', href: '/kunder', group: 'work' },
  { label: 'Skanning', href: '/skanning', group: 'work' },
  { label: 'Nämnd', href: '/namnd', group: 'work' },
  { label: 'Möten', href: '/moten', group: 'work' },
  { label: 'Kalender', href: '/kalender', group: 'work' },
  { label: 'Utskick', href: '/utskick', group: 'work' },
  { label: 'Mallar', href: '/mallar', group: 'house' },
  { label: 'Uppföljning', href: '/uppfoljning', group: 'house' },
  { label: 'Arkiv', href: '/arkiv', group: 'house' },
  { label: 'Användare', href: '/anvandare', group: 'house' },
  { label: 'Administration', href: '/administration', group: 'house' },
  { label: 'Hjälp', href: '/hjalp', group: 'help' },
]

/** A row of the menu. */
export interface MenuRow {
  readonly label: string
  readonly href: string
  /** What `aria-current` says; empty for the other rows. */
  readonly current: '' | 'page' | 'true'
  /** True where a new group begins. */
  readonly apart: boolean
}

/** What the visitor may go to; `path` is where the visitor is. */
export function menuOf(pages: readonly Page[], visitor: Visitor, path: string): MenuRow[] {
  const shown = ROWS.filter(({ href }) => pages.some((page) => page.path === href && mayDo(visitor.roles, page.right)))
  return shown.map(({ label, href, group }, index) => ({ label, href, current: path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : '', apart: index > 0 && shown[index - 1]?.group !== group }))
}
