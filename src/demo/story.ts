import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type * as openpgp from 'openpgp'
import { KINDS, reviewSet } from '../../contracts/kinds.js'
import { readFacts, readParty } from '../../templates/facts-faults.js'
import type { App } from '../app.js'
import { checkArchive } from '../flows/check-archive.js'
import { confirmAndCopy } from '../flows/confirm-and-copy.js'
import { generateKeys } from '../flows/own-keys.js'
import type { Manifest } from '../flows/manifest.js'
import { swedishDay } from '../flows/new-event.js'
import { pack } from '../flows/pack.js'
import { configuredParties, setParty } from '../flows/party.js'
import { pin } from '../flows/pin-key.js'
import { receiveAnswer } from '../flows/receive-answer.js'
import { approve, record } from '../flows/record.js'
import { scan } from '../flows/scan.js'
import { sendCustomerMail } from '../flows/send-ordinary.js'
import { summaries } from '../flows/summaries.js'
import { workOutbox } from '../flows/work-outbox.js'
import { writePack } from '../flows/write-pack.js'
import { openLetter } from '../mail/open-letter.js'
import { shippedFacts, shippedParty } from '../program-files.js'
import { letterFilesOf } from '../storage/letter-files.js'
import { letters } from '../storage/letters.js'
import { copierFiles } from './copier-files.js'
import { answerOf } from './answer-of.js'
import type { Audience } from './demo.js'
import type { DemoClock } from './demo-clock.js'
import { latestScanWith } from './latest-scan.js'
import { fillLibrary, liveNeighbours } from './live-neighbours.js'
import { neighbours } from './neighbours.js'
import { receiverKey, type MailReceiver } from './mail-receiver.js'

interface Stage {
  readonly app: App
  readonly clock: DemoClock
  readonly directory: string
  readonly receiver: MailReceiver
  readonly audience: Audience
}

/** One of the demo's customers, and which of its documents come back signed. */
interface DemoCustomer {
  readonly facts: string
  readonly signed: readonly string[]
}

const CUSTOMERS: readonly DemoCustomer[] = [
  { facts: 'lillfors-kommun', signed: ['grundavtal', 'tjansteavtal', 'raps', 'rutiner'] },
  { facts: 'vardgruppen-solbacka', signed: ['raps', 'rutiner'] },
]
const [CLERK, COLLEAGUE, BOARD] = ['Demo Handläggare', 'Demo Kollega', 'Demo Förvaltningsgrupp'] as const

/** Tells the whole story, chapter by chapter, doing everything for real. */
export async function tellStory(stage: Stage): Promise<void> {
  const { audience, directory } = stage
  const shown = (path: string): string => relative(process.cwd(), path) || path
  audience.say('Anslut visar hela kedjan med påhittade kunder. Alla handlingar är märkta EXEMPEL.')
  const supplierKey = await prepareParties(stage)
  const others = await tellOfOthers(stage)
  const manifests = await issuePacks(stage, shown)
  await approveReviewSet(stage, manifests)
  await scanBack(stage, manifests, shown)
  await confirmAll(stage, manifests)
  await sendLetters(stage, supplierKey, shown)
  const found = await checkArchive(stage.app)
  audience.say(`8. Arkivet: ${found.filesChecked} filer och ${found.eventsChecked} händelser kontrollerade, ${found.faults.length === 0 ? 'allt stämmer' : `${found.faults.length} fel`}.`)
  for (const customer of (await summaries(stage.app)).filter(({ orgnr }) => !others.has(orgnr))) audience.say(`   ${customer.name}: ${customer.stepsDone} av 12 steg klara. Nästa: ${customer.nextAction ?? 'inget'}`)
  audience.say(`   Hela läget: node dist/src/main.js status --data ${shown(directory)}`)
}

async function prepareParties({ app, audience }: Stage): Promise<openpgp.PrivateKey> {
  for (const part of ['svr', 'driftleverantor', 'korttillverkare']) await setParty(app, readParty(shippedParty(part)), app.actor(CLERK))
  await generateKeys(app)
  const { driftleverantor } = await configuredParties(app)
  const key = await receiverKey(driftleverantor.namn, driftleverantor.granskningsadress, app.now())
  const { fingerprint } = await (await app.keyRing()).importPublic(new TextEncoder().encode(key.toPublic().armor()))
  for (const person of [CLERK, COLLEAGUE]) await pin(app, { fingerprint, address: driftleverantor.granskningsadress, by: app.actor(person) })
  audience.say(`1. Parter och nycklar: ${driftleverantor.namn} tar emot på ${driftleverantor.granskningsadress}; nyckeln är fäst av två personer.`)
  return key
}

