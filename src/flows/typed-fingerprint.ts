import { Failure } from '../../templates/failure.js'
import { normalizeFingerprint } from '../mail/key-description.js'

/** A fingerprint as typed from paper. @throws Failure `call-invalid` */
export function typedFingerprint(typed: string): string {
  const fingerprint = normalizeFingerprint(typed)
  if (fingerprint === null) throw new Failure('call-invalid', `”${typed}” är inget fingeravtryck. Skriv av alla 40 tecknen (0-9, A-F) från pappret; mellanslag går bra.`)
  return fingerprint
}
