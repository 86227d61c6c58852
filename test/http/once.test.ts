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

const recordNow = (name: string): Promise<unknown> => service.app.store.write((tx) => tx.insertInto('mailbox_cursor').values({ mailbox: name, uid_validity: '1', last_uid: 1 }).execute())
const recorded = async (): Promise<string[]> => (await service.app.store.read.selectFrom('mailbox_cursor').select('mailbox').orderBy('mailbox').execute()).map(({ mailbox }) => mailbox)

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

  it('is free again when the program died over it, though the clock has gone back since', async () => {
    await service.app.store.write((tx) => claimIdempotencyKey(tx, { ...asked, at: now.toISOString() }))
    later(-60)
    expect(await (await openOnce(service.app)).run(asked, () => Promise.resolve(answer))).toEqual({ ...answer, repeated: false })
  })

  it('is refused, not done again, when the program died after something was written', async () => {
    await new Promise<void>((resolve) => {
      // Never ends, as in a process that was killed between the work and its answer.
      void openOnce(service.app).then((once) => once.run(asked, async () => {
        await recordNow('once.died')
        resolve()
        return new Promise<never>(() => undefined)
      }))
    })
    later(60)
    const again = await openOnce(service.app)
    await expect(again.run(asked, () => recordNow('once.again').then(() => answer))).rejects.toMatchObject({ code: 'repeat-doubtful' })
    expect(await recorded()).toEqual(['once.died'])
    expect(await again.run({ ...asked, key: 'k2' }, () => Promise.resolve(answer))).toEqual({ ...answer, repeated: false })
  })

  it('is refused when the work broke after something was written, and free when nothing was kept of it', async () => {
    const once = await openOnce(service.app)
    await expect(once.run(asked, () => service.app.store.write(() => Promise.reject(new Failure('disk-full', 'full'))))).rejects.toMatchObject({ code: 'disk-full' })
    await expect(once.run(asked, () => recordNow('once.broke').then(() => Promise.reject(new Error('bug'))))).rejects.toThrow('bug')
    await expect(once.run(asked, () => Promise.resolve(answer))).rejects.toMatchObject({ code: 'repeat-doubtful' })
  })

  it('is under way, not in doubt, while what it does has written and goes on', async () => {
    const once = await openOnce(service.app)
    let finish: () => void = () => undefined
    const written = new Promise<void>((resolve) => {
      void once.run(asked, async () => {
        await recordNow('once.slow')
        resolve()
        await new Promise<void>((goOn) => {
          finish = goOn
        })
        return answer
      })
    })
    await written
    await expect(once.run(asked, () => Promise.resolve(answer))).rejects.toMatchObject({ code: 'repeat-under-way' })
    finish()
    await expect.poll(() => once.run(asked, () => Promise.resolve(answer)).catch(() => null)).toEqual({ ...answer, repeated: true })
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
