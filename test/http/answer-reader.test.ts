import { describe, expect, it } from 'vitest'
import { openAnswerReader } from '../../src/http/answer-reader.js'
import { useService } from './served-app.js'

const service = useService()

describe('the reader of answers', () => {
  it('survives a mailbox that cannot be reached, says why, and tells the log of it once', async () => {
    const { app } = service()
    let readings = 0
    const unreachable = { ...app, get config() {
      readings += 1
      return { ...app.config, imapUrl: 'imaps://anslut:hemligt@127.0.0.1:1' }
    } }
    const told: unknown[] = []
    const reader = openAnswerReader(unreachable, { everyMs: 5, onBug: () => 'id', onTrouble: (trouble) => void told.push(trouble) })
    reader.start()
    await expect.poll(() => readings).toBeGreaterThan(8)
    expect(reader.trouble()?.message).not.toContain('hemligt')
    await reader.stop()
    expect(told).toEqual([{ code: 'mailbox-unreachable' }])
  })
})
