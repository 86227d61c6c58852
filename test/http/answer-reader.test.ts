import { describe, expect, it } from 'vitest'
import { openAnswerReader } from '../../src/http/answer-reader.js'
import { useService } from './served-app.js'

const service = useService()

describe('the reader of answers', () => {
  it('survives a mailbox that cannot be reached, says why, and tells the log of it once', async () => {
    const { app } = service()
    let ms = app.now().getTime()
    const unreachable = { ...app, now: () => new Date(ms += 1000), config: { ...app.config, imapUrl: 'imaps://anslut:hemligt@127.0.0.1:1' } }
    const told: unknown[] = []
    const reader = openAnswerReader(unreachable, { everyMs: 5, onBug: () => 'id', onTrouble: (trouble) => void told.push(trouble) })
    reader.start()
    const seen = new Set<string>()
    await expect.poll(() => seen.add(reader.trouble()?.at ?? '').size).toBeGreaterThan(4)
    expect(reader.trouble()?.message).not.toContain('hemligt')
    await reader.stop()
    expect(told).toEqual([{ code: 'mailbox-unreachable' }])
  })
})
