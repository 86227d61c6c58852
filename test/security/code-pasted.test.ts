import { describe, expect, it } from 'vitest'
import { matchPages, type ScannedVersion } from '../../signing/match-pages.js'
import { writePageCode } from '../../signing/page-code.js'
import type { ReadCode } from '../../signing/scan-report.js'

const key = new Uint8Array(32).fill(7)
const code = '7K3M9QXT2B'
const text = (page: number, pageCount = 3) => writePageCode({ keyId: 'K7', code, exemplar: 1, page, pageCount }, key)
const forged = writePageCode({ keyId: 'K7', code, exemplar: 1, page: 1, pageCount: 3 }, new Uint8Array(32))
const version: ScannedVersion = { kind: 'raps', orgnr: '212000-0142', pageCount: 3, stage: 'signing', exemplars: 2, layout: { pages: [] }, superseded: false, cancelled: false, signatureBoxes: [] }

function reasonFor(codes: readonly ReadCode[]): string | undefined {
  const page = { sourcePage: 1, widthPx: 1, heightPx: 1, codes, blank: false, unreadable: null }
  const { unmatched } = matchPages({ scan: 'a'.repeat(64), pages: [page], versionOf: () => version, keyOf: () => key })
  return unmatched[0]?.reason
}

describe('a code pasted onto a page', () => {
  it('makes the page unreadable when it is genuine but another page’s', () => {
    expect(reasonFor([{ text: text(1), rotation: 0 }, { text: text(2), rotation: 0 }])).toBe('unreadable')
  })

  it('makes the page unreadable when it is the page’s own, turned otherwise', () => {
    expect(reasonFor([{ text: text(1), rotation: 0 }, { text: text(1), rotation: 180 }])).toBe('unreadable')
  })

  it('makes the page forged when it is forged, though the other code is genuine', () => {
    expect(reasonFor([{ text: text(1), rotation: 0 }, { text: forged, rotation: 0 }])).toBe('forged-code')
  })

  it('is forged when it is genuine for another page count', () => {
    expect(reasonFor([{ text: text(4, 4), rotation: 0 }])).toBe('forged-code')
  })

  it('does no harm when it is a registrar’s label', () => {
    expect(reasonFor([{ text: 'https://diariet.example/1234', rotation: 90 }, { text: text(1), rotation: 0 }])).toBeUndefined()
  })
})
