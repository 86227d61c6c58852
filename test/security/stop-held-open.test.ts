import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type App } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { openLog } from '../../src/http/log.js'
import type { Patience } from '../../src/http/open-connections.js'
import { serve, type Served } from '../../src/http/serve.js'
import { slowUpload } from '../http/raw-request.js'

let directory: string
let app: App
let served: Served
const sockets: Socket[] = []

const start = async (patience: Patience): Promise<void> => {
  served = await serve(app, { host: '127.0.0.1', port: 0, log: openLog({ write: () => undefined }), outboxEveryMs: 60_000, patience })
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'anslut-stop-'))
  app = await openApp(readConfig({ ANSLUT_SCAN_DEPTH: 'sort' }, directory))
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await served.close()
  await app.close()
  rmSync(directory, { recursive: true, force: true })
})

/** Sends that much and then holds the connection open. */
async function hold(text: string): Promise<void> {
  const socket = connect(served.port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.write(text, () => resolve()))
}

const hasEnded = (within: number): Promise<boolean> => Promise.race([served.close().then(() => true), pause(within, false)])

describe('a stop that strangers hold connections open against', () => {
  it('ends all the same, with a body or a head that never comes whole', async () => {
    await start({ silenceMs: 300, mostMs: 60_000 })
    await hold(`POST /konto/inloggning HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\nanv`)
    await hold(`GET / HTTP/1.1\r\nHost: 127.0`)
    await pause(200)
    expect(await hasEnded(5000)).toBe(true)
  })

  it('waits for an upload of somebody who may, as long as its bytes come', async () => {
    await start({ silenceMs: 1500, mostMs: 60_000 })
    const token = readFileSync(join(directory, '.anslut-token'), 'utf8').trim()
    const upload = slowUpload(served.port, token, new Uint8Array(400_000))
    await upload.begun
    await pause(200)
    const closed = served.close()
    for (let n = 0; n < 4; n += 1) {
      await pause(600)
      await upload.more(10_000)
    }
    expect(await upload.finish()).toContain('scan-unreadable')
    await closed
  })

  it('gives up an upload of which nothing more comes, and everything in the end', async () => {
    await start({ silenceMs: 300, mostMs: 60_000 })
    const upload = slowUpload(served.port, readFileSync(join(directory, '.anslut-token'), 'utf8').trim(), new Uint8Array(400_000))
    await upload.begun
    await pause(200)
    expect(await hasEnded(5000)).toBe(true)
    await upload.cut()
  })

  it('ends after the bound of all, though bytes still come', async () => {
    await start({ silenceMs: 400, mostMs: 1200 })
    const upload = slowUpload(served.port, readFileSync(join(directory, '.anslut-token'), 'utf8').trim(), new Uint8Array(400_000))
    await upload.begun
    await pause(200)
    const dripping = setInterval(() => void upload.more(100), 100)
    expect(await hasEnded(6000)).toBe(true)
    clearInterval(dripping)
    await upload.cut()
  })
})
