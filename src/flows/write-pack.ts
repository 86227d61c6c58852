import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { PARTIES } from '../../contracts/kind.js'
import type { App } from '../app.js'
import { isRunning } from '../is-running.js'
import { makeDirectory } from '../make-directory.js'
import { filesOfVersions, versionsOf } from '../storage/versions.js'
import { manifestSchema, packName, type Manifest } from './manifest.js'
import type { PackOutcome } from './pack.js'
import { writeWhole } from './write-whole.js'

/** What `--bundle` writes beside a pack's files. */
export const BUNDLE_FILES = { pdf: 'paket.pdf', zip: 'paket.zip' } as const

/** Writes a pack's files and `manifest.json` to `directory/<orgnr>/` from the archive, each file whole or not at all; gives that folder's path. Safe to repeat: a file that is right already is left as it is. @throws Failure `file-unreadable` when the folder cannot be written */
export async function writePack(app: App, outcome: IssuedPack, directory: string): Promise<{ folder: string; manifest: Manifest }> {
  const manifest = await manifestOf(app, outcome)
  const folder = packFolder(outcome, directory)
  try {
    await makeDirectory(folder)
    const before = await readManifest(join(folder, 'manifest.json'))
    await Promise.all(manifest.documents.flatMap((document) => document.files).map(async ({ path, sha256 }) => {
      if ((await sha256Of(join(folder, path))) !== sha256) await writeWhole(join(folder, path), await app.archive.read(sha256))
    }))
    const listed = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
    if ((await sha256Of(join(folder, 'manifest.json'))) !== createHash('sha256').update(listed).digest('hex')) await writeWhole(join(folder, 'manifest.json'), listed)
    const kept = new Set(manifest.documents.flatMap((document) => document.files.map((file) => file.path)))
    const left = before?.documents.flatMap((document) => document.files.map((file) => file.path)).filter((path) => /^[a-z0-9][a-z0-9.-]*$/.test(path) && !kept.has(path)) ?? []
    // A bundle of another pack than the folder's would lie; whoever wants one has it made anew.
    for (const path of [...left, ...Object.values(BUNDLE_FILES), ...(await halfWritten(folder))]) await rm(join(folder, path), { force: true })
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('file-unreadable', `Det går inte att skriva i ${folder}. Handlingarna är utfärdade och sparade; välj en annan katalog med --out och kör samma kommando igen.`, { cause })
  }
  return { folder, manifest }
}

/** The folder a customer's pack is written to. */
export function packFolder({ orgnr }: Pick<PackOutcome, 'orgnr'>, directory: string): string {
  return join(directory, orgnr)
}

/** A customer's documents, by their codes. */
export interface IssuedPack extends Pick<PackOutcome, 'orgnr' | 'name' | 'stage'> {
  readonly documents: readonly { readonly code: string }[]
}

/** What a pack's manifest says. */
export async function manifestOf(app: App, outcome: IssuedPack): Promise<Manifest> {
  const documents: Manifest['documents'] = []
  let issuedAt = ''
  const codes = outcome.documents.map(({ code }) => code)
  const [versions, files] = [await versionsOf(app.store.read, outcome.orgnr), await filesOfVersions(app.store.read, codes)]
  for (const code of codes) {
    const version = versions.find((one) => one.code === code)
    if (version === undefined) throw new Error(`version ${code} was issued but is not recorded`)
    const own = (files.get(code) ?? []).map(({ path, exemplar, holder, mediaType, bytes, sha256 }) => {
      const party = PARTIES.find((one) => one === holder)
      return { path, ...(exemplar === null ? {} : { exemplar }), ...(party === undefined ? {} : { holder: party }), mediaType, bytes, sha256 }
    })
    documents.push({ kind: version.kind, title: version.title, code, edition: version.edition, pageCount: version.pageCount, files: own, ...version.layout })
    if (version.issuedAt > issuedAt) issuedAt = version.issuedAt
  }
  return { customer: { orgnr: outcome.orgnr, name: outcome.name }, pack: packName(codes), stage: outcome.stage, issuedAt, documents }
}

async function readManifest(path: string): Promise<Manifest | null> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

/** What a killed process left half-written; a live one's is its own. */
async function halfWritten(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => {
    const pid = /\.(\d+)-[0-9a-f-]{36}\.part$/.exec(name)?.[1]
    return pid !== undefined && !isRunning(Number(pid))
  })
}

/** The hash of a file that is there; null when none can be read. */
async function sha256Of(path: string): Promise<string | null> {
  try {
    return createHash('sha256').update(await readFile(path)).digest('hex')
  } catch {
    return null
  }
}
