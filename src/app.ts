import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import type { Actor } from '../contracts/event.js'
import type { DocumentKind } from '../contracts/kind.js'
import { withReviewSet } from '../contracts/kinds.js'
import { requireClosed } from '../signing/ordinary-letter.js'
import { accountKey } from './accounts/account-key.js'
import { FULL_COST, type PasswordCost } from './accounts/passwords.js'
import { actorOf, personByToken, refuseWithoutSecondStep, tokenText, type Person } from './accounts/person.js'
import { noteTokenUse } from './accounts/tokens.js'
import { openArchive, type Archive } from './archive/archive.js'
import { clearHeapSooner } from './clear-heap-sooner.js'
import type { Config } from './config.js'
import { openImaging, type Imaging } from './imaging/imaging.js'
import { keyRingIn } from './key-ring-in.js'
import type { KeyRing } from './mail/key-ring.js'
import type { Mailer } from './mail/smtp.js'
import { answerThreadPath, readerPath, renderWorkerPath, sealerThreadPath, shippedFonts } from './program-files.js'
import { openRenderer, openThreadedRenderer, type Renderer } from './rendering/renderer.js'
import { accountsSince } from './storage/accounts.js'
import { prepareDataDirectory, type DataDirectory } from './storage/data-directory.js'
import { openPageKeys, type PageKeys } from './storage/page-keys.js'
import { openStore, type Store } from './storage/store.js'
import { reportBug } from './report-bug.js'
import { readTrustAnchors } from './trust-anchors.js'
import { anyVersion } from './storage/versions.js'
import { openAnswerOpener, type AnswerOpener } from './flows/answer-opener.js'
import { furnish } from './flows/furnish.js'
import { personName } from './flows/persons.js'
import { openSealer, type Sealer } from './flows/sealer.js'
import { settleRestored } from './flows/settle-restored.js'

/** Everything a flow may touch; made once, handed in. */
export interface App {
  readonly config: Config
  /** The kinds of document, with the configured review set. */
  readonly kinds: readonly DocumentKind[]
  readonly store: Store
  readonly archive: Archive
  /** The directory that uploads come in to. */
  readonly incoming: string
  readonly imaging: Imaging
  readonly renderer: Renderer
  readonly pageKeys: PageKeys
  /** Opened when it is first asked for: most commands have no use for it, and its library takes longer to load than all else. */
  readonly keyRing: () => Promise<KeyRing>
  readonly sealer: Sealer
  readonly answerOpener: AnswerOpener
  /** Null when no mail server is configured. */
  readonly mailer: Mailer | null
  /** DER of the certificates that e-signatures are trusted by. */
  readonly trustAnchors: readonly Uint8Array[]
  readonly now: () => Date
  readonly random: (bytes: number) => Uint8Array
  /** The person who types: by token once accounts are in force, until then as far as the operating system knows. @throws Failure `token-required`, `access-refused` for another's name */
  readonly actor: (name: string) => Actor
  /** The person who types, unverified, also once accounts are in force: for the rescue of accounts that nobody can open. */
  readonly typist: (name: string) => Actor
  /** Who has signed in, or whose token the command line was given; null for nobody, and before accounts are in force. */
  readonly person: Person | null
  /** The key that secrets of second steps are sealed with. */
  readonly accountKey: () => Promise<Uint8Array>
  readonly passwordCost: PasswordCost
  /** Told of a bug that holds up a part only, so that the rest goes on; gives the number it is logged under. */
  readonly report: (error: unknown) => string
  readonly close: () => Promise<void>
}

/** What turns files into pixels, which needs no data directory. */
export function imagingFor({ scanMaxPages, scanMaxBytes }: Pick<Config, 'scanMaxPages' | 'scanMaxBytes'>): Imaging {
  return openImaging({ readerPath, timeoutMsPerPage: 10_000, maxPages: scanMaxPages, maxPixels: 120_000_000, maxBytes: scanMaxBytes })
}

/** Opens the data directory, creating and furnishing a new one; what was opened is closed again when something is wrong. `threads` above 1 renders on worker threads. @throws Failure `data-directory`, `database-newer`, `database-damaged`, `keys-missing`, `mail-settings-invalid`, `config-invalid` */
export async function openApp(config: Config, options: { threads?: number; now?: () => Date; passwordCost?: PasswordCost } = {}): Promise<App> {
  const places = await prepareDataDirectory(config.dataDirectory)
  const store = await openStore(places.database)
  try {
    const app = await appOver(config, places, store, { now: options.now ?? (() => new Date()), threads: options.threads ?? 1, passwordCost: options.passwordCost ?? FULL_COST })
    await settleRestored(app)
    await furnish(app)
    if (app.person !== null && config.token !== null) await noteTokenUse(app, tokenText(config.token))
    return app
  } catch (error) {
    await store.close()
    throw error
  }
}

async function appOver(config: Config, places: DataDirectory, store: Store, { now, threads, passwordCost }: { readonly now: () => Date; readonly threads: number; readonly passwordCost: PasswordCost }): Promise<App> {
  const inForce = (await accountsSince(store.read)) !== null
  const person = inForce && config.token !== null ? await personByToken(store.read, tokenText(config.token), now()) : null
  const parts = {
    archive: await openArchive(places.archive),
    pageKeys: await openPageKeys(places.keys, await anyVersion(store.read)),
    trustAnchors: await readTrustAnchors(config.eSignTrust),
    mailer: config.smtpUrl === null ? null : await (await import('./mail/smtp.js')).openMailer({ url: config.smtpUrl, caFile: config.smtpCaFile }),
  }
  const kinds = withReviewSet(config.reviewSet)
  requireClosed(kinds)
  if (threads > 1) clearHeapSooner()
  // The threads start at the first job, so nothing is left running when the opening fails.
  const renderer = threads > 1 ? openThreadedRenderer(shippedFonts, renderWorkerPath, threads) : openRenderer(shippedFonts)
  const sealer = openSealer(places.archive, sealerThreadPath)
  const answerOpener = openAnswerOpener(answerThreadPath)
  let keyRing: Promise<KeyRing> | null = null
  return {
    config,
    kinds,
    store,
    ...parts,
    incoming: places.incoming,
    imaging: imagingFor(config),
    renderer,
    sealer,
    answerOpener,
    keyRing: () => (keyRing ??= keyRingIn(places.keys, config.passphraseFile)),
    now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    actor: (name) => {
      if (!inForce) return typist(name)
      if (person !== null) refuseWithoutSecondStep(config, person)
      return actorOf(person, name)
    },
    typist,
    person,
    accountKey: () => accountKey(places.keys),
    passwordCost,
    report: reportBug,
    close: async () => {
      await Promise.all([renderer.close(), sealer.close(), answerOpener.close()])
      await store.close()
    },
  }
}

/** Who types, as far as the operating system knows. */
function typist(name: string): Actor {
  return { name: personName(name), osUser: osUser(), verified: false }
}

/** A container may run the program as a user that the system has no name for. */
function osUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? ''}`.trim()
  }
}
