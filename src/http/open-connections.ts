import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long a stop waits. */
export interface Patience {
  /** For a request that has not come whole and, where it may take its time, for its next bytes. */
  readonly silenceMs: number
  /** For everything. */
  readonly mostMs: number
}

/** The connections of a server, for its stop. */
export interface OpenConnections {
  /** Waits for `isLong`, an upload that somebody who may has begun, and for answers as long as their bytes move, and for work under way; ends every other connection after the silence, and all in the end. Node bounds no request once its server closes, so that anybody could hold it open. */
  readonly endIn: (patience: Patience) => void
  readonly stopWaiting: () => void
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

interface Watched {
  readonly exchanges: Set<Exchange>
  /** Bytes that have gone either way. */
  moved: number
  movedAt: number
}

/** Watches the connections of a server from its start. */
export function openConnections(server: Server, isLong: (request: IncomingMessage) => boolean): OpenConnections {
  const open = new Map<Socket, Watched>()
  server.on('connection', (socket: Socket) => {
    open.set(socket, { exchanges: new Set(), moved: 0, movedAt: 0 })
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const exchange = { request, response }
    const exchanges = open.get(request.socket)?.exchanges
    exchanges?.add(exchange)
    response.once('close', () => exchanges?.delete(exchange))
  })
  let timer: NodeJS.Timeout | null = null
  const mayGoOn = (watched: Watched, { silenceMs }: Patience, startedAt: number, now: number): boolean => {
    const exchanges = [...watched.exchanges]
    if (exchanges.some(({ request, response }) => request.complete && !response.writableEnded)) return true
    const moves = exchanges.some(({ request, response }) => isLong(request) || response.writableEnded)
    return now - (moves ? Math.max(watched.movedAt, startedAt) : startedAt) < silenceMs
  }
  return {
    endIn(patience) {
      const startedAt = performance.now()
      timer = setInterval(() => {
        const now = performance.now()
        for (const [socket, watched] of open) {
          const moved = socket.bytesRead + socket.bytesWritten - socket.writableLength
          if (moved !== watched.moved) Object.assign(watched, { moved, movedAt: now })
          if (now - startedAt >= patience.mostMs || !mayGoOn(watched, patience, startedAt, now)) socket.destroy()
        }
      }, Math.min(1000, patience.silenceMs / 4))
    },
    stopWaiting: () => void (timer !== null && clearInterval(timer)),
  }
}
