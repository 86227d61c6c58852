import { expect, it } from 'vitest'
import { fileWriter, testImaging } from './test-imaging.js'

const write = fileWriter()

/** Reads no page before the file `go` is there, and shows one at once. */
const readerUntil = (go: string) => `
import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { openReaderLine } from ${JSON.stringify(new URL('../../dist/src/imaging/reader-line.js', import.meta.url).href)}
const { job: wanted, send } = openReaderLine()
const job = await wanted
await send({ type: 'opened', pageCount: 1 })
await send({ type: 'begun', page: 1 })
if (job.task === 'show') await send({ type: 'shown', jpeg: new Uint8Array([7]) })
else if (job.task === 'raster') await send({ type: 'rastered', page: { pixels: new Uint8Array([9]), channels: 1, widthPx: 1, heightPx: 1, dpi: 150 } })
else {
  while (!existsSync(${JSON.stringify(go)})) await pause(50)
  await send({ type: 'read', page: { sourcePage: 1, widthPx: 1, heightPx: 1, codes: [], blank: true, unreadable: null } })
}
await send({ type: 'done' })
process.exit(0)`

it('whoever looks at a page, or hands in what is printed to see, does not wait for the piles that are being read', async () => {
  const pile = write('pile.pdf', '%PDF-1.7')
  const imaging = testImaging({ readerPath: write('reader-process.mjs', readerUntil(`${pile}.go`)), timeoutMsPerPage: 60_000 })
  const piles = Promise.all([1, 2].map(() => imaging.readPages({ path: pile })))
  expect(await imaging.showPage(pile, { sourcePage: 1, rotation: 0 })).toEqual(new Uint8Array([7]))
  expect(await imaging.rasterPdf(pile, 150)).toMatchObject([{ dpi: 150 }])
  write('pile.pdf.go', '')
  expect((await piles).map((pages) => pages.length)).toEqual([1, 1])
}, 20_000)
