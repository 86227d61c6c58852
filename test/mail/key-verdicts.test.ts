import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { revocationOf, subkeysOf } from '../../src/mail/key-parts.js'
import { readCertificate } from '../../src/mail/read-certificate.js'
import { encryptionPart, judgeRecipient } from '../../src/mail/recipient.js'
import { SUPPLIER } from './letter-fixture.js'

const DIRECTORY = 'fixtures/keys'
const NOW = new Date('2026-11-22T09:00:00Z')

/** What is said against each sample key, one code a fault; empty when a letter may be encrypted to it. */
const VERDICTS: Readonly<Record<string, readonly string[]>> = {
  'ed25519': [], 'address-alone': [], 'brainpoolp256r1': [], 'brainpoolp512r1': [], 'nistp384': [], 'rsa-3072': [],
  'two-subkeys-one-expired': [], 'two-subkeys-one-revoked': [], 'split-subkeys': [],
  'advertises-seipdv2': ['advertises-newer'], 'new-format': ['new-format'],
  'expired': ['expired'], 'subkey-expired': ['subkey-expired'], 'tomorrow': ['not-yet-valid'],
  'revoked-no-reason': ['revoked-hard'], 'revoked-compromised': ['revoked-hard'], 'revoked-superseded': ['revoked-soft'], 'revoked-retired': ['revoked-soft'], 'revoked-with-sha1': ['revoked-hard'],
  'subkey-revoked-no-reason': ['subkey-revoked-hard'], 'subkey-revoked-compromised': ['subkey-revoked-hard'], 'subkey-revoked-superseded': ['subkey-revoked-soft'], 'subkey-revoked-retired': ['subkey-revoked-soft'],
  'user-id-revoked-invalid': ['user-id-revoked'], 'user-id-revoked-no-reason': ['user-id-revoked'],
  'ed25519-revoked-with-sha1': ['revoked-hard'], 'ed25519-subkey-revoked-with-sha1': ['subkey-revoked-hard'], 'ed25519-user-id-revoked-with-sha1': ['user-id-revoked'], 'ed25519-revocation-forged': [],
  'ed25519-subkey-revoked-elsewhere': ['subkey-revoked-hard'], 'ed25519-revoked-at-the-end': ['revoked-hard'],
  'designated-revoker': ['designated-revoker'],
  'sha1-bound': ['sha1-bound'], 'subkey-sha1-bound': ['sha1-bound'], 'unsigned': ['no-self-signature'], 'subkey-unbound': ['no-self-signature'],
  'sign-only': ['sign-only'], 'primary-alone': ['sign-only'], 'other-address': ['address-not-in-key'],
  'rsa-1024': ['rsa-too-short'], 'rsa-2048': ['rsa-2048'], 'dsa-elgamal': ['dsa'],
}

/** Refused before anything else is asked of them. */
const UNREADABLE = ['version-6', 'revoked-in-version-3']

const sample = (name: string) => readCertificate(readFileSync(`${DIRECTORY}/${name}.asc`))
const codes = async (name: string) => (await judgeRecipient(await sample(name), { address: SUPPLIER, now: NOW, exception: null })).map(({ code }) => code)

describe('sample keys', () => {
  it('are each in the table', () => {
    expect(readdirSync(DIRECTORY).toSorted()).toEqual([...Object.keys(VERDICTS), ...UNREADABLE].map((name) => `${name}.asc`).toSorted())
  })

  it.each(Object.entries(VERDICTS))('%s: %j', async (name, expected) => {
    expect(await codes(name)).toEqual(expected)
  })

  it.each(UNREADABLE)('%s is not taken in', async (name) => {
    await expect(sample(name)).rejects.toMatchObject({ code: 'key-invalid', message: expect.stringContaining(name.replace('-', ' ').replace('revoked in-version-3', 'version 3')) })
  })

  it('of 2048 bits pass when two persons except them by name, those of 1024 never', async () => {
    const excepted = async (name: string) => (await judgeRecipient(await sample(name), { address: SUPPLIER, now: NOW, exception: 'rsa-2048' })).map(({ code }) => code)
    expect([await excepted('rsa-2048'), await excepted('rsa-1024')]).toEqual([[], ['rsa-too-short']])
    const shown = async (name: string) => (await subkeysOf(await sample(name), NOW)).map(({ state }) => state)
    expect([await shown('rsa-2048'), await shown('rsa-1024')]).toEqual([['usable'], ['too-short']])
  })

  it('with several parts to encrypt to are used by the one that holds', async () => {
    for (const name of ['two-subkeys-one-expired', 'two-subkeys-one-revoked']) {
      const key = await sample(name)
      const usable = name === 'two-subkeys-one-expired' ? key.subkeys[1] : key.subkeys[0]
      expect(await encryptionPart(key, { address: SUPPLIER, now: NOW, exception: null })).toBe(usable?.getFingerprint().toUpperCase())
    }
  })

  it('that are revoked softly were good before that day, and those that are revoked hard never were', async () => {
    const before = new Date('2026-01-15T00:00:00Z')
    expect([await revocationOf(await sample('revoked-retired'), before), await revocationOf(await sample('revoked-compromised'), before)]).toEqual([null, 'hard'])
  })
})
