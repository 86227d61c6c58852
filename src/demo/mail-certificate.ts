import { randomBytes, webcrypto } from 'node:crypto'

/** A mail server's key and certificate, and the authority that vouches for it, all in PEM. */
export interface MailCertificate {
  readonly keyPem: string
  readonly certificatePem: string
  readonly caPem: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000

/** Makes a fresh certificate authority and, signed by it, a certificate for `localhost`, 127.0.0.1 and ::1, valid for 30 days from yesterday. */
export async function makeMailCertificate(now: Date): Promise<MailCertificate> {
  const x509 = await loadX509()
  x509.cryptoProvider.set(webcrypto)
  const span = { notBefore: new Date(now.getTime() - DAY_MS), notAfter: new Date(now.getTime() + 30 * DAY_MS) }
  const authorityKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(), name: 'CN=Anslut demo CA', ...span, signingAlgorithm: ALGORITHM, keys: authorityKeys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true)],
  })
  const serverKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(), subject: 'CN=localhost', issuer: authority.subject, ...span, signingAlgorithm: ALGORITHM,
    signingKey: authorityKeys.privateKey, publicKey: serverKeys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }, { type: 'ip', value: '127.0.0.1' }, { type: 'ip', value: '::1' }]),
    ],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey)
  return { keyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), certificatePem: server.toString('pem'), caPem: authority.toString('pem') }
}

/** The certificate library fails at load without a global that reflect-metadata sets, so the order is stated here. */
async function loadX509() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

/** Positive, as X.509 wants it. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`
}
