import { expect, it } from 'vitest'
import { fileWriter, readersLeft, testImaging } from './test-imaging.js'

const write = fileWriter()

/** Stands in for a reader to which something happens on page 2 of 4. */
const readerWith = (happening: string) => `
process.once('message', async (job) => {
  const send = (reply) => new Promise((sent) => process.send(reply, sent))
  await send({ type: 'opened', pageCount: 4 })
  for (let page = job.firstPage; page <= 4; page += 1) {
    await send({ type: 'begun', page })
    if (page === 2) ${happening}
    await send({ type: 'read', page: { sourcePage: page, widthPx: 1, heightPx: 1, codes: [], blank: true, unreadable: null } })
  }
  await send({ type: 'done' })
  process.disconnect()
})`
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
  await expect(imaging.cleanPages(write('any3.pdf', '%PDF-1.7'), [{ sourcePage: 1, rotation: 0 }])).rejects.toMatchObject({ code: 'scan-unreadable' })
})

it('a page that takes the reader’s memory is named, and the pages after it are read', async () => {
  const hungry = readerWith(`{ globalThis.kept = Buffer.alloc(700 * 1024 * 1024, 1); await new Promise((wait) => setTimeout(wait, 60_000)) }`)
  const imaging = testImaging({ readerPath: write('reader-process-4.mjs', hungry), timeoutMsPerPage: 8000 })
  const pages = await imaging.readPages({ path: write('any4.pdf', '%PDF-1.7') })
  const why = process.platform === 'linux' ? 'Sidan krävde för mycket minne.' : 'Sidan tog för lång tid att läsa.'
  expect(pages[1]?.unreadable).toBe(why)
  expect(pages).toHaveLength(4)
})

it('a file that dies at every second opening is given up in time', async () => {
  const reader = `
process.once('message', async (job) => {
  if (job.firstPage > 1) process.abort()
  const send = (reply) => new Promise((sent) => process.send(reply, sent))
  await send({ type: 'opened', pageCount: 1000 })
  await send({ type: 'begun', page: 1 })
  process.abort()
})`
  const startedAt = performance.now()
  const pages = await testImaging({ readerPath: write('reader-process-5.mjs', reader), timeoutMsPerPage: 1000 }).readPages({ path: write('any5.pdf', '%PDF-1.7') })
  expect(pages).toHaveLength(1000)
  expect(pages.every(({ unreadable }) => unreadable !== null)).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(15_000)
})
