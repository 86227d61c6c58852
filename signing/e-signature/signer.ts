import type { Certificate } from 'pkijs'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { ESignature } from './e-signature.js'

const COMMON_NAME = '2.5.4.3'
const ORGANISATION = '2.5.4.10'
const ORGANISATION_IDENTIFIER = '2.5.4.97'
const SERIAL_NUMBER = '2.5.4.5'
const SURNAME = '2.5.4.4'
const GIVEN_NAME = '2.5.4.42'

/** Whose certificate it is, and who says so, as the certificate has it. */
export function signerOf(certificate: Certificate): Pick<ESignature, 'signer' | 'issuer' | 'certificate'> {
  const { subject, issuer, serialNumber, notBefore, notAfter } = certificate
  const familyName = partOf(subject, SURNAME)
  const person = [partOf(subject, GIVEN_NAME), familyName].filter((part) => part !== null).join(' ')
  return {
    signer: {
      name: partOf(subject, COMMON_NAME) ?? (person === '' ? (partOf(subject, ORGANISATION) ?? 'namn saknas') : person),
      ...(familyName === null ? {} : { familyName }), organisation: partOf(subject, ORGANISATION), orgnr: partOf(subject, ORGANISATION_IDENTIFIER), serialNumber: partOf(subject, SERIAL_NUMBER),
    },
    issuer: partOf(issuer, COMMON_NAME) ?? partOf(issuer, ORGANISATION) ?? 'namn saknas',
    certificate: { serial: Buffer.from(serialNumber.valueBlock.valueHexView).toString('hex').slice(0, 80), validFrom: notBefore.value.toISOString(), validTo: notAfter.value.toISOString() },
  }
}

/** Without what cannot be seen, which could make one name look like another. */
function partOf({ typesAndValues }: Certificate['subject'], oid: string): string | null {
  const found: unknown = typesAndValues.find(({ type }) => type === oid)?.value.valueBlock.value
  if (typeof found !== 'string') return null
  return withoutPersonnummer(found.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 200))
}
