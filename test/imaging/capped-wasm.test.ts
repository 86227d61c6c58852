import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { capWasmMemory } from '../../src/imaging/capped-wasm.js'

/** A module with nothing but one memory of 1 page, at most `maximum` pages as three bytes of LEB128. */
const moduleOf = (maximum: readonly [number, number, number]) => Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 6, 1, 1, 1, ...maximum])
const PAGES_32768 = [0x80, 0x80, 0x02] as const
const PAGES_128 = [0x80, 0x81, 0x00] as const
const PAGES_4 = [0x84, 0x80, 0x00] as const

it('lowers a module’s memory to the cap', () => expect(capWasmMemory(moduleOf(PAGES_32768), 8)).toEqual(moduleOf(PAGES_128)))

it('never raises it', () => expect(capWasmMemory(moduleOf(PAGES_4), 8)).toEqual(moduleOf(PAGES_4)))

it.each(['@embedpdf/pdfium/pdfium.wasm', 'zxing-wasm/reader/zxing_reader.wasm'])('caps %s and changes nothing else in it', (module) => {
  const wasm = new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve(module))))
  const capped = capWasmMemory(wasm, 256)
  const changed = wasm.filter((byte, at) => byte !== capped[at]).length
  expect(changed).toBeGreaterThan(0)
  expect(changed).toBeLessThanOrEqual(3)
})

it('refuses what is not a module with a bounded memory of its own', () => {
  expect(() => capWasmMemory(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), 8)).toThrow('no memory section')
})
