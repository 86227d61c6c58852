import { monitorEventLoopDelay } from 'node:perf_hooks'
import * as openpgp from 'openpgp'
import { openArchive } from '../archive/archive.js'
import { clearHeapSooner } from '../clear-heap-sooner.js'
import { openSealer } from '../flows/sealer.js'
import { openMailer } from '../mail/smtp.js'
import { sealerThreadPath } from '../program-files.js'

/** What the process that sends one letter is told: where its archive is, which PDFs are in it, the keys, and who takes the letter. */
export interface LetterOrder {
  readonly archive: string
  readonly files: readonly { readonly sha256: string; readonly bytes: number }[]
  readonly keys: { readonly sender: string; readonly recipient: string; readonly own: string }
  readonly port: number
  readonly caFile: string
}

/** What one letter cost from the archive to the mail server's reply, memory from the start of the process. */
export interface LetterCost {
  readonly sealCpuMs: number
  readonly proveCpuMs: number
  readonly sendCpuMs: number
  readonly wallMs: number
  readonly peakBytes: number
  readonly delayP99Ms: number
  readonly ciphertext: { readonly sha256: string; readonly bytes: number }
}

const FROM = { name: 'Exempelrådgivningen', address: 'siths@radgivning.example' }
const TO = { name: 'Granskning', address: 'granskning@leverantor.example' }

async function costOf({ archive: directory, files, keys, port, caFile }: LetterOrder): Promise<LetterCost> {
  // As the program does when it starts.
  clearHeapSooner()
  const archive = await openArchive(directory)
  const [sender, recipient, own] = await Promise.all([keys.sender, keys.recipient, keys.own].map((armoredKey) => openpgp.readPrivateKey({ armoredKey })))
  if (sender === undefined || recipient === undefined || own === undefined) throw new Error('a letter takes three keys')
  const mailer = await openMailer({ url: `smtp://127.0.0.1:${port}`, caFile })
  const sealer = openSealer(directory, sealerThreadPath)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const began = performance.now()
  const marks = [cpuMs()]
  const messageId = '<matning@radgivning.example>'
  const members = files.map(({ sha256, bytes }, index) => ({ kind: 'raps', title: `Handling ${index + 1}`, code: `K0D${index}`, fileName: `handling-${index + 1}.pdf`, sha256, sizeBytes: bytes, pageCount: 20 }))
  const letter = { purpose: 'review', id: 'matning', number: 1, predecessor: null, customer: { name: 'Åre kommun', orgnr: '212000-1892' }, provider: { name: FROM.name, replyAddress: FROM.address }, members } as const
  const kept = await sealer.seal({ letter, sender, recipient: recipient.toPublic(), archive: own.toPublic(), from: FROM, to: TO, messageId, date: new Date(), boundarySeed: 'matning' })
  marks.push(cpuMs())
  const opened = await sealer.open({ ciphertext: kept.sha256, key: own, sender: sender.toPublic() })
  if (opened.attachments.map(({ sha256 }) => sha256).join() !== files.map(({ sha256 }) => sha256).join()) throw new Error('the letter does not hold what was sealed')
  marks.push(cpuMs())
  const outcome = await mailer.deliver({ from: FROM.address, to: [TO.address], raw: { sizeBytes: kept.bytes, pieces: () => archive.pieces(kept.sha256) }, messageId, envelopeId: 'matning' })
  if (outcome.kind !== 'accepted') throw new Error(`the letter was not taken: ${outcome.kind}`)
  marks.push(cpuMs())
  const wallMs = performance.now() - began
  await sealer.close()
  const [start = 0, sealed = 0, proved = 0, sent = 0] = marks
  return { sealCpuMs: sealed - start, proveCpuMs: proved - sealed, sendCpuMs: sent - proved, wallMs, peakBytes: process.resourceUsage().maxRSS * 1024, delayP99Ms: delay.percentile(99) / 1e6, ciphertext: kept }
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
