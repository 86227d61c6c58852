import { readFile } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'

/** The PEM text of the authority that mail servers' certificates are checked against. @throws Failure `mail-settings-invalid` */
export async function readAuthority(path: string): Promise<string> {
  let pem: string
  try {
    pem = await readFile(path, 'utf8')
  } catch (cause) {
    throw new Failure('mail-settings-invalid', `ANSLUT_SMTP_CA pekar på ${path}, som inte går att läsa. Rätta sökvägen och starta om.`, { cause })
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Failure('mail-settings-invalid', `ANSLUT_SMTP_CA pekar på ${path}, som inte är ett certifikat i PEM-format. Rätta sökvägen och starta om.`)
  return pem
}
