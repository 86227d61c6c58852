import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { fileNameOf, type LetterMember } from '../../signing/letter.js'
import type { App } from '../app.js'
import type { Customer } from '../storage/customers.js'
import type { Db } from '../storage/store.js'
import { currentVersions, filesOf, versionOf, versionsWithFile, type VersionFile } from '../storage/versions.js'

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Whether a file is the Word file of a draft, and of no kind but such as may go in clear: never of a review document, never of what is to be signed. */
export async function isOpenDraft(app: App, sha256: string): Promise<boolean> {
  const holders = await versionsWithFile(app.store.read, sha256)
  return holders.length > 0 && holders.every(({ kind, stage, mediaType }) => stage === 'draft' && mediaType === WORD && kindOf(kind, app.kinds).draftsMayGoOpen)
}

/** The Word file of every draft version in force of a customer, in the order a pack lists them; internal ones are not for the customer. */
export async function draftFiles(app: App, { orgnr, name }: Customer): Promise<LetterMember[]> {
  const current = await currentVersions(app.store.read, orgnr, 'draft')
  const members: LetterMember[] = []
  for (const { id } of app.kinds.filter(({ issued }) => issued !== 'internal')) {
    for (const { code } of current.filter(({ kind }) => kind === id)) members.push(...(await memberOf(app, code, name)))
  }
  return members
}

/** The Word file of a version, by its code without hyphens; null when it has none. */
export async function wordFileOf(db: Db, code: string): Promise<VersionFile | null> {
  return (await filesOf(db, code)).find(({ mediaType }) => mediaType === WORD) ?? null
}

async function memberOf(app: App, code: string, customer: string): Promise<LetterMember[]> {
  const [version, file] = [await versionOf(app.store.read, code), await wordFileOf(app.store.read, code)]
  if (version === null || file === null) return []
  const { kind, title, pageCount } = version
  return [{ kind, title, code: spokenCode(code), fileName: fileNameOf(title, customer, spokenCode(code), 'docx'), sha256: file.sha256, sizeBytes: file.bytes, pageCount }]
}
