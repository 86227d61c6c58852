import { Secret, TOTP } from 'otpauth'
import QRCode from 'qrcode'

const STEP_S = 30

/** A new secret for an authenticator app, base32. */
export function newTotpSecret(random: (bytes: number) => Uint8Array): string {
  return new Secret({ buffer: new Uint8Array(random(20)).buffer }).base32
}

function totpOf(secret: string, username: string): TOTP {
  return new TOTP({ issuer: 'Anslut', label: username, algorithm: 'SHA1', digits: 6, period: STEP_S, secret: Secret.fromBase32(secret) })
}

/** The time step that a typed code belongs to, at most one beside the present; null when the code is wrong. */
export function totpStepOf(secret: string, typed: string, now: Date): number | null {
  const token = typed.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret, '').validate({ token, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / STEP_S) + delta
}

/** What an authenticator app reads from a picture: the address, and the picture as one SVG path on a square of `size`. */
export function totpPicture(secret: string, username: string): { readonly address: string; readonly size: number; readonly path: string } {
  const address = totpOf(secret, username).toString()
  const { modules } = QRCode.create(address, { errorCorrectionLevel: 'M' })
  const dark: string[] = []
  for (let y = 0; y < modules.size; y++) for (let x = 0; x < modules.size; x++) if (modules.get(y, x) === 1) dark.push(`M${x + 4} ${y + 4}h1v1h-1z`)
  return { address, size: modules.size + 8, path: dark.join('') }
}
