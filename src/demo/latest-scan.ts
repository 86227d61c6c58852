import type { App } from '../app.js'
import { pagesOfExemplar } from '../storage/scans.js'

/** The scan that shows a page of a document's first exemplar last. */
export async function latestScanWith(app: App, code: string, page: number): Promise<string> {
  const shown = (await pagesOfExemplar(app.store.read, code, 1)).findLast((match) => match.page === page)
  if (shown === undefined) throw new Error(`no scan shows page ${page} of ${code}`)
  return shown.scan
}
