import { expect, it } from 'vitest'
import { fileWriter, readersLeft, testImaging } from './test-imaging.js'

const write = fileWriter()

/** Stands in for a reader that a native decoder takes down on page 2 of 4. */
const DYING_READER = `
process.once('message', async (job) => {
  const send = (reply) => new Promise((sent) => process.send(reply, sent))
  await send({ type: 'opened', pageCount: 4 })
  for (let page = job.firstPage; page <= 4; page += 1) {
    await send({ type: 'begun', page })
    if (page === 2) process.abort()
    await send({ type: 'read', page: { sourcePage: page, widthPx: 1, heightPx: 1, codes: [], blank: true, unreadable: null } })
  }
  await send({ type: 'done' })
  process.disconnect()
})`

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
