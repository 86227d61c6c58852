import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { expect, it } from 'vitest'
import type { SeenPage } from '../../signing/scan-report.js'
import { readingOrder } from '../../src/imaging/job.js'
import { leftMs } from '../../src/imaging/reader-time.js'
import { Reading } from '../../src/imaging/reading.js'
import type { Run } from '../../src/imaging/run-reader.js'
import { failureOf } from '../open-house.js'
import { fileWriter, readersLeft, stopwatch, testImaging } from './test-imaging.js'

const write = fileWriter()

/** The true reader's line to its parent. */
const LINE = `
import { openReaderLine } from ${JSON.stringify(new URL('../../dist/src/imaging/reader-line.js', import.meta.url).href)}
const { job: wanted, send } = openReaderLine()
const job = await wanted`

/** Stands in for a reader to which something happens on page 2 of 4. */
const readerWith = (happening: string) => `${LINE}
  await send({ type: 'opened', pageCount: 4 })
  for (let page = job.firstPage; page <= 4; page += 1) {
    await send({ type: 'begun', page })
    if (page === 2) ${happening}
    await send({ type: 'read', page: { sourcePage: page, widthPx: 1, heightPx: 1, codes: [], blank: true, unreadable: null } })
  }
  await send({ type: 'done' })
  process.exit(0)`
const DYING_READER = readerWith('process.abort()')

it('a page that kills the reader is named, and the pages after it are read by a new one', async () => {
  const imaging = testImaging({ readerPath: write('reader-process.mjs', DYING_READER) })
  const pages = await imaging.readPages({ path: write('any.pdf', '%PDF-1.7') })
  expect(pages.map(({ sourcePage, unreadable }) => [sourcePage, unreadable])).toEqual([[1, null], [2, 'Sidan fick läsaren att krascha.'], [3, null], [4, null]])
  expect(readersLeft()).toEqual([])
})

it('a reader that dies before it has opened the file is told as a file that cannot be read', async () => {
  const imaging = testImaging({ readerPath: write('reader-process-2.mjs', 'process.abort()') })
  await expect(imaging.readPages({ path: write('any2.pdf', '%PDF-1.7') })).rejects.toMatchObject({ code: 'scan-unreadable' })
})

it('pages copied for a letter are all or none', async () => {
  const imaging = testImaging({ readerPath: write('reader-process-3.mjs', DYING_READER) })
  await expect(imaging.cleanPages(write('any3.pdf', '%PDF-1.7'), [{ sourcePage: 1, rotation: 0, lies: null, paper: { widthPt: 595.28, heightPt: 841.89 } }])).rejects.toMatchObject({ code: 'scan-unreadable' })
})

it('a page that takes the reader’s memory is named, and the pages after it are read', async () => {
  const hungry = readerWith(`{ globalThis.kept = Buffer.alloc(700 * 1024 * 1024, 1); await new Promise((wait) => setTimeout(wait, 60_000)) }`)
  const imaging = testImaging({ readerPath: write('reader-process-4.mjs', hungry), timeoutMsPerPage: 8000 })
  const pages = await imaging.readPages({ path: write('any4.pdf', '%PDF-1.7') })
  const why = process.platform === 'linux' ? 'Sidan krävde för mycket minne.' : 'Sidan tog för lång tid att läsa.'
  expect(pages[1]?.unreadable).toBe(why)
  expect(pages).toHaveLength(4)
})

