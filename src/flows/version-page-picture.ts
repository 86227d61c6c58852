import { Failure } from '../../templates/failure.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { App } from '../app.js'
import { filesOf } from '../storage/versions.js'
import { namedVersion } from './history.js'

/** A picture (JPEG) of one page of an issued version, as its first exemplar shows it. @throws Failure `code-unknown`, `page-unknown`, and `scan-unreadable` when nothing of it can be drawn */
export async function versionPagePicture(app: App, typed: string, page: number): Promise<Uint8Array> {
  const { code, pageCount } = await namedVersion(app.store.read, typed)
  const pdf = (await filesOf(app.store.read, code)).find(({ mediaType }) => mediaType === 'application/pdf')
  if (pdf === undefined || page > pageCount) throw new Failure('page-unknown', `Handlingen ${spokenCode(code)} har ingen sida ${page}: den har ${pageCount === 1 ? '1 sida' : `${pageCount} sidor`}.`)
  return app.imaging.showPage(app.archive.pathOf(pdf.sha256), { sourcePage: page, rotation: 0 })
}
