import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../contracts/calendar.js'
import { isWorkingDay } from '../../contracts/working-days.js'
import { demoCommand, demoConfig } from '../../src/cli/demo.js'
import { overDays, ticked } from '../../src/demo/neighbour-acts.js'
import { FIRST_DAY_AGO, neighbours } from '../../src/demo/neighbours.js'
import { silentProgress } from '../silent-progress.js'

const TODAY = '2026-11-23'

describe('the demo', () => {
  it('serves on the port that the environment names, and on a free one otherwise', () => {
    expect([demoConfig({ ANSLUT_PORT: '9431' }, '/tmp/demo').port, demoConfig({}, '/tmp/demo').port]).toEqual([9431, 0])
  })

  it('says before its minutes of work, not after them, that it will not be able to serve', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'anslut-demo-port-'))
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    const call = (environment: NodeJS.ProcessEnv) => demoCommand.standsAlone?.({ args: [], options: { data: join(directory, 'demo') }, progress: silentProgress, environment })
    try {
      await expect(call({ ANSLUT_PORT: port })).rejects.toMatchObject({ code: 'address-unavailable', message: expect.stringContaining(`port ${port}: den används redan`) })
      await expect(call({ ANSLUT_PUBLIC_URL: 'https://anslut.example', ANSLUT_TRUSTED_PROXY: '127.0.0.1' })).rejects.toMatchObject({ code: 'call-invalid', message: expect.stringContaining('ANSLUT_PUBLIC_URL får sättas först') })
      expect(readdirSync(directory)).toEqual([])
    } finally {
      await new Promise((resolve) => other.close(resolve))
      rmSync(directory, { recursive: true })
    }
  })

  it('lets no customer do a whole step in a day, and nothing before it is begun, after the next thing or on a day off', () => {
    const spread = overDays([{ daysAgo: 32, events: [...ticked(4), { type: 'logotype-handed-in' }] }, { daysAgo: 20, events: ticked(6).slice(0, 1) }], TODAY)
    const days = spread.flatMap(({ daysAgo, events = [] }) => events.map((event) => ({ daysAgo, event })))
    expect(days.filter(({ daysAgo }) => daysAgo > 20).flatMap(({ event }) => (event.type === 'point-ticked' ? [event] : []))).toEqual(ticked(4))
    expect([days.find(({ event }) => event.type === 'logotype-handed-in')?.daysAgo, Math.min(...days.map(({ daysAgo }) => daysAgo)), new Set(days.map(({ daysAgo }) => daysAgo)).size > 4]).toEqual([32, 20, true])
    const inADay = neighbours(TODAY).flatMap(({ facts, acts }) => [1, 2, 4, 6, 9, 10, 11].filter((step) => {
      const own = acts.flatMap(({ daysAgo, events = [] }) => events.filter((event) => event.type === 'point-ticked' && event.point.startsWith(`${step}.`)).map(() => daysAgo))
      return own.length > 3 && new Set(own).size === 1
    }).map((step) => `${facts.kund.namn}: ${step}`))
    expect(inADay).toEqual([])
    const worked = neighbours(TODAY).flatMap(({ acts }) => acts.flatMap(({ daysAgo, events = [] }) => [addDays(TODAY, -daysAgo), ...events.flatMap((event) => (event.type === 'meeting-booked' ? [event.startsAt.slice(0, 10)] : []))]))
    expect(worked.filter((day) => !isWorkingDay(day))).toEqual([])
    expect(Math.max(...neighbours(TODAY).flatMap(({ acts }) => acts.map(({ daysAgo }) => daysAgo)))).toBeLessThanOrEqual(FIRST_DAY_AGO)
    expect(days.every(({ daysAgo }) => isWorkingDay(addDays(TODAY, -daysAgo)))).toBe(true)
  })
})
