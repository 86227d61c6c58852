import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { makeMailCertificate } from '../demo/mail-certificate.js'

// A mail server in a process of its own that takes everything over TLS and keeps nothing, so that the sender alone is measured.
const certificate = await makeMailCertificate(new Date())
const server = new SMTPServer({
  key: certificate.keyPem, cert: certificate.certificatePem, authOptional: true, logger: false, disableReverseLookup: true, hideDSN: false, disabledCommands: ['AUTH'],
  onData: (stream, _session, done) => {
    stream.on('end', () => done(null, '2.0.0 Ok'))
    stream.resume()
  },
})
const listening = server.listen(0, '127.0.0.1')
await once(listening, 'listening')
const address = listening.address()
if (typeof address === 'object' && address !== null) process.send?.({ port: address.port, caPem: certificate.caPem })
process.once('disconnect', () => process.exit(0))