it('a reader that never ends is killed at its limit, wherever it is, and the same imaging takes the next file', async () => {
  const endless = `${LINE}
const { readFileSync } = await import('node:fs')
const said = readFileSync(job.source, 'latin1')
if (said.includes('öppnas')) for (;;) {}
await send({ type: 'opened', pageCount: 1 })
await send({ type: 'begun', page: 1 })
if (said.includes('läses')) for (;;) {}
await send({ type: 'read', page: { sourcePage: 1, widthPx: 1, heightPx: 1, codes: [], blank: true, unreadable: null } })
await send({ type: 'done' })
process.exit(0)`
  const imaging = testImaging({ readerPath: write('reader-process-10.mjs', endless), timeoutMsPerPage: 500 })
  const read = (name: string, said: string) => imaging.readPages({ path: write(name, Buffer.from(said, 'latin1')) })
  // More at once than there are readers: each must give its place back.
  const answers = await Promise.all([failureOf(read('öppnas.pdf', '%PDF öppnas')), read('läses.pdf', '%PDF läses'), read('läses 2.pdf', '%PDF läses 2'), read('bra.pdf', '%PDF')])
  expect(answers).toMatchObject([{ code: 'scan-unreadable', message: 'Filen tog för lång tid att läsa. Hämta filen från kopiatorn igen, eller skanna om.' }, [{ unreadable: 'Sidan tog för lång tid att läsa.' }], [{ unreadable: 'Sidan tog för lång tid att läsa.' }], [{ unreadable: null }]])
  expect(readersLeft()).toEqual([])
})

const BUSY_LOOPS = 3 * availableParallelism()

