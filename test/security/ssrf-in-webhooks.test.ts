import { createServer } from 'node:https'
import { once } from 'node:events'
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeMailCertificate } from '../../src/demo/mail-certificate.js'
import { addWebhook, deliverWebhooks, redeliver, webhookDeliveries, type Reach } from '../../src/flows/webhooks.js'
import { mailMatters } from '../../src/flows/matters.js'
import { pauseOutbox } from '../../src/flows/outbox-pause.js'
import { postHook } from '../../src/http/post-hook.js'
import { isPublicAddress, publicAddressOf } from '../../src/http/public-address.js'
import { BOARD, openHouse } from '../open-house.js'

const REFUSED = { code: 'call-invalid' }

const INWARD = [
  '127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.0.8', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255',
  '::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', '2002:7f00:1::', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:db8::1', 'fec0::1', 'inget',
]

describe('a webhook that points inwards', () => {
  it('is refused by every address that is not on the public internet', () => {
    expect(INWARD.filter(isPublicAddress)).toEqual([])
    expect(['8.8.8.8', '193.10.0.1', '172.32.0.1', '2001:6b0::1', '2a00:1450:400f::1'].filter(isPublicAddress)).toHaveLength(5)
  })

  it.each(['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://[::1]/', 'https://[::ffff:7f00:1]/', 'https://[fd00::1]:8443/x', 'https://169.254.169.254/latest/meta-data', 'http://8.8.8.8/', 'https://a:b@8.8.8.8/'])('is refused as %s', async (url) => {
    const asked: string[] = []
    await expect(publicAddressOf(url, (name) => {
      asked.push(name)
      return Promise.resolve([])
    })).rejects.toMatchObject(REFUSED)
    expect(asked).toEqual([])
  })

  it('is refused when any address of its name is inward, or the name is unknown', async () => {
    const to = (...addresses: string[]) => () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
    for (const resolve of [to('10.0.0.1'), to('8.8.8.8', '127.0.0.1'), to('8.8.8.8', '::1'), to(), () => Promise.reject(new Error('ENOTFOUND'))]) {
      await expect(publicAddressOf('https://hook.example/', resolve)).rejects.toMatchObject(REFUSED)
    }
    expect(await publicAddressOf('https://hook.example/', to('8.8.8.8'))).toEqual({ address: '8.8.8.8', family: 4 })
  })
})

describe('what a webhook is told', () => {
  it('goes to the checked address whatever the name stands for, signed and without names, follows no redirect, and is tried again', async () => {
    const { keyPem: key, certificatePem: cert, caPem: ca } = await makeMailCertificate(new Date())
    const got: { readonly path: string; readonly signature: string; readonly body: string }[] = []
    const receiver = createServer({ key, cert }, (request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
        got.push({ path: request.url ?? '', signature: String(request.headers['anslut-signature']), body: Buffer.concat(pieces).toString() })
        response.writeHead(got.length === 1 ? 302 : 200, { location: '/elsewhere' }).end('x'.repeat(100_000))
      })
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const address = receiver.address()
    const url = `https://localhost:${typeof address === 'object' ? (address?.port ?? 0) : 0}/hook`
    const house = await openHouse()
    const reach: Reach = { addressOf: () => Promise.resolve({ address: '127.0.0.1', family: 4 }), post: (post) => postHook({ ...post, ca }) }
    try {
      await expect(addWebhook(house.app, { url, types: null, by: house.app.actor(BOARD) })).rejects.toMatchObject(REFUSED)
      const { webhook, secret } = await addWebhook(house.app, { url, types: ['outbox-paused'], by: house.app.actor(BOARD) }, reach)
      await pauseOutbox(house.app, 'Hemligt skäl om Karin Karlsson', house.app.actor(BOARD))
      expect(await deliverWebhooks(house.app, reach)).toBe(1)
      expect(await webhookDeliveries(house.app, webhook.id, { most: 9, before: null })).toMatchObject([{ state: 'due', attempts: 1, outcome: 'svar 302' }])
      expect(await deliverWebhooks(house.app, reach)).toBe(0)
      house.clock.now = new Date(house.clock.now.getTime() + 61_000)
      expect(await deliverWebhooks(house.app, reach)).toBe(1)
      expect(await webhookDeliveries(house.app, webhook.id, { most: 9, before: null })).toMatchObject([{ state: 'delivered', attempts: 2, outcome: 'svar 200' }])
      expect(got.map(({ path }) => path)).toEqual(['/hook', '/hook'])
      const { signature, body } = got[1] ?? { signature: '', body: '' }
      const seconds = Math.floor(house.clock.now.getTime() / 1000)
      expect(signature).toBe(`t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`)
      const [{ id } = { id: '' }] = await webhookDeliveries(house.app, webhook.id, { most: 9, before: null })
      expect(got.map((told) => z.object({ delivery: z.string().regex(/^[0-9a-f]{32}$/) }).parse(JSON.parse(told.body)).delivery)).toEqual([id, id])
      expect(await redeliver(house.app, { id: webhook.id, delivery: id, by: house.app.actor(BOARD) })).toMatchObject({ id, state: 'due' })
      await expect(redeliver(house.app, { id: webhook.id, delivery: '1', by: house.app.actor(BOARD) })).rejects.toMatchObject({ code: 'resource-unknown' })
      expect(JSON.parse(body)).toMatchObject({ type: 'outbox-paused', orgnr: null, code: null })
      expect(body).not.toMatch(/Karin|Förvaltningsgruppen|reason|actor/)
      const silent = async () => (await mailMatters(house.app)).filter(({ kind }) => kind === 'webhook').map(({ text }) => text)
      for (let attempt = 1; attempt <= 12; attempt += 1) {
        expect(await deliverWebhooks(house.app, { ...reach, post: () => Promise.resolve(500) })).toBe(1)
        house.clock.now = new Date(house.clock.now.getTime() + 5 * 3_600_000)
      }
      expect(await webhookDeliveries(house.app, webhook.id, { most: 9, before: null })).toMatchObject([{ state: 'failed', attempts: 12, nextAttemptAt: null, outcome: 'svar 500' }])
      expect([await deliverWebhooks(house.app, reach), await silent()]).toEqual([0, [expect.stringContaining(`${webhook.id} till ${new URL(url).host} svarar inte: en händelse kom inte fram trots ett dygns försök. En administratör kan skicka den på nytt`)]])
      await redeliver(house.app, { id: webhook.id, delivery: id, by: house.app.actor(BOARD) })
      expect([await deliverWebhooks(house.app, reach), await silent()]).toEqual([1, []])
    } finally {
      receiver.close()
    }
  })
})
