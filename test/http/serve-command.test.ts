import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { slowUpload } from './raw-request.js'
import { startServe, type ServedProcess } from './served-process.js'

const directories: string[] = []
const running: ServedProcess[] = []

async function start(options: Parameters<typeof startServe>[1] & { readonly directory?: string } = {}): Promise<ServedProcess & { readonly directory: string }> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'anslut-serve-'))
  directories.push(directory)
  const served = await startServe(directory, options)
  running.push(served)
  return { ...served, directory }
}

afterEach(async () => {
  for (const { process, ended } of running.splice(0)) {
    process.kill('SIGKILL')
    await ended
  }
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

describe('serve', () => {
  it('tells the address and a login link, and ends with 0 at SIGTERM', async () => {
    const served = await start()
    expect(served.told()).toMatch(/Öppna http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43} /)
    expect(served.told()).not.toContain(served.token)
    served.process.kill('SIGTERM')
    expect(await served.ended).toBe(0)
  })

  it('lets an upload under way finish after SIGTERM, and answers nobody new', async () => {
    const served = await start()
    const upload = slowUpload(served.port, served.token, new Uint8Array(300_000))
    await upload.begun
    await pause(200)
    served.process.kill('SIGTERM')
    await expect.poll(() => served.told()).toContain('Avslutar')
    await expect(fetch(`http://127.0.0.1:${served.port}/healthz`)).rejects.toThrow('fetch failed')
    const answer = await upload.finish()
    expect(answer).toContain('HTTP/1.1 422')
    expect(answer).toContain('scan-unreadable')
    expect(await served.ended).toBe(0)
    expect(readdirSync(join(served.directory, 'incoming'))).toEqual([])
  })

  it('ends at once, with an error, at a second signal', async () => {
    const served = await start()
    const upload = slowUpload(served.port, served.token, new Uint8Array(300_000))
    await upload.begun
    await pause(200)
    served.process.kill('SIGTERM')
    await expect.poll(() => served.told()).toContain('Avslutar')
    served.process.kill('SIGINT')
    expect(await served.ended).toBe(1)
    await upload.cut()
  })

  it('is refused a directory that another serves, and when that is killed has it at once and sweeps away what an upload left', async () => {
    const served = await start()
    const upload = slowUpload(served.port, served.token, new Uint8Array(300_000))
    await upload.begun
    await expect.poll(() => readdirSync(join(served.directory, 'incoming')).length).toBe(1)
    const second = await startServe(served.directory)
    expect([await second.ended, second.told()]).toEqual([3, expect.stringContaining('data-directory: En annan ”serve” arbetar redan')])
    served.process.kill('SIGKILL')
    await served.ended
    await upload.cut()
    const again = await start({ directory: served.directory })
    expect(again.token).toBe(served.token)
    expect(readdirSync(join(served.directory, 'incoming'))).toEqual([])
  })

  it('answers a full disk clearly, leaves nothing and goes on', async () => {
    const served = await start({ limitKb: 4096 })
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(8_000_000)]), 'stor.pdf')
    const headers = { Authorization: `Bearer ${served.token}` }
    const answer = await fetch(`http://127.0.0.1:${served.port}/api/v1/scans`, { method: 'POST', headers, body: form })
    expect([answer.status, await answer.json()]).toEqual([507, expect.objectContaining({ code: 'disk-full' })])
    expect(readdirSync(join(served.directory, 'incoming'))).toEqual([])
    expect((await fetch(`http://127.0.0.1:${served.port}/api/v1/customers`, { headers })).status).toBe(200)
  })

  it('refuses any address but the machine\'s own, and makes no token', async () => {
    const served = await start({ args: ['--host', '0.0.0.0'] })
    expect([await served.ended, served.told()]).toEqual([2, expect.stringContaining('call-invalid: Tjänsten får bara lyssna på den egna datorn')])
    expect(existsSync(join(served.directory, '.anslut-token'))).toBe(false)
  })

  it('says when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const served = await start({ args: ['--port', String(port)] })
    expect([await served.ended, served.told()]).toEqual([3, expect.stringContaining('address-unavailable')])
    other.close()
  })
})
