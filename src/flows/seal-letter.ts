import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { fingerprintOf } from '../mail/key-description.js'
import { eventsOf } from '../storage/events.js'
import { insertLetterFiles } from '../storage/letter-files.js'
import type { Letter } from '../storage/letter.js'
import { letterOf, moveLetter } from '../storage/letters.js'
import { pinInEffect } from '../storage/pins.js'
import { buildLetter } from './build-letter.js'
import { EXAMPLE_MARK } from '../rendering/paper-marks.js'
import { configuredParties } from './party.js'
import { recordLetterEvent } from './record-letter-event.js'

/**
 * Builds a due letter, encrypts it once and queues it with its ciphertext and Message-ID; from then on every attempt sends these bytes.
 * @throws Failure `key-unpinned`, `recipient-unusable`, `keys-missing`, `keys-locked`, `letter-incomplete`, `archive-missing`, `archive-damaged`
 */
export async function sealLetter(app: App, row: Letter, worker: string): Promise<void> {
  const { svr, driftleverantor } = await configuredParties(app)
  if (row.recipient !== driftleverantor.granskningsadress) throw new Failure('letter-state', `Granskningsadressen har ändrats från ${row.recipient} till ${driftleverantor.granskningsadress} sedan brevet blev klart. Ta tillbaka en av bekräftelserna med ”withdraw” och bekräfta på nytt, så görs ett brev till den nya adressen. Inget har skickats.`)
  const pin = await pinInEffect(app.store.read, row.recipient)
  if (pin === null) throw new Failure('key-unpinned', `Ingen nyckel är fäst vid ${row.recipient}. Två personer behöver fästa den med ”keys pin FINGERAVTRYCK --address ${row.recipient} --by NAMN”; återuppta sedan brevet. Inget har skickats.`)
  if (!isExample([svr, driftleverantor])) await refuseMarkedPapers(app, row)
  const keyRing = await app.keyRing()
  const [{ sender, archive }, recipient] = [await keyRing.sealingKeys(), await keyRing.recipient(pin.fingerprint)]
  const letter = await buildLetter(app, row, svr)

  const messageId = `<${Buffer.from(app.random(16)).toString('hex')}@${svr.avsandaradress.split('@')[1] ?? 'anslut.invalid'}>`
  const kept = await app.sealer.seal({
    letter, sender, recipient, archive, exception: pin.exception, messageId, date: app.now(), boundarySeed: row.id,
    from: { name: svr.namn, address: svr.avsandaradress }, to: { name: driftleverantor.namn, address: row.recipient },
  })

  await app.store.write(async (tx) => {
    await insertLetterFiles(tx, row.id, letter.members.map((member) => ({ code: member.code.replaceAll('-', ''), fileName: member.fileName, sha256: member.sha256, bytes: member.sizeBytes, pageCount: member.pageCount })))
    const queued = await moveLetter(tx, row.id, 'due', { state: 'queued', messageId, ciphertextSha256: kept.sha256, ciphertextBytes: kept.bytes, reason: null, claimedBy: worker })
    if (!queued || (await letterOf(tx, row.id))?.number !== letter.number) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} ändrades medan det byggdes. Inget har skickats.`)
    await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-queued', letter: row.id, messageId, ciphertextSha256: kept.sha256, keys: { sender: fingerprintOf(sender), recipient: fingerprintOf(recipient), archive: fingerprintOf(archive) } })
  })
}

function isExample(parties: readonly { readonly exempel: boolean }[]): boolean {
  return parties.some(({ exempel }) => exempel)
}

/** Papers issued while the parties were examples, or from an edition nobody had reviewed, do not go to a real supplier however well they are signed. */
async function refuseMarkedPapers(app: App, row: Letter): Promise<void> {
  for (const { code, event } of await eventsOf(app.store.read, row.orgnr)) {
    if (event.type !== 'issued' || code === null || !row.codes.includes(code) || event.marks === undefined || event.marks.length === 0) continue
    const way = `Makulera den med ”record ${spokenCode(code)} cancelled --by NAMN --reason TEXT”, utfärda den på nytt och låt den godkännas och undertecknas. Inget har skickats.`
    throw new Failure(event.marks.includes(EXAMPLE_MARK) ? 'parties-unset' : 'edition-unreleased', `${kindOf(event.kind).title} ${spokenCode(code)} är märkt ”${event.marks.join('” och ”')}” och får inte gå till en verklig leverantör. ${way}`)
  }
}
