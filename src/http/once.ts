import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { answerIdempotencyKey, claimIdempotencyKey, forgetIdempotencyKeys, releaseAbandonedKeys, releaseIdempotencyKey, type KeyUse } from '../storage/idempotency.js'

/** An answer as it is sent and kept. */
export interface Answer {
  readonly status: number
  readonly json: string
  /** True when it was given to an earlier request with the same key. */
  readonly repeated: boolean
}

interface Asked {
  /** What the client sent as Idempotency-Key; undefined when it sent none. */
  readonly key: string | undefined
  /** Method and path as asked for. */
  readonly route: string
  /** SHA-256 of what was said. */
  readonly bodySha256: string
}

const KEPT_MS = 48 * 60 * 60 * 1000
/** Longer than a request lasts; a claim of another process that has no answer by then was left by a crash. */
const LONGEST_REQUEST_MS = 10 * 60 * 1000

/** Does a request at most once for each Idempotency-Key: the same request again gets the first answer. What was refused did nothing and may be tried again. */
export interface Once {
  /** @throws Failure `call-invalid`, `repeat-mismatch`, `repeat-under-way` and what `work` throws */
  readonly run: (asked: Asked, work: () => Promise<Omit<Answer, 'repeated'>>) => Promise<Answer>
  /** Forgets keys older than two days; gives how many. */
  readonly forget: () => Promise<number>
}

/** Opens the keys; claims that an earlier run of the program left unanswered are free again. */
export async function openOnce(app: App): Promise<Once> {
  const ours = new Set<string>()
  await app.store.write((tx) => releaseAbandonedKeys(tx, app.now().toISOString()))
  return {
    forget: () => app.store.write((tx) => forgetIdempotencyKeys(tx, new Date(app.now().getTime() - KEPT_MS).toISOString())),
    async run({ key, route, bodySha256 }, work) {
      if (key === undefined) return { ...(await work()), repeated: false }
      if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Failure('call-invalid', 'Idempotency-Key ska vara 1–200 tecken utan mellanslag, till exempel ett UUID.')
      const mine = `${route} ${key}`
      const use = await claim(app, { key, route, bodySha256 }, ours.has(mine))
      switch (use.use) {
        case 'answered': return { status: use.status, json: use.responseJson, repeated: true }
        case 'other-body': throw new Failure('repeat-mismatch', `Idempotency-Key ${key} har redan använts för något annat. Använd en ny för varje ny begäran.`)
        case 'under-way': throw new Failure('repeat-under-way', `Samma begäran (Idempotency-Key ${key}) utförs just nu. Vänta och fråga igen.`)
        case 'new': break
        default: use satisfies never
      }
      ours.add(mine)
      try {
        return await answered(app, key, route, work)
      } finally {
        ours.delete(mine)
      }
    },
  }
}

async function answered(app: App, key: string, route: string, work: () => Promise<Omit<Answer, 'repeated'>>): Promise<Answer> {
  let answer
  try {
    answer = await work()
  } catch (error) {
    // The refusal is what the client must hear of, not that its key could not be freed; that frees itself in time.
    await app.store.write((tx) => releaseIdempotencyKey(tx, key, route)).catch(() => undefined)
    throw error
  }
  const { status, json } = answer
  await app.store.write((tx) => answerIdempotencyKey(tx, key, route, { status, responseJson: json }))
  return { status, json, repeated: false }
}

async function claim(app: App, { key, route, bodySha256 }: { key: string; route: string; bodySha256: string }, here: boolean): Promise<KeyUse> {
  const now = app.now()
  return app.store.write(async (tx) => {
    const use = await claimIdempotencyKey(tx, { key, route, bodySha256, at: now.toISOString() })
    if (use.use !== 'under-way' || here) return use
    await releaseAbandonedKeys(tx, new Date(now.getTime() - LONGEST_REQUEST_MS).toISOString(), { key, route })
    return claimIdempotencyKey(tx, { key, route, bodySha256, at: now.toISOString() })
  })
}
