import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { STATUS_OF_FAILURE } from './failure-status.js'
import { answerIdempotencyKey, beginIdempotencyKey, claimIdempotencyKey, forgetIdempotencyKeys, releaseAbandonedKeys, releaseIdempotencyKey, type KeyUse } from '../storage/idempotency.js'
import type { Transaction } from '../storage/store.js'

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
/** Longer than a request lasts; a claim of another process that has written nothing by then was left by a crash. */
const LONGEST_REQUEST_MS = 10 * 60 * 1000

/** Does a request at most once for each Idempotency-Key: the same request again gets the first answer. What was refused did nothing and may be tried again; what broke off after it had written, nobody knows, and the same request again is told so. */
export interface Once {
  /** @throws Failure `call-invalid`, `repeat-mismatch`, `repeat-under-way`, `repeat-doubtful` and what `work` throws */
  readonly run: (asked: Asked, work: () => Promise<Omit<Answer, 'repeated'>>) => Promise<Answer>
  /** Forgets keys older than two days; gives how many. */
  readonly forget: () => Promise<number>
}

/** Opens the keys; claims that an earlier run of the program left unanswered are free again where it had written nothing. */
export async function openOnce(app: App): Promise<Once> {
  const ours = new Set<string>()
  await app.store.write((tx) => releaseAbandonedKeys(tx))
  return {
    forget: () => app.store.write((tx) => forgetIdempotencyKeys(tx, new Date(app.now().getTime() - KEPT_MS).toISOString())),
    async run({ key, route, bodySha256 }, work) {
      if (key === undefined) return { ...(await work()), repeated: false }
      if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Failure('call-invalid', 'Idempotency-Key ska vara 1–200 tecken utan mellanslag, till exempel ett UUID.')
      const mine = `${route} ${key}`
      const use = await claim(app, { key, route, bodySha256 }, () => ours.has(mine))
      switch (use.use) {
        case 'answered': return { status: use.status, json: use.responseJson, repeated: true }
        case 'other-body': throw new Failure('repeat-mismatch', `Idempotency-Key ${key} har redan använts: för något annat, med en nyckel som gäller för annat än den här, eller före en uppgradering. Är det samma begäran kan den vara utförd: se efter i historiken och listorna, och sänd den med en ny Idempotency-Key bara om den inte utfördes. Använd en ny för varje ny begäran.`)
        case 'begun': throw new Failure('repeat-doubtful', `Samma begäran (Idempotency-Key ${key}) avbröts innan den fick svar. Den kan vara utförd, helt eller delvis. Se efter i historiken och listorna, och sänd den med en ny Idempotency-Key om den inte utfördes.`)
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
    answer = await app.store.marked((tx) => beginIdempotencyKey(tx, key, route), work)
  } catch (error) {
    const release = isRefusal(error) ? (tx: Transaction) => releaseIdempotencyKey(tx, key, route) : (tx: Transaction) => releaseAbandonedKeys(tx, { key, route })
    // The refusal is what the client must hear of, not that its key could not be freed; that frees itself in time.
    await app.store.write(release).catch(() => undefined)
    throw error
  }
  const { status, json } = answer
  await app.store.write((tx) => answerIdempotencyKey(tx, key, route, { status, responseJson: json }))
  return { status, json, repeated: false }
}

/** Whether what was thrown says that the request cannot be done as asked, rather than that it broke. */
function isRefusal(error: unknown): boolean {
  return error instanceof Failure && STATUS_OF_FAILURE[error.code] < 500
}

async function claim(app: App, { key, route, bodySha256 }: { key: string; route: string; bodySha256: string }, isHere: () => boolean): Promise<KeyUse> {
  const now = app.now()
  return app.store.write(async (tx) => {
    const use = await claimIdempotencyKey(tx, { key, route, bodySha256, at: now.toISOString() })
    if (use.use !== 'under-way' && use.use !== 'begun') return use
    if (isHere()) return { use: 'under-way' }
    if (use.use === 'begun') return use
    await releaseAbandonedKeys(tx, { key, route, before: new Date(now.getTime() - LONGEST_REQUEST_MS).toISOString() })
    return claimIdempotencyKey(tx, { key, route, bodySha256, at: now.toISOString() })
  })
}
