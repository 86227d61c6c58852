import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { type CustomerText, customerTextOf } from '../storage/customer-texts.js'
import { type StoredVersion, versionOf } from '../storage/versions.js'

/** A registered text and the version it was made from. */
export interface NamedText {
  readonly text: CustomerText
  readonly base: StoredVersion
}

/** The text a person names. @throws Failure `draft-unknown` */
export async function namedText(app: App, typed: string): Promise<NamedText> {
  const text = await customerTextOf(app.store.read, typed.trim().toLowerCase())
  const base = text === null ? null : await versionOf(app.store.read, text.baseCode)
  if (text === null || base === null) throw new Failure('draft-unknown', `Inget förslag har beteckningen ${typed}. Se förslagen med ”draft list”.`)
  return { text, base }
}
