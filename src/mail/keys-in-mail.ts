import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { armoredBlocks } from './split-certificates.js'

/** A key as a mail brought it: attached or in the text, or in an Autocrypt header; `address` is whom the mail says that it is from. Anybody can write a mail that says so. */
export interface MailedKey {
  readonly source: 'mail' | 'autocrypt'
  readonly address: string
  readonly bytes: Uint8Array
}

/** Whether bytes are a saved mail rather than a key: they begin with header lines, and say whom the mail is from. */
export function isMail(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 65_536)).toString('latin1')
  const [headers = ''] = start.split(/\r?\n\r?\n/u, 1)
  return /^[!-9;-~]+:/u.test(start) && /^from:/imu.test(headers)
}

/** Every key that a mail carries. Nothing in a mail is a reason to trust it. */
export async function keysInMail(bytes: Uint8Array): Promise<MailedKey[]> {
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 30 })
  const address = mail.from?.address ?? ''
  const attached = mail.attachments.filter(isKey).map(contentOf)
  const written = armoredBlocks(`${mail.text ?? ''}\n`)
  const inline = written.length > 0 ? written : armoredBlocks(textOfHtml(mail.html ?? ''))
  return [...attached, ...inline].map((key): MailedKey => ({ source: 'mail', address, bytes: key })).concat(autocryptOf(mail, address))
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', plus: '+', sol: '/', equals: '=', hyphen: '-', dash: '-', colon: ':', newline: '\n', nbsp: ' ' }
const LINE_TAG = /<\/?(?:br|p|div|pre|tr|li)(?:[\s/][^<>]*)?>/giu
const LARGEST_CHARACTER = 0x10ffff

/** The words of a mail that has no other text than HTML, as far as an armored key needs them: nothing of it is run, fetched or shown. */
function textOfHtml(html: string): string {
  return html.replace(LINE_TAG, '\n').replace(/<[^<>]*>/gu, '').replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/giu, (entity, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return point <= LARGEST_CHARACTER ? String.fromCodePoint(point) : entity
  })
}

function isKey({ mimeType, filename }: Attachment): boolean {
  return mimeType === 'application/pgp-keys' || /\.(asc|gpg|pgp|key)$/iu.test(filename ?? '')
}

function contentOf({ content }: Attachment): Uint8Array {
  return typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : new Uint8Array(content)
}

/** [Autocrypt 1.1](https://autocrypt.org/level1.html): one header alone, of the sender's own address, with no critical attribute that is unknown; otherwise none counts. */
function autocryptOf({ headers }: Email, from: string): MailedKey[] {
  const valid = headers.filter(({ key }) => key === 'autocrypt').map(({ value }) => attributesOf(value)).filter((attributes) => {
    const known = [...attributes.keys()].every((name) => name.startsWith('_') || ['addr', 'prefer-encrypt', 'keydata'].includes(name))
    return known && attributes.get('addr')?.toLowerCase() === from.toLowerCase() && from !== ''
  })
  const [only] = valid
  const keydata = only?.get('keydata')
  return valid.length !== 1 || keydata === undefined ? [] : [{ source: 'autocrypt', address: from, bytes: new Uint8Array(Buffer.from(keydata.replaceAll(/\s/gu, ''), 'base64')) }]
}

function attributesOf(value: string): Map<string, string> {
  return new Map(value.split(';').flatMap((part) => {
    const at = part.indexOf('=')
    return at === -1 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const]
  }))
}
