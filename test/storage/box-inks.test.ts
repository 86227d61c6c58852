import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { SHAPE_BYTES } from '../../signing/ink/ink-shape.js'
import { drawnIn, keepBoxInks } from '../../src/storage/box-inks.js'
import { insertScan } from '../../src/storage/scans.js'
import { EPOCH, insertVersions, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
const SCAN = sha256Of('pile')
const page = (exemplar: number) => ({ scan: SCAN, sourcePage: exemplar, code: 'A', exemplar, page: 1 })

/** Ink in half of the cells, others for each seed. */
function signed(seed: number): Parameters<typeof drawnIn>[1] {
  const shape = Uint8Array.from({ length: SHAPE_BYTES }, (_, at) => Math.floor(Math.abs(Math.sin((at % (SHAPE_BYTES / 2)) * 12.9898 + seed * 78.233) * 43758.5453) * 256) % 256)
  return [{ id: 'kund-1', ink: 'signed', confidence: 1, bilevel: false, cutout: sha256Of('cut'), shape: deflateSync(shape).toString('base64') }]
}

test('what was compared before others wait is not compared again, and what has come since is', async () => {
  const { store } = temporary()
  await store.write(async (tx) => {
    await insertVersions(tx, 'A')
    await insertScan(tx, { sha256: SCAN, fileName: 'bunt.pdf', bytes: 1, mediaType: 'application/pdf', receivedAt: EPOCH, pages: 0 }, [])
  })
  const [first] = await drawnIn(store.read, signed(1))
  if (first === undefined) throw new Error('a shape is drawn')
  const { aspect, lean } = first
  const shapes = Array.from({ length: 200 }, (_, seed) => signed(seed + 10)[0]?.shape ?? '')
  await store.write(async (tx) => {
    for (const [index, shape] of shapes.entries()) await tx.insertInto('box_ink').values({ scan: SCAN, source_page: index + 100, code: 'A', exemplar: index + 100, page: 1, box: 'kund-1', aspect, lean, shape }).execute()
  })
  const took = (work: () => void): number => { const began = performance.now(); work(); return performance.now() - began }
  const [known] = await drawnIn(store.read, signed(1))
  const compares = took(() => shapes.forEach((shape) => first.isSame(shape)))
  expect(took(() => shapes.forEach((shape) => known?.isSame(shape)))).toBeLessThan(compares / 4)

  const both = [await drawnIn(store.read, signed(1)), await drawnIn(store.read, signed(1))]
  for (const [index, drawn] of both.entries()) await store.write((tx) => keepBoxInks(tx, page(index + 1), drawn))
  const pairs = await store.read.selectFrom('same_ink').innerJoin('box_ink as mine', 'mine.id', 'one').innerJoin('box_ink as theirs', 'theirs.id', 'other').select(['mine.exemplar', 'theirs.exemplar as other']).orderBy('mine.exemplar').execute()
  expect(pairs).toEqual([{ exemplar: 1, other: 2 }, { exemplar: 2, other: 1 }])
})
