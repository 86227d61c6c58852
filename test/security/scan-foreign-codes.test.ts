import { expect, it } from 'vitest'
import QRCode from 'qrcode'
import { matchPages, type ScannedVersion } from '../../signing/match-pages.js'
import { stampsOf } from '../../signing/page-code.js'
import type { Stamp } from '../../templates/stamp.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { keyOf, printedPdf, TEST_KEY } from '../imaging/printed-page.js'
import { fileWriter, testImaging } from '../imaging/test-imaging.js'

const write = fileWriter()
const imaging = testImaging()
const CODE = '7K3M9QXT2B'
const version: ScannedVersion = { kind: 'raps', orgnr: '212000-0142', pageCount: 2, stage: 'signing', exemplars: 2, layout: { pages: [] }, superseded: false, cancelled: false, signatureBoxes: [] }

function linkStamp(): Stamp {
  const { modules } = QRCode.create('https://example.org/', { version: 2, errorCorrectionLevel: 'M' })
  return { qr: { size: modules.size, modules: Array.from(modules.data, (module) => module !== 0) }, text: '', code: '', exemplar: '' }
}

it('a link, a forged code and a stranger’s code on scanned paper leave the genuine page alone and are named for what they are', async () => {
  const stamp = (key: Uint8Array, code: string) => stampsOf({ keyId: 'K7', key, code, exemplar: 1, exemplars: 2, draft: false })(1, 2)
  const pdf = await printedPdf([
    { stamp: stamp(TEST_KEY, CODE), text: 'Äkta' },
    { stamp: linkStamp(), text: 'En reklamsida' },
    { stamp: stamp(new Uint8Array(32), CODE), text: 'Förfalskad' },
    { stamp: stamp(TEST_KEY, 'ZZZZZZZZZZ'), text: 'Okänd' },
  ])
  const path = write('mixed.pdf', await printSignScan(imaging, [{ pdf, boxes: [] }], { dpi: 200, seed: 9, upsideDown: [3], shuffle: false }))
  const { matched, unmatched } = matchPages({ scan: 'a'.repeat(64), pages: await imaging.readPages({ path }), versionOf: (code) => (code === CODE ? version : null), keyOf })
  expect(matched).toMatchObject([{ sourcePage: 1, code: CODE, exemplar: 1, page: 1 }])
  expect(unmatched).toEqual([{ sourcePage: 2, reason: 'foreign-code' }, { sourcePage: 3, reason: 'forged-code' }, { sourcePage: 4, reason: 'unknown-version' }])
})
