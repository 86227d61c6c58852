import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import { beginningOf, ENCODED_PART } from './mail-beginning.js'
import { plainWordsOf } from './plain-words.js'
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

/** Every key that a mail carries, as far as a foreign mail is read. Nothing in a mail is a reason to trust it. @throws Failure `key-invalid` when it cannot be parsed */
export async function keysInMail(bytes: Uint8Array): Promise<MailedKey[]> {
  const mail = await parsed(bytes)
  const address = mail.from?.address ?? ''
  const attached = mail.attachments.filter(isKey).map(contentOf)
  const written = armoredBlocks(mail.text ?? '')
  const inline = written.length > 0 ? written : armoredBlocks(plainWordsOf({ text: '', html: mail.html }))
  return [...attached, ...inline].map((key): MailedKey => ({ source: 'mail', address, bytes: key })).concat(autocryptOf(mail, address))
}

/** No program writes mail that cannot be parsed, but anybody can. */
async function parsed(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(beginningOf(bytes, ENCODED_PART), { forceRfc822Attachments: true, maxNestingDepth: 30, maxHeadersSize: 1_048_576 })
  } catch (cause) {
    throw new Failure('key-invalid', 'Brevet går inte att läsa. Spara nyckeln ur det som .asc-fil och läs in den.', { cause })
  }
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
    return known && from !== '' && sameAddress(attributes.get('addr') ?? '', from)
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
