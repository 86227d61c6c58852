import { ReadableStream } from 'node:stream/web'

/** Bytes as the kind of stream openpgp.js takes, read only as fast as it asks; when it leaves off early, what is left can still be read from `bytes`. */
export function webStreamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
  }, { highWaterMark: 0 })
}
