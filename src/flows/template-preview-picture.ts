import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { previewTemplate } from './template-preview.js'

/** A picture (JPEG) of one page of the current edition of a kind, filled with a customer's facts as a draft. @throws Failure as `previewTemplate`, and `page-unknown` */
export async function previewPagePicture(app: App, { kind, orgnr, page }: { readonly kind: string; readonly orgnr: string; readonly page: number }): Promise<Uint8Array> {
  const { pdf, pageCount } = await previewTemplate(app, { kind, orgnr, file: null })
  if (page > pageCount) throw new Failure('page-unknown', `Förhandsvisningen har ingen sida ${page}: den har ${pageCount === 1 ? '1 sida' : `${pageCount} sidor`}.`)
  // Named as uploads are, so that what a stopped program leaves is swept at the next start.
  const directory = join(app.incoming, `.upload-${process.pid}-${Buffer.from(app.random(8)).toString('hex')}`)
  try {
    await mkdir(directory, { mode: 0o700 })
    const path = join(directory, 'forhandsvisning.pdf')
    await writeFile(path, pdf, { mode: 0o600 })
    return await app.imaging.showPage(path, { sourcePage: page, rotation: 0 })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
