import type { Actor, NewEvent } from '../../contracts/event.js'
import { PARTIES, type Party } from '../../contracts/kind.js'
import { signaturesIn, type ESignedBy } from '../../signing/e-signature/e-signed-by.js'
import type { Evidence } from '../../signing/evidence.js'
import { listOf } from '../../contracts/party-name.js'
import { CONFLICTING, doubtsAbout, NEWER_ILLEGIBLE, NEWER_UNEXAMINED, type Doubt } from '../../signing/proposal.js'
import { statusOf } from '../../contracts/status.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import { nearest } from '../../templates/nearest.js'
import type { App } from '../app.js'
import { scansUnderWay } from '../storage/arrivals.js'
import { pagesOfExemplar, pagesOfScan, scanOf } from '../storage/scans.js'
import type { Transaction } from '../storage/store.js'
import type { StoredVersion } from '../storage/versions.js'
import { evidenceToConfirm, isCovered, refusedUnderWay } from './confirm-guards.js'
import { eSignedParties } from './e-signed-parties.js'
import { historyOf, namedVersion } from './history.js'
import { sameInksOf } from './refuse-same-ink.js'
import { recordWanted, type Recorded } from './record-events.js'
import { swedishDay } from './new-event.js'
import { reportOn, showingsOf } from './scan-report.js'

export interface ConfirmRequest {
  /** SHA-256 of the scan, or its first digits. */
  readonly scan: string
  /** The document's printed code. */
  readonly document: string
  readonly party: string
  /** One exemplar of several in the scan; null for all that the scan shows. */
  readonly exemplar: number | null
  readonly by: Actor
  readonly on: string | null
  /** Why the person confirms although what the scan shows speaks against it; null when it must not. */
  readonly override: string | null
}

export interface Confirmed extends Recorded {
  readonly code: string
  readonly title: string
  /** Null when the pages of an appendix were confirmed that its agreement's signature covers. */
  readonly party: Party | null
  readonly exemplars: readonly number[]
  /** What spoke against it and was overridden, or was never examined; in Swedish, one sentence each. */
  readonly doubts: readonly string[]
}

/**
 * Records that a person has seen a party's signature on the exemplars of a document that a scan shows, each complete over all uploads.
 * @throws Failure `scan-unknown`, `code-unknown`, `scan-incomplete`, `signature-doubtful` when the program doubts and nobody overrides it, `transition-refused`, `already-recorded`
 */
export async function confirm(app: App, request: ConfirmRequest): Promise<Confirmed> {
  const party = partyNamed(request.party)
  const scan = await scanOf(app.store.read, request.scan)
  const version = await namedVersion(app.store.read, request.document)

  return app.store.write(async (tx) => {
    if ((await scansUnderWay(tx)).some((one) => one.scan === scan.sha256)) throw refusedUnderWay(scan.fileName)
    const covered = isCovered(statusOf(await historyOf(app, tx, version.orgnr)), version, party)
    const shown = await shownExemplars(tx, scan.sha256, version, request.exemplar)
    const exemplars = covered ? shown.slice(0, 1) : shown
    const eSigned = (await eSignedParties(tx, scan.sha256, [version]))(version.code, party)
    const today = swedishDay(app.now())
    const wanted: NewEvent[] = []
    const doubts: Doubt[] = []
    for (const exemplar of exemplars) {
      const known = await pagesOfExemplar(tx, version.code, exemplar)
      const evidence = evidenceToConfirm(scan, version, exemplar, await showingsOf(tx, version.code, exemplar, known), covered ? null : party)
      const about = { actor: request.by, happenedOn: request.on ?? today, orgnr: version.orgnr, code: version.code, exemplar }
      const offered = known.filter((page) => evidence.pages.some((one) => one.scan === page.scan && one.sourcePage === page.sourcePage))
      const found = [...doubtsAbout(await reportOn(app, tx, offered, scan.sha256), covered ? null : party, eSigned), ...otherDoubts(exemplar, evidence, app.config.scanDepth)]
      doubts.push(...found)
      const accepted = covered || request.override === null ? [] : await sameInksOf(tx, version, exemplar, party)
      const seen = { scan: scan.sha256, pages: [...evidence.pages], ...inSpiteOf(found, request.override), ...(accepted.length === 0 ? {} : { acceptedInk: accepted }) }
      wanted.push({ ...about, event: covered ? { type: 'pages-confirmed', ...seen } : { type: 'signature-confirmed', party, ...seen, ...named(eSigned) } })
    }
    refuseDoubtful(doubts, version, request.override)
    const recorded = await recordWanted(tx, app, version.orgnr, wanted)
    return { ...recorded, code: version.code, title: version.title, party: covered ? null : party, exemplars, doubts: doubts.map(({ text }) => text) }
  })
}

