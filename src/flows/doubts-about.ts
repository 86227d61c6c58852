import type { Party } from '../../contracts/kind.js'
import { listOf } from '../../contracts/party-name.js'
import type { DocumentReport } from '../../signing/scan-report.js'

const SEEN = {
  empty: 'visar inget bläck',
  look: 'visar inte säkert en underskrift',
} as const

/** What the program saw that speaks against a person's confirmation, one Swedish sentence each, with the next step; `party` null asks about the pages alone. */
export function doubtsAbout({ exemplar, signatureBoxes, differences }: DocumentReport, party: Party | null): string[] {
  const boxes = signatureBoxes.flatMap((box): string[] => {
    if (box.party !== party || box.ink === 'signed') return []
    const seen = box.cutout === undefined ? 'är inte undersökt' : box.ink === 'empty' && box.bilevel === true ? 'visar inget bläck på svartvit skanning (skanna i gråskala)' : SEEN[box.ink]
    return [`Exemplar ${exemplar}, sida ${box.page}: rutan ${box.id} ${seen}. Se efter på pappret; är det inte undertecknat, ta tillbaka bekräftelsen med ”withdraw”.`]
  })
  const changed = [...new Set(differences.filter(({ answer }) => answer === 'look').map(({ page }) => page))]
  if (changed.length === 0) return boxes
  return [...boxes, `Exemplar ${exemplar}: sida ${listOf(changed.map(String))} ser inte ut som den utfärdades. Jämför med den utfärdade sidan; är texten ändrad, ta tillbaka bekräftelsen med ”withdraw”.`]
}
