import type { App } from '../app.js'
import { owedReceipts, settleOwed } from '../storage/owed-receipts.js'

/** Archives the receipts that the archive could not take when their letters went. @throws Failure `disk-full`, `data-directory`, `archive-damaged` while it still cannot */
export async function archiveOwedReceipts(app: App): Promise<void> {
  for (const { sha256, text } of await owedReceipts(app.store.read)) {
    await app.archive.keep(Buffer.from(text))
    await app.store.write((tx) => settleOwed(tx, sha256))
  }
}