/** Who signed electronically, for the history: evidence of another kind than ink. */
function named(eSigned: ESignedBy | null): { eSignedBy?: string } {
  const signers = signaturesIn(eSigned?.boxes ?? new Map()).flatMap(({ signer, issuer, certificate }) => (signer === null ? [] : [`${signer.name}, certifikat ${certificate?.serial ?? ''} från ${issuer ?? ''}`]))
  return signers.length === 0 ? {} : { eSignedBy: signers.join('; ') }
}

function partyNamed(typed: string): Party {
  const found = PARTIES.find((party) => party === typed)
  if (found !== undefined) return found
  const near = nearest(typed, PARTIES)
  throw new Failure('call-invalid', `Parten ”${typed}” finns inte.${near === null ? '' : ` Menade du ${near}?`} Parterna är ${PARTIES.join(', ')}.`)
}

async function shownExemplars(tx: Transaction, scan: string, version: StoredVersion, asked: number | null): Promise<number[]> {
  const pages = (await pagesOfScan(tx, scan)).flatMap((page) => ('code' in page && page.code === version.code ? [page.exemplar] : []))
  const shown = [...new Set(pages)].sort((a, b) => a - b)
  if (asked !== null && !shown.includes(asked)) throw new Failure('scan-incomplete', `Skanningen visar inte exemplar ${asked} av ${version.title}. Den visar ${shown.length === 0 ? 'ingen sida av handlingen' : `exemplar ${shown.join(' och ')}`}.`)
  if (shown.length === 0) throw new Failure('scan-incomplete', `Skanningen visar ingen sida av ${version.title} (${spokenCode(version.code)}). Läs in rätt fil med ”scan FIL” och bekräfta den.`)
  return asked === null ? shown : [asked]
}

/** What other scans of the same pages say against those that are offered. */
function otherDoubts(exemplar: number, { changedSince, contradicted, unexaminedSince, illegibleSince }: Evidence, depth: App['config']['scanDepth']): Doubt[] {
  const on = (about: Doubt['about'], pages: readonly number[], says: string): Doubt[] => (pages.length === 0 ? [] : [{ about, text: `Exemplar ${exemplar}: sida ${listOf(pages.map(String))} ${says}` }])
  return [...on('content', changedSince, 'ser ändrad ut i en annan skanning än den som används, och inget nyare papper visar den oförändrad. Se efter på pappret.'), ...on('doubled', contradicted, CONFLICTING), ...on('illegible', illegibleSince, NEWER_ILLEGIBLE), ...on('unexamined', depth === 'sort' ? [] : unexaminedSince, NEWER_UNEXAMINED)]
}

/** An installation that only sorts has chosen to let people look for themselves: that alone is no reason to refuse. */
function weighty(doubts: readonly Doubt[]): Doubt[] {
  return doubts.filter(({ about }) => about !== 'sorted')
}

function inSpiteOf(doubts: readonly Doubt[], override: string | null): { override?: string; doubts?: string[] } {
  const against = weighty(doubts)
  return override === null || against.length === 0 ? {} : { override, doubts: against.map(({ text }) => text) }
}

function refuseDoubtful(doubts: readonly Doubt[], { title, code }: StoredVersion, override: string | null): void {
  const against = weighty(doubts)
  if (override !== null || against.length === 0) return
  const faults = against.map(({ text }) => ({ path: `${title} ${spokenCode(code)}`, message: text }))
  throw new Failure('signature-doubtful', 'Det skanningen visar räcker inte för att föreslå underskriften. Se på utklippen och pappret. Har du sett att handlingen är undertecknad och oförändrad, bekräfta med --override SKÄL; skälet sparas. Inget är bekräftat.', { faults })
}
