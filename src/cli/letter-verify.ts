import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UNHEARD_WORDS, WITNESS_WORDS } from '../../signing/receipt-proof.js'
import { readConfig } from '../config.js'
import { letterVerificationSchema } from '../flows/outward-shapes.js'
import type { VerifiedReceipt } from '../flows/letters.js'
import { argument, textOption, type BareInvocation, type Command, type Outcome } from './command.js'

/** `letter verify`: with the database, or from an archive alone. */
export const letterVerifyCommand: Command = {
  name: 'letter verify',
  arguments: '<brev-eller-kvitto>',
  summary: 'prövar ett brevs kvitto mot brevet självt, arkivet, nycklarna och historiken; eller mot ett arkiv ensamt, utan databas',
  details: 'Med ett brevs beteckning eller ett kvittos kontrollsumma prövas det mot allt i datakatalogen.\nMed sökvägen till ett kvitto i en kopia av arkivet (ARKIV/ab/abcd…), eller med --archive, behövs ingen databas och inget skrivs:\nkvittots och brevets kontrollsummor prövas, och med arkivnyckeln det som står i brevet. Det som bara historiken kan styrka anges som oprövat.\nNycklarna söks i ”keys” bredvid arkivet, och lösenfrasen i ANSLUT_PASSPHRASE_FILE.',
  options: [
    { flags: '--archive <katalog>', meaning: 'pröva mot detta arkiv ensamt' },
    { flags: '--keys <katalog>', meaning: 'nyckelkatalog för arkivet ensamt, om den inte ligger bredvid det' },
  ],
  output: letterVerificationSchema,
  beforeOpening: verifyAlone,
  run: async ({ app, args }) => {
    const { verifyLetter } = await import('../flows/letters.js')
    return told(await verifyLetter(app, argument(args, 0)))
  },
}

/** Null for a letter or receipt of the data directory, which is better held against all that is there. */
async function verifyAlone({ args, options, environment }: BareInvocation): Promise<Outcome | null> {
  const receipt = argument(args, 0)
  const archive = textOption(options, 'archive') ?? null
  const around = /[/\\]/.test(receipt) ? dirname(dirname(resolve(receipt))) : null
  if (archive === null && around === null) return null
  const config = readConfig(environment, textOption(options, 'data'))
  const own = { archive: join(config.dataDirectory, 'archive'), database: join(config.dataDirectory, 'anslut.sqlite') }
  if (archive === null && around !== null && existsSync(own.database) && isSame(around, own.archive) && /^[0-9a-f]{64}$/.test(basename(receipt))) return null
  const [{ keyRingIn }, { verifyInArchive }] = await Promise.all([import('../key-ring-in.js'), import('../flows/verify-in-archive.js')])
  const keys = textOption(options, 'keys') ?? join(archive ?? around ?? '', '..', 'keys')
  return told(await verifyInArchive({ receipt, archive, keyRing: await keyRingIn(keys, config.passphraseFile) }))
}

function isSame(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other)
}

function told({ receipt, faults, proofs, unproven }: VerifiedReceipt): Outcome {
  const json = { receipt, faults, proofs, unproven }
  if (faults.length > 0) return { json, text: `Kvittot stämmer inte; felen står nedan.\n${faults.map(({ path, message }) => `  ${path}: ${message}\n`).join('')}`, exit: 4 }
  const isOpened = !unproven.some(({ by }) => by === 'letter')
  const verdict = unproven.length === 0 ? 'Kvittot stämmer' : isOpened ? 'Kvittot stämmer med arkivet' : 'Inget i arkivet motsäger kvittot, men brevet är inte öppnat'
  const lines = [...proofs.map(({ by, proves }) => `${WITNESS_WORDS[by]}: ${proves}`), ...unproven.map(({ by, why }) => `${UNHEARD_WORDS[by]}: ${why}`)]
  const count = receipt.members.length === 1 ? '1 handling' : `${receipt.members.length} handlingar`
  return { json, text: `${verdict}: brev ${receipt.number} för ${receipt.orgnr}, ${count}, till ${receipt.to}.\n${lines.map((line) => `  ${line}\n`).join('')}`, exit: isOpened ? 0 : 4 }
}
