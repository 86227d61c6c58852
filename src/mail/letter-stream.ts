import { Readable, Transform, type TransformCallback } from 'node:stream'

const DOT = 0x2e

/**
 * A letter's bytes as nodemailer takes them. It looks at every byte for dots that begin a line, to double them ([RFC 5321](https://www.rfc-editor.org/rfc/rfc5321#section-4.5.2)), which costs a third of what encrypting does;
 * a piece without dots, as all armored text is, has none to double and goes past.
 */
export function letterStream(pieces: AsyncIterable<Uint8Array>): Readable {
  const stream = Readable.from(pieces, { objectMode: false })
  const pipe = stream.pipe.bind(stream)
  stream.pipe = (to, options) => {
    if (to instanceof Transform) letPast(to)
    return pipe(to, options)
  }
  return stream
}

function letPast(doubling: Transform): void {
  const look: unknown = Reflect.get(doubling, '_transform')
  if (typeof look !== 'function') throw new Error('a transform takes pieces')
  const pass = (piece: Buffer, encoding: BufferEncoding, done: TransformCallback): void => {
    if (piece.byteLength === 0 || piece.includes(DOT)) {
      Reflect.apply(look, doubling, [piece, encoding, done])
      return
    }
    // nodemailer keeps it to itself, to know what comes before a dot that begins the next piece.
    Object.assign(doubling, { lastByte: piece.at(-1) })
    done(null, piece)
  }
  Object.assign(doubling, { _transform: pass })
}
