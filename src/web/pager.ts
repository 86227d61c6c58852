/** The row under a list that leads to its other parts, for `{{> pager}}`; empty addresses are not shown. */
export interface PagerView {
  readonly from: number
  readonly to: number
  readonly total: number
  readonly previous: string
  readonly next: string
}

/** No list is so long; what is asked for beyond it is an empty page, and a number that the database can count with. */
const MOST_PAGES = 1_000_000

/** Where the asked page of a list begins, counted from 0; a page there is none of before the first is the first. */
export function pageStart({ sida }: Readonly<Record<string, string>>, most: number): number {
  const page = Math.trunc(Number(sida ?? '1')) || 1
  return (Math.min(Math.max(1, page), MOST_PAGES) - 1) * most
}

/** The pager of the list at `path`, which keeps what else the address asks for; null when everything is on one page. */
export function pagerView(path: string, query: Readonly<Record<string, string>>, { from, shown, total, most }: { readonly from: number; readonly shown: number; readonly total: number; readonly most: number }): PagerView | null {
  if (total <= most && from === 0) return null
  const at = (page: number): string => {
    const kept = new URLSearchParams(Object.entries(query).filter(([name, value]) => name !== 'sida' && value !== ''))
    if (page > 1) kept.set('sida', String(page))
    return kept.size === 0 ? path : `${path}?${kept.toString()}`
  }
  const page = Math.floor(from / most) + 1
  return { from: shown === 0 ? 0 : from + 1, to: from + shown, total, previous: page > 1 ? at(page - 1) : '', next: from + shown < total ? at(page + 1) : '' }
}
