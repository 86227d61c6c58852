import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { houseStatus } from '../../src/flows/house-status.js'
import { scanList } from '../../src/flows/scan-shapes.js'
import { scanEach } from '../../src/flows/scan.js'
import { documentOf, factsOf, openHouse, packed } from '../open-house.js'
import { copierPdf, inCopier, sheetsOf } from '../signed-scans.js'
import { pngClaiming, tiffOfPages } from '../../src/bench/scan/hostile-parts.js'
import { fileWriter, testImaging } from '../imaging/test-imaging.js'
import { jpegClaiming, pdfOfPage, plainStream, zlibBomb } from './hostile-files.js'

const write = fileWriter()

it('hostile files are kept byte for byte, under names that command no terminal, and the same house reads the next upload', async () => {
  const house = await openHouse()
  const manifest = await packed(house, factsOf('vardgruppen-solbacka'), { kinds: ['kortprognos'] })
  const hostile: readonly [string, Buffer][] = [
    ['..\\..\\etc\\passwd.pdf', pdfOfPage('/Contents 4 0 R', plainStream('/Filter /FlateDecode', zlibBomb(200, 0x20)))],
    ['\u001B]0;ond\u0007\u202Efdp.pdf', pdfOfPage('/MediaBox [0 0 0 0]')],
    [`${'å'.repeat(120)}.tif`, tiffOfPages(3, 8)],
    ['bild.jpg', jpegClaiming(60_000, 60_000)],
    ['bild.png', pngClaiming(60_000, 60_000)],
    ['e.pdf', pdfOfPage('', `<</ByteRange[0 1 2 3]/Contents<00>/A ${'['.repeat(20_000)}>>`)],
  ]
  const good = documentOf(manifest, 'kortprognos')
  const stuck = { ...house.app, imaging: testImaging({ readerPath: write('endless-reader.mjs', 'for (;;) {}'), timeoutMsPerPage: 500 }) }
  const endless = scanEach(stuck, [inCopier(house, 'utan slut.pdf', pdfOfPage('/MediaBox [0 0 1 1]'))])
  const answers = await scanEach(house.app, [...hostile.map(([name, bytes]) => inCopier(house, name, bytes)), inCopier(house, 'bra.pdf', await copierPdf(house, sheetsOf(good)))])
  expect(answers).toHaveLength(hostile.length + 1)
  for (const [, bytes] of hostile) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(Buffer.compare(await readFile(house.app.archive.pathOf(sha256)), bytes)).toBe(0)
  }
  expect(answers.at(-1)).toMatchObject({ report: { documents: [{ code: good.code, pages: { missing: [] } }] } })
  expect(await endless).toMatchObject([{ failure: { code: 'scan-unreadable', message: 'Filen tog för lång tid att läsa. Hämta filen från kopiatorn igen, eller skanna om.' } }])
  expect((await houseStatus(house.app)).arrivals.map(({ fileName, state }) => [fileName, state])).toEqual(expect.arrayContaining([['utan slut.pdf', 'unreadable'], ['bra.pdf', 'read']]))
  const names = ((await scanList(house.app, null, null)) ?? []).map(({ fileName }) => fileName)
  expect(names).toContain('[U+001B]]0;ond[U+0007][U+202E]fdp.pdf')
  expect(names.filter((name) => /[\p{Cc}\p{Cf}]/u.test(name) || name.length > 200)).toEqual([])
})