/** The customers whose papers are not scanned: what has happened to them in the last months. Gives their numbers. */
async function tellOfOthers({ app, clock, directory, audience }: Stage): Promise<ReadonlySet<string>> {
  await fillLibrary(app, join(directory, 'material'), app.actor(CLERK))
  const others = neighbours(swedishDay(new Date().toISOString()))
  await liveNeighbours(app, clock, { neighbours: others, by: app.actor(CLERK), board: app.actor(BOARD) })
  audience.say(`   ${others.length} andra kunder har redan kommit olika långt; webbsidorna visar dem.`)
  return new Set(others.map(({ facts }) => facts.kund.orgnr))
}

async function issuePacks({ app, directory, audience }: Stage, shown: (path: string) => string): Promise<Manifest[]> {
  const manifests: Manifest[] = []
  audience.say('2. Avtalspaketen utfärdas: Word att förhandla, PDF i två exemplar att underteckna, kod på varje sida.')
  for (const { facts } of CUSTOMERS) {
    const outcome = await pack(app, { facts: readFacts(shippedFacts(facts)), stage: 'signing', kinds: null, reissue: null }, (done, total) => audience.progress('Utfärdar', done, total))
    const { folder, manifest } = await writePack(app, outcome, join(directory, 'paket'))
    const pages = manifest.documents.reduce((sum, document) => sum + document.pageCount, 0)
    audience.say(`   ${outcome.name}: ${manifest.documents.length} handlingar, ${pages} sidor.`)
    audience.say(`   Öppna ${shown(join(folder, 'raps.docx'))} och ${shown(join(folder, 'raps-1.pdf'))}`)
    manifests.push(manifest)
  }
  return manifests
}

async function approveReviewSet({ app, audience }: Stage, manifests: readonly Manifest[]): Promise<void> {
  const members = new Set(reviewSet(app.kinds).map((kind) => kind.id))
  for (const { documents } of manifests) {
    for (const { kind, code } of documents) if (members.has(kind)) await approve(app, { code, decision: 'Protokoll 7, § 12', by: app.actor(BOARD), on: null })
  }
  audience.say('3. Förvaltningsgruppen godkänner RAPS och rutiner för båda kunderna (Protokoll 7, § 12).')
}

async function scanBack({ app, directory, audience }: Stage, manifests: readonly Manifest[], shown: (path: string) => string): Promise<void> {
  const folder = join(directory, 'kopiator')
  await mkdir(folder, { recursive: true })
  const { pile, late } = await copierFiles(app, manifests.map((manifest, index) => ({ manifest, signed: CUSTOMERS[index]?.signed ?? [] })), (done, total) => audience.progress('Skriver ut, undertecknar, skannar', done, total))
  const paths = { pile: join(folder, 'hög.pdf'), late: join(folder, 'eftersänd.pdf') }
  await writeFile(paths.pile, pile)
  await writeFile(paths.late, late)
  audience.say('4. Pappren skrivs ut, undertecknas för hand och läggs huller om buller i kopiatorn, ett ark upp och ner, ett glöms.')
  audience.say(`   Öppna ${shown(paths.pile)}`)
  const [first] = await scan(app, [paths.pile], { onPage: (_, done, total) => audience.progress('Läser skanningen', done, total) })
  const lacking = first?.documents.filter(({ verdict }) => verdict === 'incomplete') ?? []
  audience.say(`5. Skanningen läses: ${first?.pagesRead ?? 0} sidor hör till ${first?.documents.length ?? 0} handlingar hos ${manifests.length} kunder.`)
  for (const { kind, orgnr, pages } of lacking) audience.say(`   ${titleOf(kind)} för ${manifests.find(({ customer }) => customer.orgnr === orgnr)?.customer.name ?? orgnr} är inte komplett: sida ${pages.missing.join(', ')} av ${pages.expected} saknas.`)
  const [second] = await scan(app, [paths.late])
  audience.say(`   Det glömda arket skannas efteråt (${shown(paths.late)}): ${second?.documents.every(({ verdict }) => verdict === 'complete') === true ? 'nu är alla sidor där' : 'det saknas fortfarande sidor'}; en lapp som låg med väntar på att någon lägger bort den.`)
  const documents = [...new Map([...(first?.documents ?? []), ...(second?.documents ?? [])].map((document) => [document.code, document])).values()]
  const changed = documents.filter(({ verdict }) => verdict === 'suspect').length
  const boxes = documents.flatMap(({ signatureBoxes }) => signatureBoxes).filter(({ cutout }) => cutout !== undefined)
  audience.say(`   Varje sida jämförs med den utfärdade: ${changed === 0 ? 'ingen är ändrad' : `${changed === 1 ? 'en handling' : `${changed} handlingar`} har sidor som ser ändrade ut`}. ${boxes.filter(({ ink }) => ink === 'signed').length} av ${boxes.length} underskriftsrutor visar bläck som en underskrift.`)
}

