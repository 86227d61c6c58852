import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openApp, type App } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { receiverKey, type MailReceiver } from '../../src/demo/mail-receiver.js'
import { generateKeys } from '../../src/flows/own-keys.js'
import { pin } from '../../src/flows/pin-key.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { configuredParties, setParty } from '../../src/flows/party.js'
import { shippedParty } from '../../src/program-files.js'
import { readParty } from '../../templates/facts-faults.js'

/** A data directory with everything around it that the program is pointed at. */
export interface Office {
  readonly data: string
  readonly environment: Readonly<Record<string, string>>
}

/** The office whose data directory is `directory/name`; the passphrase and the mail authority lie beside it in `directory`. */
export function officeAt(directory: string, name: string, receiver: Pick<MailReceiver, 'port'>, reviewSet: readonly string[] = ['raps', 'rutiner']): Office {
  const data = join(directory, name)
  return {
    data,
    environment: {
      ANSLUT_DATA: data, ANSLUT_PASSPHRASE_FILE: join(directory, 'passphrase'), ANSLUT_SMTP_CA: join(directory, 'ca.pem'),
      ANSLUT_SMTP_URL: `smtp://127.0.0.1:${receiver.port}`, ANSLUT_RELEASE_DELAY_MINUTES: '0',
      ANSLUT_REVIEW_SET: reviewSet.join(','),
      // Sorting alone, for the sake of the crowd of commands.
      ANSLUT_SCAN_DEPTH: 'sort',
    },
  }
}

/** Makes an office ready to work: parties set, own keys made, the supplier's key pinned by two persons. */
export async function furnishOffice(directory: string, name: string, receiver: MailReceiver, reviewSet?: readonly string[]): Promise<Office> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'passphrase'), 'en lång lösenfras för proven\n', { mode: 0o600 })
  await writeFile(join(directory, 'ca.pem'), receiver.caPem)
  const office = officeAt(directory, name, receiver, reviewSet)
  await withApp(office, async (app) => {
    for (const part of ['svr', 'driftleverantor', 'korttillverkare']) await setParty(app, readParty(shippedParty(part)), app.actor('Prov Ansvarig'))
    await generateKeys(app)
    const { driftleverantor: supplier } = await configuredParties(app)
    const key = await receiverKey(supplier.namn, supplier.granskningsadress, app.now())
    const { fingerprint } = await (await app.keyRing()).importPublic(Buffer.from(key.toPublic().armor()))
    for (const person of ['Prov Ansvarig', 'Prov Kollega']) await pin(app, { fingerprint, address: supplier.granskningsadress, by: app.actor(person) })
  })
  return office
}

/** Works in the office from inside this process. */
export async function withApp<T>(office: Office, work: (app: App) => Promise<T>): Promise<T> {
  const app = await openApp(readConfig(office.environment, undefined))
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

/** Prints the first exemplar of everything in the pack at `folder`, signs it, and gives what the copier makes of it. */
export async function scanOfPack(office: Office, folder: string, manifest: Manifest, seed: number): Promise<string> {
  const path = `${folder}.scan.pdf`
  const printed = await Promise.all(manifest.documents.map(async (document) => {
    const file = document.files.find(({ exemplar }) => exemplar === 1)
    if (file === undefined) throw new Error(`${document.kind} has no first exemplar`)
    return { pdf: await readFile(join(folder, file.path)), boxes: document.signatureBoxes }
  }))
  const bytes = await withApp(office, (app) => printSignScan(app.imaging, printed, { dpi: 150, seed, upsideDown: [2], shuffle: true }))
  await writeFile(path, bytes)
  await chmod(path, 0o600)
  return path
}
