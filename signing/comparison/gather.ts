import type { Region } from '../registration/flatten.js'

/** Regions that lie closer to each other than `togetherMm`, made one, until none do. */
export function gathered(regions: readonly Region[], togetherMm: number): Region[] {
  const whole: Region[] = []
  for (const region of regions) {
    let grown = region
    for (let at = closeTo(grown, whole, togetherMm); at >= 0; at = closeTo(grown, whole, togetherMm)) {
      const [other] = whole.splice(at, 1)
      if (other !== undefined) grown = around(grown, other)
    }
    whole.push(grown)
  }
  return whole
}

function closeTo(region: Region, others: readonly Region[], togetherMm: number): number {
  return others.findIndex((other) => isClose(region, other, togetherMm))
}

/** Whether the gap between two regions is less than `togetherMm` both ways. */
export function isClose(a: Region, b: Region, togetherMm: number): boolean {
  const apart = (from: number, size: number, other: number, otherSize: number): number => Math.max(other - (from + size), from - (other + otherSize))
  return apart(a.leftMm, a.widthMm, b.leftMm, b.widthMm) < togetherMm && apart(a.topMm, a.heightMm, b.topMm, b.heightMm) < togetherMm
}

/** The least region that holds both. */
export function around(a: Region, b: Region): Region {
  const [leftMm, topMm] = [Math.min(a.leftMm, b.leftMm), Math.min(a.topMm, b.topMm)]
  return { leftMm, topMm, widthMm: Math.max(a.leftMm + a.widthMm, b.leftMm + b.widthMm) - leftMm, heightMm: Math.max(a.topMm + a.heightMm, b.topMm + b.heightMm) - topMm }
}