async function confirmAll({ app, audience }: Stage, manifests: readonly Manifest[]): Promise<void> {
  let [confirmed, doubted] = [0, 0]
  const signed = manifests.map(({ documents }, index) => documents.filter(({ kind }) => CUSTOMERS[index]?.signed.includes(kind) === true))
  for (const [index, { customer }] of manifests.entries()) {
    for (const { kind, code, signatureBoxes } of signed[index] ?? []) {
      for (const party of ['kund', 'svr'] as const) {
        const page = signatureBoxes.find((box) => box.party === party)?.page ?? 1
        const { doubts } = await confirmAndCopy(app, { scan: await latestScanWith(app, code, page), document: code, party, exemplar: null, by: app.actor(CLERK), on: null, override: 'Underskriften syns på pappret.' })
        confirmed += 1
        audience.progress('Bekräftar och gör rena kopior', confirmed, 2 * signed.flat().length)
        if (doubts.length > 0) doubted += 1
      }
      await record(app, { subject: code, event: 'archived', options: { place: `Närarkiv 3, ${customer.orgnr}` }, exemplar: null, by: app.actor(CLERK), on: null })
      if (kind !== 'raps') await record(app, { subject: code, event: 'original-returned', options: { place: 'rekommenderat brev' }, exemplar: null, by: app.actor(CLERK), on: null })
    }
  }
  audience.say(`6. ${CLERK} ser sidorna och bekräftar ${confirmed} underskrifter, kunden före SVR${doubted === 0 ? '' : ` (${doubted} av dem föreslog programmet inte, så skälet sparades)`}; av varje exemplar görs en ren kopia; originalen arkiveras och returneras.`)
}

async function sendLetters({ app, directory, receiver, audience }: Stage, supplierKey: openpgp.PrivateKey, shown: (path: string) => string): Promise<void> {
  await workOutbox(app, (done, total) => audience.progress('Krypterar och skickar', done, total))
  await sendCustomerMail(app)
  const folder = join(directory, 'mottagare')
  await mkdir(folder, { recursive: true })
  audience.say('7. Granskningsdokumenten gick av sig själva, signerade och krypterade; mottagarens egen nyckel öppnar dem:')
  const senderKey = await (await app.keyRing()).ownPublic('sender')
  for (const letter of await letters(app.store.read)) {
    const mail = receiver.messages().find(({ envelopeId }) => envelopeId === letter.id)
    if (mail === undefined) {
      audience.say(`   Brev ${letter.number} för ${letter.orgnr} kom inte fram: ${letter.reason ?? letter.state}`)
      continue
    }
    const path = join(folder, `brev-${letter.orgnr}-${letter.number}.eml`)
    await writeFile(path, mail.raw)
    const files = new Map<string, Uint8Array[]>()
    const opened = await openLetter([mail.raw], supplierKey, senderKey, (fileName, bytes) => files.set(fileName, [...(files.get(fileName) ?? []), bytes]))
    const kept = new Set((await letterFilesOf(app.store.read, letter.id)).map((file) => file.sha256))
    const same = opened.attachments.length === kept.size && opened.attachments.every((attachment) => kept.has(attachment.sha256))
    audience.say(`   ${shown(path)}: ”${opened.subject}”, signaturen håller, ${opened.attachments.length} bilagor, ${same ? 'SHA-256 lika med arkivets' : 'SHA-256 STÄMMER INTE'}.`)
    for (const { fileName } of opened.attachments) await writeFile(join(folder, fileName), Buffer.concat(files.get(fileName) ?? []))
  }
  audience.say(`   Öppna de dekrypterade bilagorna i ${shown(folder)}`)
  const [first] = await letters(app.store.read)
  if (first !== undefined) await receiveAnswer(app, answerOf(first, app.now()), 'always')
}

function titleOf(kind: string): string {
  return KINDS.find(({ id }) => id === kind)?.title ?? kind
}
