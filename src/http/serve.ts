import { createServer, type IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import type { App } from '../app.js'
import { hostInUrl } from '../loopback.js'
import { usesNoted } from '../accounts/note-use.js'
import { forgetOldSignIns } from '../accounts/browser-session.js'
import { accountsSince } from '../storage/accounts.js'
import { openScanQueue } from '../web/scan-queue.js'
import { webPages } from '../web/web-pages.js'
import { openAnswerReader } from './answer-reader.js'
import { openCounters } from './counters.js'
import { explaining } from './explain.js'
import { openConnections, type Patience } from './open-connections.js'
import { openOnce } from './once.js'
import { listen, refuseOpenAddress } from './listen.js'
import { openLineWorker } from './line-worker.js'
import { openIncomingWorker } from './incoming-worker.js'
import { openOutboxWorker } from './outbox-worker.js'
import { openSessions } from './sessions.js'
import { surfaceOf } from './surface.js'
import { openToken } from './token.js'
import { openWebhookWorker } from './webhook-worker.js'
import { openRefusalCounter } from './refusal-counter.js'
import { receiveFiles, sweepUploads, type Upload, type UploadBounds } from './upload.js'
import { openUploadLedger } from './upload-ledger.js'
import { visitOf } from './visitor.js'

const OUTBOX_EVERY_MS = 15_000
const HOOKS_EVERY_MS = 10_000
const ANSWERS_EVERY_MS = 5 * 60 * 1000
const FORGET_EVERY_MS = 60 * 60 * 1000
/** Long enough for the largest scan over the slowest loopback. */
const REQUEST_MS = 30 * 60 * 1000
/** Long enough for half a megabyte of form over a bad line. */
const BODY_MS = 60 * 1000
const PATIENCE: Patience = { silenceMs: 10_000, mostMs: 10 * 60 * 1000 }

export interface ServeOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly log: Logger
  readonly outboxEveryMs?: number
  readonly bodyWithinMs?: number
  /** How long a stop waits for connections. */
  readonly patience?: Patience
}

/** A service that listens. */
export interface Served {
  /** `http://127.0.0.1:8420/`. */
  readonly url: string
  readonly port: number
  /** A fresh link that opens the pages in one browser, once, within an hour. */
  readonly loginLink: () => string
  /** Stops accepting; resolves when requests, uploads and the letter under way are finished, a request that does not come whole given up soon. Safe to repeat. */
  readonly close: () => Promise<void>
}

/** Serves pages and API on the loopback and works the outbox meanwhile; `serveAlone` sees to it that no other process does. @throws Failure `call-invalid` for a host that is not loopback, `address-unavailable`, `data-directory`, `disk-full` */
export async function serve(opened: App, { host, port, log, outboxEveryMs = OUTBOX_EVERY_MS, bodyWithinMs = BODY_MS, patience = PATIENCE }: ServeOptions): Promise<Served> {
  const { explain, logBug } = explaining(log, opened.config.dataDirectory)
  const app: App = { ...opened, report: logBug }
  refuseOpenAddress(app.config, { host, hasAccounts: (await accountsSince(app.store.read)) !== null })
  const token = await openToken(app.config.dataDirectory)
  await sweepUploads(app.incoming)
  const once = await openOnce(app)
  await once.forget()
  const sessions = openSessions(token, app.now)
  const counters = openCounters(app.now().getTime(), app.now)
  const worker = openOutboxWorker(app, { everyMs: outboxEveryMs, onBug: logBug, onTrouble: (trouble) => log.warn(trouble, 'outbox') })

  const answers = openAnswerReader(app, { everyMs: ANSWERS_EVERY_MS, onBug: logBug, onTrouble: (trouble) => log.warn(trouble, 'mailbox') })
  const scanQueue = openScanQueue(logBug)
  const lines = openLineWorker(app, (error) => void logBug(error))
  const folder = openIncomingWorker(app, logBug)
  const hooks = openWebhookWorker(app, { everyMs: HOOKS_EVERY_MS, onError: (error) => void logBug(error) })

  const receiving = new WeakSet<IncomingMessage>()
  const receive = receiverFor(app, receiving)
  const refusals = openRefusalCounter(app, (error) => void logBug(error))
  const life = { port, stopping: false, underWay: 0 }
  const pages = webPages({ app, logIn: sessions.open, outbox: worker.state, answers: answers.trouble, scanQueue, address: () => app.config.publicUrl ?? `http://${hostInUrl(host)}:${life.port}`, receiveFiles: receive, explain })
  const surface = surfaceOf({
    app, pages, token, sessions, worker, folder, counters, refusals, log, explain, bodyWithinMs,
    api: { around: { app, runOutbox: worker.runNow, runIncoming: folder.runNow, offerLink: sessions.offerLink }, once, receiveFiles: receive, onUpload: counters.received },
    port: () => life.port, isStopping: () => life.stopping, underWay: () => life.underWay,
  })
  const server = createServer({ requestTimeout: REQUEST_MS }, surface)
  const connections = openConnections(server, (request) => receiving.has(request))
  server.on('request', (_request, response) => {
    life.underWay += 1
    response.once('close', () => {
      life.underWay -= 1
      if (life.stopping) setImmediate(() => server.closeIdleConnections())
    })
  })
  life.port = await listen(server, host, port)
  const forgetting = setInterval(() => void Promise.all([once.forget(), forgetOldSignIns(app)]).catch(logBug), FORGET_EVERY_MS)
  for (const one of [worker, folder, answers, lines, hooks]) one.start()

  const url = `http://${hostInUrl(host)}:${life.port}/`
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    life.stopping = true
    clearInterval(forgetting)
    const ended = new Promise<void>((resolve) => server.close(() => resolve())).finally(connections.stopWaiting)
    connections.endIn(patience)
    await Promise.all([ended, worker.stop(), folder.stop(), answers.stop(), lines.stop(), hooks.stop(), scanQueue.stop()])
    await Promise.all([refusals.stop(), usesNoted(app.store)])
  }
  return { url, port: life.port, loginLink: () => `${url}?token=${sessions.offerLink()}`, close: () => (closing ??= close()) }
}

/** Streams the files of requests to disk and notes those in `receiving`; what does not fit in an account's day is refused. Customer links have bounds of their own. */
function receiverFor({ incoming, config, now }: App, receiving: WeakSet<IncomingMessage>): (request: IncomingMessage, bounds: UploadBounds) => Promise<Upload> {
  const ledger = openUploadLedger(config.uploadDayBytes, now)
  return async (request, bounds) => {
    receiving.add(request)
    const account = visitOf(request)?.person?.account.id ?? null
    if (account === null) return receiveFiles(request, incoming, bounds)
    const { take, giveBack } = ledger.reserve(account)
    try {
      const upload = await receiveFiles(request, incoming, { ...bounds, take })
      if (upload.refused !== null) giveBack()
      return upload
    } catch (error) {
      giveBack()
      throw error
    }
  }
}
