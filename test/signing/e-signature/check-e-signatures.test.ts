import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { checkESignatures } from '../../../signing/e-signature/check-e-signatures.js'
import type { TrustHere } from '../../../signing/e-signature/trust-here.js'
import type { ESignature } from '../../../signing/e-signature/e-signature.js'
import { printedDocument } from '../../imaging/printed-page.js'
import { derOf, ocspAnswer, revocationList, rootAuthority, selfSigned, vouched, type Identity } from './certificates.js'
import { nextNumber, placesIn, signedPdf, updated } from './signed-pdf.js'

const RECEIVED = new Date('2026-11-22T09:00:00Z')
const SIGNED = new Date('2026-11-20T12:00:00Z')
const KUND = [{ CN: ['Karin Kund'] }, { SN: ['Kund'] }, { O: ['Solbacka AB'] }, { '2.5.4.97': ['NTRSE-5560360793'] }, { '2.5.4.5': ['198001012384'] }]

let root: Identity
let middle: Identity
let kund: Identity
let svr: Identity
let stamper: Identity
let pdf: Uint8Array
let trust: TrustHere

beforeAll(async () => {
  root = await rootAuthority('Prövad Rot')
  middle = await vouched('CN=Prövad Utfärdare', root, { authority: true })
  kund = await vouched(KUND, middle)
  svr = await vouched('CN=Sven Svr, O=SVR', middle)
  stamper = await vouched('CN=Prövad Tid', root, { purposes: ['1.3.6.1.5.5.7.3.8'], usage: 1 })
  pdf = await printedDocument('7K3M9QXT2B', 1)
  trust = { anchors: [derOf(root)], receivedAt: RECEIVED, issuedBytes: pdf.length }
})

const by = () => ({ at: SIGNED, others: [middle] })

async function only(file: Uint8Array, changes: Partial<TrustHere> = {}): Promise<ESignature> {
  const { signatures: [first, another] } = await checkESignatures(file, { ...trust, ...changes })
  if (first === undefined || another !== undefined) throw new Error('not one signature')
  return first
}

