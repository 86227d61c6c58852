import type { Block, FilledDocument } from './document.js'
import { paragraph, table } from './plain-blocks.js'
import { datum } from './swedish.js'

/** One row of the contents: a document of the pack, in Swedish. */
export interface ContentsRow {
  readonly number: number
  readonly title: string
  /** As people read it ("7K3M-9QXT-2B"). */
  readonly code: string
  readonly exemplars: number
  readonly pageCount: number
  readonly signedBy: string
  readonly whatToDo: string
  /** Where its first exemplar begins in the bound file, from 1. */
  readonly page: number
}

/** What the cover sheet says besides the contents. */
export interface PackCover {
  readonly customer: string
  /** What the customer and the provider know the matter by, label and value; empty values are left out. */
  readonly about: readonly (readonly [string, string | undefined])[]
  /** ISO day. */
  readonly on: string
}

/** The cover sheet of a pack with its contents: which documents, how many, who signs, and what the customer does with each. */
export function packContents({ customer, about, on }: PackCover, rows: readonly ContentsRow[]): FilledDocument {
  const title = 'Handlingar för anslutning till SITHS'
  const known = about.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value]]))
  const blocks: Block[] = [
    paragraph('Title', title),
    paragraph('Subtitle', customer),
    table([0.32, 0.68], ['Uppgift', 'Paketet'], [...known, ['Sammanställt den', datum(on)], ['Antal handlingar', String(rows.length)], ['Sidor med alla exemplar', String(rows.reduce((sum, { exemplars, pageCount }) => sum + exemplars * pageCount, 0))]]),
    paragraph('Heading1', 'Innehåll'),
    table([0.06, 0.35, 0.07, 0.08, 0.36, 0.08], ['Nr', 'Handling och kod', 'Ex.', 'Sidor', 'Undertecknas av, och vad ni gör', 'Sida'], rows.map((one) => [
      String(one.number), [one.title, one.code], String(one.exemplars), String(one.pageCount), [`${one.signedBy}.`, one.whatToDo], String(one.page),
    ])),
    paragraph('Note', 'Handlingarna ligger i den ordning som förteckningen visar. Sidor är antalet i varje exemplar (Ex.), Sida var det första börjar i filen; varje handling har dessutom sin egen sidnumrering. Koden står på varje sida av handlingen.'),
  ]
  return { title, blocks, header: [], footer: [] }
}
