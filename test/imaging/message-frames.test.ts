import { describe, expect, it } from 'vitest'
import { frameOf, MessageFrames } from '../../src/imaging/message-frames.js'

describe('a message to or from a reader', () => {
  it('comes out of the pipe as it went in, its bytes too, however the pipe cuts it', () => {
    const message = { type: 'shown', most: 24, jpeg: Uint8Array.of(1, 2, 3) }
    const frame = frameOf(message)
    const frames = new MessageFrames(1000)
    expect([frames.take(frame.subarray(0, 5)), frames.take(frame.subarray(5, 20)), frames.take(frame.subarray(20))].flat()).toEqual([message])
  })

  it.each([Infinity, -Infinity, NaN])('does not turn %s into the nothing that JSON would make of it', (most) => {
    expect(() => frameOf({ task: 'recognise', most })).toThrow('most is')
  })
})
