import { z } from 'zod'
import { faultInText, shown, textWith, tidy } from './plain-text.js'

const EMAIL_MAX = 254

function faultInEmail(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  return z.regexes.email.test(value) ? null : `${shown(value)} är ingen e-postadress; skriv namn@organisation.se utan å, ä och ö`
}

/** An e-mail address in ASCII without display name, at most 254 characters (RFC 5321 4.5.3.1). */
export const epostadress = textWith(EMAIL_MAX, tidy, faultInEmail)

function faultInPhone(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  const digits = value.replace(/\D/gu, '').length
  return /^\+?[0-9](?:[0-9 /()-]*[0-9])?$/u.test(value) && digits >= 5 && digits <= 15
    ? null
    : `${shown(value)} är inget telefonnummer; skriv bara siffror, mellanslag och bindestreck (08-465 004 21)`
}

/** A telephone number as people write it: 5 to 15 digits with spaces, hyphens, or a leading plus (ITU-T E.164). */
export const telefonnummer = textWith(60, (value) => tidy(value).replace(/[\u2010-\u2015\u2212]/gu, '-'), faultInPhone)

function faultInWeb(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  return /^(?:https?:\/\/)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:\/[A-Za-z0-9._~/-]*)?$/u.test(value)
    ? null
    : `${shown(value)} är ingen webbadress; skriv till exempel www.organisation.se`
}

/** A web address, with or without http(s)://, without query. */
export const webbadress = textWith(200, tidy, faultInWeb)

function faultInFileName(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .-]*\.(?:svg|pdf|eps|ai|png|jpe?g|tiff?)$/iu.test(value)
    ? null
    : `${shown(value)} är inget filnamn på en bild; skriv bara namnet, utan mapp (logotyp.svg)`
}

/** The name of a picture file, never a path. */
export const bildfilnamn = textWith(120, tidy, faultInFileName)
