import { Failure } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import { WORD_MEDIA_TYPE } from '../../templates/word-media-type.js'
import type { App } from '../app.js'
import { customerTextOf } from '../storage/customer-texts.js'
import { namedCustomer } from './history.js'
import { swedishDay } from './new-event.js'

/** The file that a customer returned, byte for byte as it came in, named after kind, customer and day. @throws Failure `customer-unknown`, `draft-unknown` when that customer has no such text, `archive-damaged`, `archive-missing` */
export async function draftFile(app: App, typed: string, id: string): Promise<{ fileName: string; mediaType: string; sha256: string; bytes: Uint8Array }> {
  const { orgnr } = await namedCustomer(app, typed)
  const text = await customerTextOf(app.store.read, id)
  if (text === null || text.orgnr !== orgnr) throw new Failure('draft-unknown', 'Kunden har ingen sådan text. De registrerade står under Kundens texter.')
  const bytes = await app.archive.read(text.fileSha256)
  const [mediaType, ending] = isPdf(bytes) ? ['application/pdf', 'pdf'] : [WORD_MEDIA_TYPE, 'docx']
  return { fileName: `${text.kind}-fran-kunden-${orgnr}-${swedishDay(text.registeredAt)}.${ending}`, mediaType, sha256: text.fileSha256, bytes }
}
