import type { Crumb } from '../page.js'

/** The way down to a page below a customer's. */
export function customerCrumbs(orgnr: string, name: string): Crumb[] {
  return [{ label: 'Kunder', href: '/kunder' }, { label: name, href: `/kunder/${orgnr}` }]
}
