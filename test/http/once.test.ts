import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { openOnce } from '../../src/http/once.js'
import { claimIdempotencyKey } from '../../src/storage/idempotency.js'
import { startService, type TestService } from './served-app.js'

let service: TestService & { readonly stop: () => Promise<void> }
let now = new Date('2026-11-22T09:00:00Z')

beforeEach(async () => {
  now = new Date('2026-11-22T09:00:00Z')
  service = await startService({}, () => now)
})
afterEach(() => service.stop())

const asked = { key: 'k', route: 'POST /api/v1/packs', bodySha256: 'a'.repeat(64) }
const answer = { status: 201, json: '{"n":1}' }
const later = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000)
}

describe('a request with an Idempotency-Key', () => {
  it('is done once and answered alike every time', async () => {
    const once = await openOnce(service.app)
    let done = 0
    const work = () => Promise.resolve({ ...answer, json: `{"n":${(done += 1)}}` })
    expect([await once.run(asked, work), await once.run(asked, work)]).toEqual([{ ...answer, repeated: false }, { ...answer, repeated: true }])
    expect(done).toBe(1)
  })

  it('is refused while the first is under way, also long after, in the process that does it', async () => {
    const once = await openOnce(service.app)
    let finish: () => void = () => undefined
    const first = once.run(asked, () => new Promise((resolve) => {
      finish = () => resolve(answer)
    }))
    await expect.poll(() => once.run(asked, () => Promise.resolve(answer)).catch((error: unknown) => (error instanceof Failure ? error.code : 'bug'))).toBe('repeat-under-way')
    later(60)
    await expect(once.run(asked, () => Promise.resolve(answer))).rejects.toMatchObject({ code: 'repeat-under-way' })
    finish()
    expect(await first).toEqual({ ...answer, repeated: false })
  })

  it('may be tried again when it was refused or broke', async () => {
    const once = await openOnce(service.app)
    await expect(once.run(asked, () => Promise.reject(new Failure('keys-locked', 'låst')))).rejects.toMatchObject({ code: 'keys-locked' })
    await expect(once.run(asked, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug')
    expect(await once.run(asked, () => Promise.resolve(answer))).toEqual({ ...answer, repeated: false })
  })

  it('is free again when the program died over it', async () => {
    const leave = () => service.app.store.write((tx) => claimIdempotencyKey(tx, { ...asked, at: now.toISOString() }))
    await leave()
    later(1)
    expect(await (await openOnce(service.app)).run(asked, () => Promise.resolve(answer))).toEqual({ ...answer, repeated: false })
  })

  it('is free again when another process has left it for longer than a request lasts', async () => {
    const once = await openOnce(service.app)
    await service.app.store.write((tx) => claimIdempotencyKey(tx, { ...asked, at: now.toISOString() }))
    later(9)
    await expect(once.run(asked, () => Promise.resolve(answer))).rejects.toMatchObject({ code: 'repeat-under-way' })
    later(2)
    expect(await once.run(asked, () => Promise.resolve(answer))).toEqual({ ...answer, repeated: false })
  })

  it('is forgotten after two days', async () => {
    const once = await openOnce(service.app)
    await once.run(asked, () => Promise.resolve(answer))
    later(47 * 60)
    expect(await once.forget()).toBe(0)
    later(2 * 60)
    expect(await once.forget()).toBe(1)
  })
})
