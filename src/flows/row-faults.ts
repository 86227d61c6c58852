import { createHash } from 'node:crypto'
import type { Event } from '../../contracts/event.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { Fault } from '../../templates/failure.js'
import type { PartyRecord } from '../../templates/party.js'
import type { App } from '../app.js'
import { cleanCopies } from '../storage/clean-copies.js'
import { allEvents } from '../storage/events.js'
import { acceptances, customerTexts } from '../storage/customer-texts.js'
import { letters } from '../storage/letters.js'
import { logotypes } from '../storage/logotypes.js'
import { parties, partyRecords } from '../storage/parties.js'
import { scans } from '../storage/scans.js'
import { filesOf, versionCodes } from '../storage/versions.js'
import { pagesSha256Of } from './clean-copies.js'
import { pinFaults } from './pin-faults.js'
import { filesSha256Of } from './files-sha256.js'

const MEND = 'Läs tillbaka säkerhetskopian.'

/** What the event chain vouches for in the rows beside it. */
interface Vouched {
  readonly issued: Map<string, Extract<Event, { type: 'issued' }>>
  readonly due: Map<string, Extract<Event, { type: 'letter-due' }>>
  readonly recorded: Map<string, string>
  /** By part and record. */
  readonly everRecorded: Set<string>
  readonly scans: Set<string>
  readonly logotypes: Set<string>
  /** By file and pages. */
  readonly copies: Set<string>
  readonly texts: Map<string, Extract<Event, { type: 'customer-text-registered' }>>
  /** By text, who has accepted it. */
  readonly accepted: Map<string, readonly string[]>
}

/** Rows that the event chain does not bear out: versions, letters, parties, scans, clean copies, logotypes and pins that no event made, or that are not as their events say. */
export async function rowFaults(app: Pick<App, 'store'>): Promise<Fault[]> {
  const vouched = await vouchedFor(app)
  return [...(await versionFaults(app, vouched)), ...(await letterFaults(app, vouched)), ...(await partyFaults(app, vouched)), ...(await scanFaults(app, vouched)), ...(await logotypeFaults(app, vouched)), ...(await textFaults(app, vouched)), ...(await copyFaults(app, vouched)), ...(await pinFaults(app))]
}

async function vouchedFor(app: Pick<App, 'store'>): Promise<Vouched> {
  const vouched: Vouched = { issued: new Map(), due: new Map(), recorded: new Map(), everRecorded: new Set(), scans: new Set(), logotypes: new Set(), copies: new Set(), texts: new Map(), accepted: new Map() }
  for await (const { code, orgnr, actor, event } of allEvents(app.store.read)) {
    if (event.type === 'customer-text-registered') vouched.texts.set(event.text, event)
    if (event.type === 'customer-text-accepted') vouched.accepted.set(event.text, [...(vouched.accepted.get(event.text) ?? []), actor.name])
    if (event.type === 'issued' && code !== null) vouched.issued.set(code, event)
    if (event.type === 'letter-due') vouched.due.set(event.letter, event)
    if (event.type === 'party-recorded') {
      vouched.recorded.set(event.party, event.recordSha256)
      vouched.everRecorded.add(`${event.party} ${event.recordSha256}`)
    }
    if (event.type === 'facts-recorded' && event.logotypeSha256 !== undefined) vouched.logotypes.add(`${String(orgnr)} ${event.logotypeSha256}`)
    if (event.type === 'clean-copy-kept') vouched.copies.add(`${event.document} ${event.sha256} ${event.pagesSha256}`)
    if (event.type === 'scan-received') vouched.scans.add(event.scan)
  }
  return vouched
}

async function versionFaults(app: Pick<App, 'store'>, { issued }: Vouched): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const code of await versionCodes(app.store.read)) {
    const path = `handlingen ${spokenCode(code)}`
    const event = issued.get(code)
    if (event === undefined) faults.push({ path, message: `ingen händelse säger att den har utfärdats. ${MEND}` })
    else if (event.filesSha256 !== undefined && filesSha256Of(await filesOf(app.store.read, code)) !== event.filesSha256) faults.push({ path, message: `filerna är inte de som utfärdades. ${MEND}` })
  }
  return faults
}