describe('an e-signature that holds', () => {
  it('is valid when its issuer is trusted here, and says whose it is as the certificate does', async () => {
    const file = await signedPdf(pdf, 'Kund', kund, by())
    expect(await only(file)).toMatchObject({
      field: 'Kund', kind: 'signature', verdict: 'valid', coversWholeDocument: true, time: SIGNED.toISOString(), timeSource: 'signer', algorithm: 'ECDSA P-256, SHA-256', issuer: 'Prövad Utfärdare',
      signer: { name: 'Karin Kund', familyName: 'Kund', organisation: 'Solbacka AB', orgnr: 'NTRSE-5560360793', serialNumber: '************' },
      reasons: ['Spärr är inte kontrollerad: filen har inget besked om det med sig.'],
    })
    expect((await checkESignatures(file, trust)).sinceIssued).toEqual([])
  })

  it('is never valid where nobody has said whom to trust', async () => {
    expect(await only(await signedPdf(pdf, 'Kund', kund, by()), { anchors: [] })).toMatchObject({ verdict: 'not-trusted', reasons: ['Utfärdaren är inte betrodd här.'] })
    expect(await only(await signedPdf(pdf, 'Kund', await selfSigned('CN=Karin Kund'), { at: SIGNED }))).toMatchObject({ verdict: 'not-trusted' })
  })

  it.each([['rsa', 'RSA 2048, SHA-256'], ['pss', 'RSA-PSS 2048, SHA-256']] as const)('is read with a key of the kind %s', async (key, algorithm) => {
    expect(await only(await signedPdf(pdf, 'Kund', await vouched(KUND, middle, { key }), by()))).toMatchObject({ verdict: 'valid', algorithm })
  })

  it('has a proven time only by a time stamp from somebody trusted', async () => {
    const at = new Date('2026-11-20T12:00:05Z')
    const stampedBy = { who: stamper, at }
    expect(await only(await signedPdf(pdf, 'Kund', kund, { ...by(), stampedBy }))).toMatchObject({ verdict: 'valid', time: at.toISOString(), timeSource: 'timestamp' })
    const unknown = await only(await signedPdf(pdf, 'Kund', kund, { ...by(), stampedBy: { who: await selfSigned('CN=Okänd Tid'), at } }))
    expect(unknown).toMatchObject({ verdict: 'valid', timeSource: 'signer' })
    expect(unknown.reasons.join()).toContain('tiden är inte styrkt')
    const moved = await only(await signedPdf(pdf, 'Kund', kund, { ...by(), stampedBy: { who: stamper, at, over: new Uint8Array([1]) } }))
    expect([moved.timeSource, moved.reasons.join()]).toEqual(['signer', expect.stringContaining('hör till något annat')])
  })

  it('stays valid when others sign after it and a time stamp is set over all, and each says what it covers', async () => {
    const once = await signedPdf(pdf, 'Kund', kund, by())
    const twice = await signedPdf(once, 'SVR', svr, by())
    const { signatures, sinceIssued } = await checkESignatures(await signedPdf(twice, 'Tid', stamper, { stampOnly: { at: SIGNED } }), trust)
    expect(signatures.map(({ field, kind, verdict, coversWholeDocument, timeSource }) => [field, kind, verdict, coversWholeDocument, timeSource])).toEqual([
      ['Kund', 'signature', 'valid', false, 'timestamp'], ['SVR', 'signature', 'valid', false, 'timestamp'], ['Tid', 'timestamp', 'valid', true, 'timestamp'],
    ])
    expect(sinceIssued).toEqual([])
  })

  it('of a certificate that has run out since is believed only with a time stamp', async () => {
    const short = await vouched(KUND, middle, { to: '2026-11-21' })
    expect(await only(await signedPdf(pdf, 'Kund', short, by()))).toMatchObject({ verdict: 'not-checkable', reasons: expect.arrayContaining([expect.stringContaining('ingen tidsstämpel')]) })
    expect(await only(await signedPdf(pdf, 'Kund', short, { ...by(), stampedBy: { who: stamper, at: SIGNED } }))).toMatchObject({ verdict: 'valid' })
    const stamped = await checkESignatures(await signedPdf(await signedPdf(pdf, 'Kund', short, by()), 'Tid', stamper, { stampOnly: { at: SIGNED } }), trust)
    expect(stamped.signatures.map(({ verdict }) => verdict)).toEqual(['valid', 'valid'])
  })

  it('is told as checked for revocation only by what came with the file, and as revoked by the same', async () => {
    const store = (key: 'CRLs' | 'OCSPs', proofs: readonly Uint8Array[]) => {
      const next = nextNumber(placesIn(pdf).revision) + 5
      const objects = new Map(proofs.map((proof, i) => [next + i, `<</Length ${proof.length}>>\nstream\n${Buffer.from(proof).toString('latin1')}\nendstream`]))
      return { objects, catalogEntries: { DSS: `<</${key}[${proofs.map((_, i) => `${next + i} 0 R`).join(' ')}]>>` } }
    }
    const answer = async (key: 'CRLs' | 'OCSPs', proofs: readonly Uint8Array[]) => {
      const { verdict, reasons } = await only(await signedPdf(pdf, 'Kund', kund, { ...by(), ...store(key, proofs) }))
      return [verdict, reasons.join()]
    }
    const middleList = await revocationList(root, [], '2026-11-20')
    const checked = ['valid', expect.stringContaining('Spärr är kontrollerad')]
    const revoked = ['invalid', expect.stringContaining('spärrat sedan 2026-11-01')]
    expect(await answer('CRLs', [await revocationList(middle, [], '2026-11-20'), middleList])).toEqual(checked)
    expect(await answer('CRLs', [await revocationList(middle, [{ who: kund, on: '2026-11-01' }], '2026-11-20')])).toEqual(revoked)
    expect(await answer('CRLs', [await revocationList(svr, [{ who: kund, on: '2026-11-01' }], '2026-11-20')])).toEqual(['valid', expect.stringContaining('inte kontrollerad')])
    expect(await answer('OCSPs', [await ocspAnswer(middle, kund, 'good', '2026-11-20'), await ocspAnswer(root, middle, 'good', '2026-11-20')])).toEqual(checked)
    expect(await answer('OCSPs', [await ocspAnswer(middle, kund, 'revoked', '2026-11-01')])).toEqual(revoked)
    expect(await answer('OCSPs', [await ocspAnswer(svr, kund, 'revoked', '2026-11-01')])).toEqual(['valid', expect.stringContaining('inte kontrollerad')])
  })
})

const hasPdfsig = spawnSync('pdfsig', ['-v']).status === 0

it.runIf(hasPdfsig)('another program that checks signatures (pdfsig, poppler-utils) agrees on what holds and what does not', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'anslut-pdfsig-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const asked = (file: Uint8Array): string => {
    writeFileSync(join(directory, 'file.pdf'), file)
    return spawnSync('pdfsig', ['-nocert', join(directory, 'file.pdf')], { encoding: 'utf8', timeout: 20_000, env: { HOME: directory, PATH: process.env['PATH'] } }).stdout
  }
  const file = await signedPdf(pdf, 'Kund', kund, by())
  expect(asked(file)).toMatch(/Signature is Valid[\s\S]*|Total document signed[\s\S]*Signature is Valid/)
  const changed = Buffer.from(file)
  changed.write('X', 20, 'latin1')
  expect((await only(changed)).verdict).not.toBe('valid')
  expect(asked(changed)).not.toContain('Signature is Valid')
  expect(asked(updated(file, new Map([[nextNumber(placesIn(file).revision), '<<>>']])))).toContain('Not total document signed')
})
