import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../templates/failure.js'

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** DER of every certificate that e-signatures are trusted by here. @throws Failure `config-invalid` when ANSLUT_ESIGN_TRUST names what holds none */
export async function readTrustAnchors(eSignTrust: string | null): Promise<Uint8Array[]> {
  if (eSignTrust === null) return []
  try {
    const files = (await stat(eSignTrust)).isDirectory() ? (await readdir(eSignTrust)).filter((name) => /\.(pem|crt|cer)$/i.test(name)).toSorted().map((name) => join(eSignTrust, name)) : [eSignTrust]
    const found: Uint8Array[] = []
    for (const file of files) for (const [pem] of (await readFile(file, 'latin1')).matchAll(PEM)) found.push(new Uint8Array(new X509Certificate(pem).raw))
    if (found.length > 0) return found
  } catch (cause) {
    throw unusable(eSignTrust, cause)
  }
  throw unusable(eSignTrust)
}

function unusable(path: string, cause?: unknown): Failure {
  return new Failure('config-invalid', `ANSLUT_ESIGN_TRUST: ${path} ger inget certifikat i PEM-format. Rätta filen, eller ta bort inställningen: då är ingen e-underskrift betrodd.`, { cause })
}
