import { connect } from 'node:net'
import { request } from 'node:http'

/** What came back on a request made without a client's manners. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** A request with exactly these headers and this path, as no browser or fetch would let it be sent. */
export function rawRequest(port: number, options: { readonly method?: string; readonly path: string; readonly headers?: Record<string, string | string[]>; readonly body?: string }): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: options.method ?? 'GET', path: options.path, headers: options.headers ?? {}, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') }))
    })
    sent.on('error', reject)
    sent.end(options.body)
  })
}

/** Sends the head of a multipart upload and the first of its bytes; `more` sends some more, `finish` the rest, `cut` ends the connection midway. */
export function slowUpload(port: number, token: string, payload: Uint8Array): { readonly begun: Promise<void>; readonly more: (bytes: number) => Promise<void>; readonly cut: () => Promise<void>; readonly finish: () => Promise<string> } {
  const boundary = 'snitt'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="lang.pdf"\r\nContent-Type: application/pdf\r\n\r\n`
  const tail = `\r\n--${boundary}--\r\n`
  const length = head.length + payload.byteLength + tail.length
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk.toString('utf8')
  })
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  let sent = Math.floor(payload.byteLength / 2)
  const begun = new Promise<void>((resolve) => {
    socket.write(`POST /api/v1/scans HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${head}`)
    socket.write(payload.subarray(0, sent), () => resolve())
  })
  return {
    begun,
    more: (bytes) => new Promise<void>((resolve) => {
      socket.write(payload.subarray(sent, sent + bytes), () => resolve())
      sent += bytes
    }),
    cut: async () => {
      socket.destroy()
      await closed
    },
    finish: async () => {
      socket.write(payload.subarray(sent))
      socket.write(tail)
      await closed
      return received
    },
  }
}
