import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import type { App } from '../app.js'
import type { Manifest } from './manifest.js'
import { BUNDLE_FILES } from './write-pack.js'
import { writeWhole } from './write-whole.js'

/** Where a bundle was written, and how many pages its PDF has. */
export interface WrittenBundle {
  readonly pdf: string
  readonly zip: string
  readonly pageCount: number
}

/** Writes `paket.pdf` and `paket.zip` beside a pack's files. @throws Failure `file-unreadable` when the folder cannot be written, and as `makeBundle` */
export async function writeBundle(app: App, manifest: Manifest, facts: Facts, folder: string): Promise<WrittenBundle> {
  // Loaded when asked for: every command would else begin by reading the PDF library and the fonts.
  const { makeBundle } = await import('./bundle.js')
  const { pdf, zip, pageCount } = await makeBundle(app, manifest, facts)
  const paths = { pdf: join(folder, BUNDLE_FILES.pdf), zip: join(folder, BUNDLE_FILES.zip) }
  try {
    await writeWhole(paths.pdf, pdf)
    await writeWhole(paths.zip, zip)
  } catch (cause) {
    throw new Failure('file-unreadable', `Det går inte att skriva i ${folder}. Handlingarna är utfärdade och sparade; välj en annan katalog med --out och kör samma kommando igen.`, { cause })
  }
  return { ...paths, pageCount }
}