async function textFaults(app: Pick<App, 'store'>, { texts, accepted }: Vouched): Promise<Fault[]> {
  const rows = await acceptances(app.store.read, null)
  return (await customerTexts(app.store.read, null)).flatMap((row): Fault[] => {
    const event = texts.get(row.id)
    const path = `kundens text ${row.id}`
    if (event === undefined) return [{ path, message: `ingen händelse säger att den har registrerats. ${MEND}` }]
    if (event.fileSha256 !== row.fileSha256 || event.templateSha256 !== row.templateSha256 || event.kind !== row.kind) return [{ path, message: `den är inte den som registrerades. ${MEND}` }]
    const by = accepted.get(row.id) ?? []
    const isAsSaid = rows.filter(({ text }) => text === row.id).map(({ byName }) => byName).toSorted().join('\n') === by.toSorted().join('\n')
    const isInForce = event.state === 'proposed' && row.state !== 'proposed' && row.state !== 'rejected'
    return isAsSaid && (!isInForce || by.length === 2) ? [] : [{ path, message: `de som har antagit den är inte de som händelserna säger. ${MEND}` }]
  })
}

async function letterFaults(app: Pick<App, 'store'>, { due }: Vouched): Promise<Fault[]> {
  return (await letters(app.store.read)).flatMap((row): Fault[] => {
    const event = due.get(row.id)
    const path = `brevet ${row.id}`
    if (event === undefined) return [{ path, message: `ingen händelse har gjort det klart att skicka. ${MEND}` }]
    const same = Date.parse(event.releaseAt) === Date.parse(row.releaseAt) && event.codes.toSorted().join() === row.codes.toSorted().join()
    return same ? [] : [{ path, message: `innehåll eller tidigaste sändning är inte som när det blev klart. ${MEND}` }]
  })
}

async function partyFaults(app: Pick<App, 'store'>, { recorded, everRecorded }: Vouched): Promise<Fault[]> {
  const now = (await parties(app.store.read)).filter(({ record }) => recorded.get(record.part) !== sha256Of(record)).map(({ record: { part } }) => ({ path: `parten ${part}`, message: 'uppgifterna är inte de som registrerades. Ange parten på nytt med ”party set FIL.json”.' }))
  const before = (await partyRecords(app.store.read)).filter(({ record }) => !everRecorded.has(`${record.part} ${sha256Of(record)}`)).map(({ record: { part }, recordedAt }) => ({ path: `parten ${part} sådan den var ${recordedAt}`, message: `ingen händelse säger att den har varit så. ${MEND}` }))
  return [...now, ...before]
}

function sha256Of(record: PartyRecord): string {
  return createHash('sha256').update(canonicalJson(record)).digest('hex')
}

async function scanFaults(app: Pick<App, 'store'>, received: Vouched): Promise<Fault[]> {
  return (await scans(app.store.read)).filter(({ sha256 }) => !received.scans.has(sha256)).map(({ sha256 }) => ({ path: `skanningen ${sha256.slice(0, 12)}`, message: `ingen händelse säger att den har tagits emot. ${MEND}` }))
}

async function logotypeFaults(app: Pick<App, 'store'>, vouched: Vouched): Promise<Fault[]> {
  return (await logotypes(app.store.read)).filter(({ orgnr, sha256 }) => !vouched.logotypes.has(`${orgnr} ${sha256}`)).map(({ orgnr, fileName }) => ({ path: `logotypen ${fileName} för ${orgnr}`, message: `ingen händelse säger att den har lämnats in. ${MEND}` }))
}

async function copyFaults(app: Pick<App, 'store'>, { copies }: Vouched): Promise<Fault[]> {
  const rows = await cleanCopies(app.store.read, null)
  return rows.filter(({ code, sha256, pages }) => !copies.has(`${code} ${sha256} ${pagesSha256Of(pages)}`)).map(({ code, exemplar }) => ({ path: `den rena kopian av exemplar ${exemplar} av ${spokenCode(code)}`, message: `ingen händelse säger att den har gjorts av de sidorna. ${MEND}` }))
}
