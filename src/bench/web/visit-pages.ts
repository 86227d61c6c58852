import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { seeded, shuffled } from '../../demo/seeded.js'

/** One answer as the client saw it, in milliseconds from the request. */
export interface Look {
  readonly page: string
  readonly firstByteMs: number
  readonly wholeMs: number
  readonly bytes: number
}

/** A page of the round: what it is called, and where it is for the user's `turn`. */
export interface AskedPage {
  readonly name: string
  readonly path: (turn: number) => string
}

/** Who asks: so many people at once, each opening every page so many times in an order of their own, and thinking so long between them. */
export interface Visitors {
  readonly url: string
  readonly cookie: string
  readonly users: number
  readonly rounds: number
  /** Half as long at the least, half as long again at the most. */
  readonly thinkMs: number
}

/** Opens one page. @throws Error for any other answer than 200 */
export function look({ url, cookie }: Pick<Visitors, 'url' | 'cookie'>, page: string, path: string, agent?: Agent): Promise<Look> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    request(new URL(path, url), { ...(agent === undefined ? {} : { agent }), headers: { cookie, accept: 'text/html' } }, (response) => {
      const firstByteMs = performance.now() - began
      let bytes = 0
      response.on('data', (piece: Buffer) => {
        bytes += piece.byteLength
      })
      response.on('error', reject)
      response.on('end', () => (response.statusCode === 200 ? resolve({ page, firstByteMs, wholeMs: performance.now() - began, bytes }) : reject(new Error(`${path} answered ${response.statusCode ?? 0}`))))
    }).on('error', reject).end()
  })
}

/** What everybody saw; `onLook` is told after each. `until` ends it early. */
export async function visitPages(visitors: Visitors, pages: readonly AskedPage[], onLook: (done: number) => void = () => undefined, until: AbortSignal | null = null): Promise<Look[]> {
  const { users, rounds, thinkMs } = visitors
  const agent = new Agent({ keepAlive: true, maxSockets: users })
  const seen: Look[] = []
  const user = async (number: number): Promise<void> => {
    const chance = seeded(number + 1)
    await pause(thinkMs * chance())
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, path } of shuffled(pages, chance)) {
        if (until?.aborted === true) return
        seen.push(await look(visitors, name, path(number + round * users), agent))
        onLook(seen.length)
        await pause(thinkMs * (0.5 + chance()))
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: users }, (_, number) => user(number)))
  } finally {
    agent.destroy()
  }
  return seen
}
