import { describe, expect, it } from 'vitest'
import { benchMail } from '../../src/bench/mail-bench.js'
import { mailFiguresSchema, mailTable } from '../../src/bench/mail-figures.js'

describe('bench mail', () => {
  it('point 23: measures a letter from archive to mail server beside gpg on the same content', async () => {
    const seen: number[] = []
    const figures = await benchMail({ sizes: [1], rounds: 1 }, (done) => seen.push(done))
    expect(mailFiguresSchema.parse(figures)).toEqual(figures)
    const [row] = figures.rows
    expect(seen).toEqual([1])
    expect(row?.mailBytes).toBeGreaterThan(1_880_000)
    expect(row?.mailBytes).toBeLessThan(1_890_000)
    expect(row?.sealCpuMs).toBeGreaterThan(0)
    expect(row?.gpg === null).toBe(figures.gpg === null)
    expect(mailTable(figures)).toContain('PDF, MB')
  })
})
