import { listOf, partyName } from './party-name.js'
import type { VersionStatus } from './status.js'

/** What is said of each exemplar that is archived or returned although its own signatures are not all confirmed; another exemplar bears them. Empty for a version that its agreement's signature covers. */
export function unconfirmedExemplars({ fullySigned, covered, exemplars }: Pick<VersionStatus, 'fullySigned' | 'covered' | 'exemplars'>): string[] {
  if (!fullySigned || covered) return []
  return exemplars.filter(({ stage }) => stage !== 'signed').flatMap(({ exemplar, holder, archived, originalReturned, signedBy }) => {
    const where = listOf([...(archived === null ? [] : ['arkiverat']), ...(originalReturned === null ? [] : ['returnerat'])])
    const what = signedBy.length === 0 ? 'inga underskrifter på det är bekräftade' : `på det är bara underskriften av ${listOf(signedBy.map(partyName))} bekräftad`
    return where === '' ? [] : [`Exemplar ${exemplar} (${partyName(holder)}) är ${where}, men ${what}.`]
  })
}