it.skipIf(!existsSync('/proc/self/schedstat'))('a reader that others keep from working is given its time all the same', async () => {
  // Each page takes half of what it may.
  const working = readerWith(`{ const worked = () => { const { user, system } = process.cpuUsage(); return user + system }; const end = worked() + 400_000; while (worked() < end); }`)
  const loops = Array.from({ length: BUSY_LOOPS }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
  try {
    const pages = await testImaging({ readerPath: write('reader-process-11.mjs', working), timeoutMsPerPage: 800 }).readPages({ path: write('any11.pdf', '%PDF-1.7') })
    expect(pages.map(({ unreadable }) => unreadable)).toEqual([null, null, null, null])
  } finally {
    for (const loop of loops) loop.kill('SIGKILL')
  }
}, 60_000)

it.skipIf(!existsSync('/proc/self/schedstat'))('a reader that crashes is not charged what it waited for a processor: the pages after it are read', async () => {
  const crashing = readerWith(`{ const worked = () => { const { user, system } = process.cpuUsage(); return user + system }; const end = worked() + 600_000; while (worked() < end); process.abort() }`)
  const loops = Array.from({ length: BUSY_LOOPS }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
  try {
    const pages = await testImaging({ readerPath: write('reader-process-12.mjs', crashing), timeoutMsPerPage: 1600 }).readPages({ path: write('any12.pdf', '%PDF-1.7') })
    expect(pages.map(({ unreadable }) => unreadable)).toEqual([null, 'Sidan fick läsaren att krascha.', null, null])
  } finally {
    for (const loop of loops) loop.kill('SIGKILL')
  }
}, 60_000)

it('a reader that does nothing before each of its replies does not hold its place', async () => {
  const idling = (before: string, pages: number, idleMs: number) => `${LINE}
  const idle = () => new Promise((wait) => setTimeout(wait, ${idleMs}))
  await send({ type: 'opened', pageCount: ${pages} })
  for (let page = job.firstPage; page <= ${pages}; page += 1) {
    ${before.includes('begun') ? 'await idle()' : ''}
    await send({ type: 'begun', page })
    ${before.includes('read') ? 'await idle()' : ''}
    await send({ type: 'read', page: { sourcePage: page, widthPx: 1, heightPx: 1, codes: [], blank: false, unreadable: 'Sidan är trasig i filen.' } })
  }
  await send({ type: 'done' })
  process.exit(0)`
  for (const [before, most] of [['begun and read', 1], ['begun', 3], ['read', 3]] as const) {
    const pages = await testImaging({ readerPath: write(`idle-${before.length}.mjs`, idling(before, 8, 600)), timeoutMsPerPage: 1000 }).readPages({ path: write('any13.pdf', '%PDF-1.7') })
    const taken = pages.filter(({ unreadable }) => unreadable === 'Sidan är trasig i filen.').length
    expect([before, pages.length, taken <= most, pages.at(-1)?.unreadable]).toEqual([before, 8, true, expect.stringContaining('Läsningen avbröts')])
  }
})

it.each([
  ['that has just begun', { workedMs: 0, queuedMs: 0, elapsedMs: 0 }, 1000],
  ['that works alone', { workedMs: 900, queuedMs: 0, elapsedMs: 900 }, 100],
  ['that has worked as long as it may', { workedMs: 1000, queuedMs: 0, elapsedMs: 1000 }, 0],
  ['that waits for a processor', { workedMs: 200, queuedMs: 2800, elapsedMs: 3000 }, 800],
  ['that waits for nothing', { workedMs: 0, queuedMs: 0, elapsedMs: 1000 }, 0],
  ['that waits for nothing on a busy machine', { workedMs: 100, queuedMs: 900, elapsedMs: 2000 }, 0],
  ['whose threads work side by side', { workedMs: 900, queuedMs: 500, elapsedMs: 600 }, 100],
  ['that hardly ever has its turn', { workedMs: 100, queuedMs: 29_900, elapsedMs: 30_000 }, 0],
])('a reader %s has the rest of its time left', (_, time, left) => {
  expect(leftMs(1000, time)).toBe(left)
})

it('a file that dies at every second opening is given up in time', async () => {
  const reader = `${LINE}
  if (job.firstPage > 1) process.abort()
  await send({ type: 'opened', pageCount: 1000 })
  await send({ type: 'begun', page: 1 })
  process.abort()`
  const takenMs = stopwatch()
  const pages = await testImaging({ readerPath: write('reader-process-5.mjs', reader), timeoutMsPerPage: 1000 }).readPages({ path: write('any5.pdf', '%PDF-1.7') })
  expect(pages).toHaveLength(1000)
  expect(pages.every(({ unreadable }) => unreadable !== null)).toBe(true)
  expect(takenMs()).toBeLessThan(15_000)
})

it('a reader that has been taken over is not believed: it cannot flood the program, hold it up, or leave pages out', async () => {
  const lies = {
    'more than any page holds': `const { writeSync } = await import('node:fs'); const head = Buffer.alloc(8); head.writeUInt32BE(0xfffffff0, 0); writeSync(3, head); await new Promise((wait) => setTimeout(wait, 60_000))`,
    'no reply of ours': `await send({ type: 'opened', pageCount: 4, and: 'more' })`,
    'the same reply for ever': `await send({ type: 'opened', pageCount: 4 }); for (;;) await send({ type: 'begun', page: 1 })`,
  }
  for (const [name, lie] of Object.entries(lies)) {
    const imaging = testImaging({ readerPath: write(`lying-${name.length}.mjs`, `${LINE}\n${lie}`), maxPages: 10, timeoutMsPerPage: 3000 })
    const answer = await imaging.readPages({ path: write('any6.pdf', '%PDF-1.7') }).then((pages) => pages.map(({ unreadable }) => unreadable !== null), () => [true])
    expect([name, answer.every((isLost) => isLost)]).toEqual([name, true])
  }
  const early = `${LINE}\nawait send({ type: 'opened', pageCount: 4 }); await send({ type: 'done' }); process.exit(0)`
  const pages = await testImaging({ readerPath: write('lying-early.mjs', early) }).readPages({ path: write('any7.pdf', '%PDF-1.7') })
  expect(pages.map(({ unreadable }) => unreadable)).toEqual(Array.from({ length: 4 }, () => 'Sidan fick läsaren att stanna.'))
})

it('a reader sees none of our settings, writes nowhere but in its own directory, starts nothing, and leaves nothing behind', async () => {
  const reader = `${LINE}
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const outcome = (work) => { try { work(); return 'allowed' } catch (error) { return error.code } }
const seen = [Object.keys(process.env).filter((name) => name !== 'TMPDIR').join(), process.cwd() === process.env.TMPDIR, outcome(() => writeFileSync('own', 'x')), outcome(() => writeFileSync(job.source + '.written', 'x')), outcome(() => spawnSync('true')), process.cwd()]
await send({ type: 'refused', code: 'scan-unreadable', message: seen.join('|') })
process.exit(0)`
  const refusal = await failureOf(testImaging({ readerPath: write('telling.mjs', reader) }).readPages({ path: write('any8.pdf', '%PDF-1.7') }))
  const [environment, ownDirectory, inside, outside, program, directory = ''] = refusal.message.split('|')
  expect([environment, ownDirectory, inside, outside, program]).toEqual(['', 'true', 'allowed', 'ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED'])
  expect(basename(directory)).toMatch(/^anslut-reader-/)
  expect(existsSync(directory)).toBe(false)
})

it('a file whose e-signature kills the reader is told as one that cannot be checked', async () => {
  const imaging = testImaging({ readerPath: write('reader-process-9.mjs', 'process.abort()') })
  const { signatures } = await imaging.eSignatures(write('any9.pdf', '%PDF-1.7'), { anchors: [], receivedAt: new Date(0), issuedBytes: null })
  expect(signatures).toMatchObject([{ verdict: 'not-checkable', reasons: ['Filen fick kontrollen av underskriften att stanna.'] }])
})

it('pages that are to be looked at first are, whatever the others take, and the answer is in file order', async () => {
  const run: Run = async (job, onReply) => {
    onReply({ type: 'opened', pageCount: 4 }, 0)
    for (const sourcePage of job.task === 'read' ? readingOrder(4, job.ahead).slice(job.firstPage - 1) : []) {
      onReply({ type: 'begun', page: sourcePage }, 0)
      if (onReply({ type: 'read', page: { sourcePage, widthPx: 1, heightPx: 1, codes: [], blank: false, unreadable: null } }, 200_000) < 2) return { how: 'too-slow', spentMs: 0 }
    }
    return { how: 'finished', spentMs: 0 }
  }
  const read = async (ahead: readonly number[]): Promise<number[]> => (await new Reading({ task: 'read', source: '', limits: { maxPages: 9, maxPixels: 1, maxBytes: 1 }, firstPage: 1, ahead }, { run, patienceMs: 1e9, startMs: 3000 }, undefined).all()).flatMap(({ sourcePage, unreadable }) => (unreadable === null ? [sourcePage] : []))
  expect([await read([]), await read([3, 4]), await read([4, 2, 3])]).toEqual([[1, 2], [3, 4], [2, 4]])
})

it('three hundred slow pages without a code are read, and of thousands the rest is told as not read; pages with a code of ours count for nothing, nor do blank backs', async () => {
  const reading = (pageCount: number, seen: { readonly text?: string; readonly blank: boolean; readonly backs?: true }): Promise<SeenPage[]> => {
    const codes = seen.text === undefined ? [] : [{ text: seen.text, rotation: 0 as const, corners: [] }]
    const run: Run = async (_, onReply) => {
      onReply({ type: 'opened', pageCount }, 0)
      for (let sourcePage = 1; sourcePage <= pageCount; sourcePage += 1) {
        onReply({ type: 'begun', page: sourcePage }, 0)
        if (onReply({ type: 'read', page: { sourcePage, widthPx: 1, heightPx: 1, codes, blank: seen.blank || (seen.backs === true && sourcePage % 2 === 0), unreadable: null } }, 1000) < 2) return { how: 'too-slow', spentMs: 0 }
      }
      return { how: 'finished', spentMs: 0 }
    }
    return new Reading({ task: 'read', source: '', limits: { maxPages: 2000, maxPixels: 1, maxBytes: 1 }, firstPage: 1 }, { run, patienceMs: 10_000, startMs: 3000 }, undefined).all()
  }
  const lost = async (pageCount: number, seen: Parameters<typeof reading>[1]): Promise<number> => (await reading(pageCount, seen)).filter(({ unreadable }) => unreadable !== null).length
  expect([await lost(300, { blank: false }), await lost(1900, { text: 'A1.x', blank: false }), await lost(1900, { text: 'A1.x', blank: false, backs: true })]).toEqual([0, 0, 0])
  const blank = await reading(1900, { blank: true })
  expect([blank.length, blank[8]?.unreadable, blank.at(-1)?.unreadable]).toEqual([1900, null, expect.stringContaining('var tomma')])
  const pages = await reading(1900, { text: 'https://example.com', blank: false })
  expect([pages.length, pages[300]?.unreadable, pages.at(-1)?.unreadable]).toEqual([1900, null, expect.stringContaining('Dela upp filen')])
})
