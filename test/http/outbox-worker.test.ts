import { describe, expect, it } from 'vitest'
import { openOutboxWorker } from '../../src/http/outbox-worker.js'
import { useService } from './served-app.js'

const service = useService()

describe('the outbox worker', () => {
  it('survives a pass that cannot be made, says why, and tries again', async () => {
    const told: unknown[] = []
    const worker = openOutboxWorker(service().app, { everyMs: 5, onBug: () => 'id', onTrouble: (trouble) => void told.push(trouble) })
    worker.start()
    await expect.poll(() => worker.state().passes).toBeGreaterThan(2)
    expect(worker.state()).toMatchObject({ failure: { code: 'smtp-unset', message: expect.stringContaining('ANSLUT_SMTP_URL') } })
    await worker.stop()
    expect(told).toEqual([{ code: 'smtp-unset' }])
    const { passes } = worker.state()
    await expect(worker.runNow()).rejects.toMatchObject({ code: 'shutting-down' })
    expect(worker.state().passes).toBe(passes)
  })

  it('never makes two passes at once', async () => {
    const { app } = service()
    let inside = 0
    let most = 0
    const slow = { ...app, now: app.now, get mailer() {
      inside += 1
      most = Math.max(most, inside)
      queueMicrotask(() => {
        inside -= 1
      })
      return null
    } }
    const worker = openOutboxWorker(slow, { everyMs: 1, onBug: () => 'id', onTrouble: () => undefined })
    const passes = await Promise.allSettled(Array.from({ length: 8 }, () => worker.runNow()))
    expect(passes.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'rejected'))
    expect([worker.state().passes, most]).toEqual([8, 1])
    await worker.stop()
  })

  it('tells of a bug by its id alone', async () => {
    const { app } = service()
    const seen: unknown[] = []
    const broken = { ...app, report: () => 'till', get mailer(): never {
      throw new TypeError('trasig')
    } }
    const worker = openOutboxWorker(broken, { everyMs: 1, onTrouble: () => undefined, onBug: (error) => {
      seen.push(error)
      return 'abcd1234'
    } })
    await expect(worker.runNow()).rejects.toThrow('trasig')
    expect(worker.state().failure).toMatchObject({ code: 'internal', message: expect.stringContaining('abcd1234') })
    expect(seen).toHaveLength(1)
    await worker.stop()
  })
})
