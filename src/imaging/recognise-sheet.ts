import { glanceOf, issuedGlance, resemblance, type Glance } from '../../signing/registration/glance.js'
import { examineSheet, type IssuedFiles } from './examine-sheet.js'
import type { RecognisedSheet, SheetToExamine, SheetToRecognise } from './job.js'
import { Unreadable, type PageSource } from './page-source.js'

/** So much less alike than the likeliest, a page is not worth comparing. */
const BEHIND = 0.2

/** Issued pages as seen from afar, each looked at once. */
export class IssuedGlances {
  private readonly seen = new Map<string, Glance>()

  constructor(private readonly files: IssuedFiles) {}

  /** A page as issued, from afar; `alive` is called before it is looked at. */
  async of(issued: Pick<SheetToExamine['issued'], 'path' | 'page'>, alive: () => Promise<void>): Promise<Glance> {
    const name = `${issued.path} ${issued.page}`
    const known = this.seen.get(name)
    if (known !== undefined) return known
    await alive()
    const glance = issuedGlance(await this.files.small(issued))
    this.seen.set(name, glance)
    return glance
  }
}

/** Compares a scanned page with at most so many of the issued pages it may be: those it resembles most from afar, which also tells how it lies; none after one that its letters prove it to be. `alive` is called before each look. */
export async function recogniseSheet(pages: PageSource, { issued: files, glances }: { readonly issued: IssuedFiles; readonly glances: IssuedGlances }, { sourcePage, candidates }: SheetToRecognise, most: number, alive: () => Promise<void>): Promise<RecognisedSheet> {
  const compared: RecognisedSheet['compared'] = []
  try {
    const scanned = glanceOf(await pages.raster(sourcePage, 1, 'own'))
    const alike = []
    for (const issued of candidates) alike.push({ issued, ...resemblance(scanned, await glances.of(issued, alive)) })
    alike.sort((a, b) => b.likeness - a.likeness)
    for (const { issued, turned, likeness } of alike.slice(0, most)) {
      if (likeness < (alike[0]?.likeness ?? 0) - BEHIND) break
      await alive()
      const examined = await examineSheet(pages, files, { sourcePage, seen: [], turned, issued })
      compared.push(examined)
      if (examined.provenByLetters) break
    }
  } catch (error) {
    // A page that cannot be drawn has been told of when it was read.
    if (!(error instanceof Unreadable)) throw error
  }
  return { sourcePage, compared }
}
