import { monitorEventLoopDelay } from 'node:perf_hooks'
import * as openpgp from 'openpgp'
import { openArchive, type Archive, type Kept } from '../archive/archive.js'
import { clearHeapSooner } from '../clear-heap-sooner.js'
import { openSealer, type Sealer } from '../flows/sealer.js'
import { openMailer, type Mailer } from '../mail/smtp.js'
import { sealerThreadPath } from '../program-files.js'

/** What the process that sends letters is told: where its archive is, which PDF goes first and which is measured, the keys, and who takes the letters. */
export interface LetterOrder {
  readonly archive: string
  readonly first: Kept
  readonly file: Kept
  readonly keys: { readonly sender: string; readonly recipient: string; readonly own: string }
  readonly port: number
  readonly caFile: string
}

/** What one letter cost from the archive to the mail server's reply, in a process that has sent a small one before; `startCpuMs` is what that one cost, thread and modules included, and memory is the whole process's. */
export interface LetterCost extends StepCosts {
  readonly startCpuMs: number
  readonly peakBytes: number
  readonly delayP99Ms: number
}

interface StepCosts {
  readonly sealCpuMs: number
  readonly proveCpuMs: number
  readonly sendCpuMs: number
  readonly wallMs: number
  readonly ciphertext: Kept
}

const FROM = { name: 'Exempelrådgivningen', address: 'siths@radgivning.example' }
const TO = { name: 'Granskning', address: 'granskning@leverantor.example' }

async function costOf({ archive: directory, first, file, keys, port, caFile }: LetterOrder): Promise<LetterCost> {
  // As the program does when it starts.
  clearHeapSooner()
  const archive = await openArchive(directory)
  const [sender, recipient, own] = await Promise.all([keys.sender, keys.recipient, keys.own].map((armoredKey) => openpgp.readPrivateKey({ armoredKey })))
  if (sender === undefined || recipient === undefined || own === undefined) throw new Error('a letter takes three keys')
  const office = { archive, sender, recipient, own, mailer: await openMailer({ url: `smtp://127.0.0.1:${port}`, caFile }), sealer: openSealer(directory, sealerThreadPath) }
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const start = await oneLetter(office, first)
  const costs = await oneLetter(office, file)
  await office.sealer.close()
  return { ...costs, startCpuMs: start.sealCpuMs + start.proveCpuMs + start.sendCpuMs, peakBytes: process.resourceUsage().maxRSS * 1024, delayP99Ms: delay.percentile(99) / 1e6 }
}

interface Office {
  readonly archive: Archive
  readonly sender: openpgp.PrivateKey
  readonly recipient: openpgp.PrivateKey
  readonly own: openpgp.PrivateKey
  readonly mailer: Mailer
  readonly sealer: Sealer
}

async function oneLetter({ archive, sender, recipient, own, mailer, sealer }: Office, { sha256, bytes }: Kept): Promise<StepCosts> {
  const began = performance.now()
  const marks = [cpuMs()]
  const messageId = '<matning@radgivning.example>'
  const members = [{ kind: 'raps', title: 'RAPS', code: 'K0D0', fileName: 'raps.pdf', sha256, sizeBytes: bytes, pageCount: 20 }]
  const letter = { purpose: 'review', id: 'matning', number: 1, predecessor: null, customer: { name: 'Åre kommun', orgnr: '212000-1892' }, provider: { name: FROM.name, replyAddress: FROM.address }, members } as const
  const kept = await sealer.seal({ letter, sender, recipient: recipient.toPublic(), archive: own.toPublic(), from: FROM, to: TO, messageId, date: new Date(), boundarySeed: 'matning' })
  marks.push(cpuMs())
  const opened = await sealer.open({ ciphertext: kept.sha256, key: own, sender: sender.toPublic() })
  if (opened.attachments.map((attached) => attached.sha256).join() !== sha256) throw new Error('the letter does not hold what was sealed')
  marks.push(cpuMs())
  const raw = { sizeBytes: kept.bytes, pieces: () => archive.pieces(kept.sha256), opened }
  const outcome = await mailer.deliver({ from: FROM.address, to: [TO.address], raw, messageId, envelopeId: 'matning' })
  if (outcome.kind !== 'accepted') throw new Error(`the letter was not taken: ${outcome.kind}`)
  marks.push(cpuMs())
  const [start = 0, sealed = 0, proved = 0, sent = 0] = marks
  return { sealCpuMs: sealed - start, proveCpuMs: proved - sealed, sendCpuMs: sent - proved, wallMs: performance.now() - began, ciphertext: kept }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function answer(order: LetterOrder): Promise<void> {
  process.send?.(await costOf(order))
  process.disconnect()
}

process.once('message', (order: LetterOrder) => {
  void answer(order)
})
