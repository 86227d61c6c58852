import { createHmac, timingSafeEqual } from 'node:crypto'
// The encoder alone: the package as a whole also loads what draws its codes as pictures.
import { create } from 'qrcode/lib/core/qrcode.js'
import { spokenCode } from '../contracts/spoken-code.js'
import { Failure } from '../templates/failure.js'
import type { StampFor } from '../templates/stamp.js'
import { CROCKFORD, crockfordOf, crockfordOfBits, fromCrockford } from './crockford.js'

/** What the code on one printed page says. */
export interface PageCode {
  /** Two characters naming the MAC key. */
  readonly keyId: string
  /** Version code, ten characters without hyphens. */
  readonly code: string
  /** 1-31; 0 on a draft. */
  readonly exemplar: number
  /** 1-1023. */
  readonly page: number
  /** 1-1023. */
  readonly pageCount: number
}

/** Which page of which exemplar a code is of. */
export type PageOfVersion = Pick<PageCode, 'code' | 'exemplar' | 'page'>

/** The MAC key with this id, or null when the installation has none. */
export type KeyOf = (keyId: string) => Uint8Array | null

const CODE_LENGTH = 10
const MAC_LENGTH = 13
/** Keeps a MAC made here from being valid for anything else that the same key may sign one day. */
const DOMAIN = 'anslut page code A1\0'
const FORMAT = new RegExp(`^A1\\.([0-9A-Z]{2})\\.([${CROCKFORD}]{10})\\.([${CROCKFORD}])\\.([${CROCKFORD}]{2})\\.([${CROCKFORD}]{2})\\.([${CROCKFORD}]{13})$`)
/** A fixed mask makes equal codes equal drawings, whatever version of the encoder draws them. */
const MASK_PATTERN = 2
const BYTES_PER_KEY = 16

function macOf(signed: string, key: Uint8Array): string {
  if (key.length < BYTES_PER_KEY) throw new Error('a page code key is at least 16 bytes')
  return crockfordOfBits(createHmac('sha256', key).update(DOMAIN + signed, 'latin1').digest(), MAC_LENGTH)
}

/** The 38 characters a page's QR symbol holds: `A1.key.version.exemplar.page.count.MAC`; throws on values outside PageCode's ranges. */
export function writePageCode({ keyId, code, exemplar, page, pageCount }: PageCode, key: Uint8Array): string {
  if (page < 1 || page > pageCount) throw new Error(`page ${page} of ${pageCount}`)
  const signed = `A1.${keyId}.${code}.${crockfordOf(exemplar, 1)}.${crockfordOf(page, 2)}.${crockfordOf(pageCount, 2)}`
  const text = `${signed}.${macOf(signed, key)}`
  if (!FORMAT.test(text)) throw new Error(`key id or version code of the wrong form: ${keyId} ${code}`)
  return text
}

/** What a page's code says, once its MAC has proved that this installation printed it; `foreign-code` is not of our form or names a key of another installation, `forged-code` names one of ours and has a wrong MAC. */
export function readPageCode(text: string, keyOf: KeyOf): { readonly ok: PageCode } | { readonly wrong: 'foreign-code' | 'forged-code' } {
  const parts = FORMAT.exec(text)
  if (parts === null) return { wrong: 'foreign-code' }
  const [, keyId = '', code = '', exemplar = '', page = '', pageCount = '', mac = ''] = parts
  const key = keyOf(keyId)
  if (key === null) return { wrong: 'foreign-code' }
  const expected = macOf(text.slice(0, -MAC_LENGTH - 1), key)
  if (!timingSafeEqual(Buffer.from(mac, 'latin1'), Buffer.from(expected, 'latin1'))) return { wrong: 'forged-code' }
  return { ok: { keyId, code, exemplar: fromCrockford(exemplar), page: fromCrockford(page), pageCount: fromCrockford(pageCount) } }
}

/** Whether a text says that it is a page's code; whether it is, only its MAC tells. */
export function isCodeOf(text: string, { code, exemplar, page }: PageOfVersion): boolean {
  return FORMAT.test(text) && text.slice('A1.kk.'.length).startsWith(`${code}.${crockfordOf(exemplar, 1)}.${crockfordOf(page, 2)}.`)
}

/**
 * A version code as somebody typed it, without hyphens and in capitals; O is read as 0, I and L as 1.
 * @throws Failure `code-unknown` when it cannot be a version code.
 */
export function readVersionCode(text: string): string {
  const code = text.toUpperCase().replaceAll(/[\s\-–]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  if (code.length === CODE_LENGTH && !Number.isNaN(fromCrockford(code))) return code
  throw new Failure('code-unknown', `"${text.slice(0, 40)}" är ingen versionskod. En kod har tio tecken, till exempel 7K3M-9QXT-2B, och står bredvid QR-koden på varje sida. Läs av koden igen.`)
}

/** A new version code from at least seven random bytes. */
export function newVersionCode(chance: Uint8Array): string {
  return crockfordOfBits(chance, CODE_LENGTH)
}

function qrOf(text: string): { size: number; modules: boolean[] } {
  const { modules } = create([{ data: text, mode: 'alphanumeric' }], { version: 2, errorCorrectionLevel: 'M', maskPattern: MASK_PATTERN })
  const dark: boolean[] = []
  for (let at = 0; at < modules.data.length; at++) dark.push(modules.data[at] !== 0)
  return { size: modules.size, modules: dark }
}

/** What is stamped on the pages of one exemplar; a draft carries exemplar 0 whatever `exemplar` says. */
export function stampsOf(of: { keyId: string; key: Uint8Array; code: string; exemplar: number; exemplars: number; draft: boolean }): StampFor {
  const exemplar = of.draft ? 0 : of.exemplar
  if (!of.draft && exemplar < 1) throw new Error('a signing copy has an exemplar from 1')
  const words = of.draft ? 'Utkast' : `Exemplar ${exemplar} av ${of.exemplars}`
  return (page, pageCount) => {
    const text = writePageCode({ keyId: of.keyId, code: of.code, exemplar, page, pageCount }, of.key)
    return { qr: qrOf(text), text, code: spokenCode(of.code), exemplar: words }
  }
}
