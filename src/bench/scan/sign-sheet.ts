import type { Region } from '../../../signing/registration/flatten.js'
import type { Rectangle } from '../../../templates/stamp.js'
import { between, type Chance } from '../../demo/seeded.js'
import { someInitials, someName, somePen, write, type Pen, type Writing } from './hand.js'
import type { Sheet } from './picture.js'
import type { BoxTruth } from './truth.js'
import { coffee, fold, onSheet, specks } from './wear.js'

const MM_PER_POINT = 25.4 / 72

/** A rectangle of an issued page in millimetres from its top left corner. */
export function inMm({ xPt, yPt, widthPt, heightPt }: Rectangle, pageMm: number): Region {
  return { leftMm: xPt * MM_PER_POINT, topMm: pageMm - (yPt + heightPt) * MM_PER_POINT, widthMm: widthPt * MM_PER_POINT, heightMm: heightPt * MM_PER_POINT }
}

/** Fills each signature box of a sheet with something, and says with what. */
export function signSheet(sheet: Sheet, boxes: readonly (Rectangle & { readonly id: string })[], pageMm: number, paper: 'clean' | 'worn', chance: Chance): BoxTruth[] {
  const regions = boxes.map((box) => inMm(box, pageMm))
  const astray: Region[] = []
  const filled = boxes.map(({ id }, index): BoxTruth => {
    const region = regions[index]
    if (region === undefined) throw new Error('a box has a place')
    const others = regions.filter((_, other) => other !== index)
    const dice = chance()
    if (dice < 0.42) return { id, holds: 'signature', pen: signature(sheet, region, others, someName(chance), chance) }
    if (dice < 0.5) return { id, holds: 'initials', pen: initials(sheet, region, chance) }
    if (dice < 0.57) {
      const { pen, at } = runIn(sheet, region, chance)
      astray.push(at)
      return { id, holds: 'neighbour', pen }
    }
    if (dice < 0.75 && paper === 'worn') {
      soil(sheet, region, chance)
      return { id, holds: 'dirt', pen: null }
    }
    return { id, holds: 'nothing', pen: null }
  })
  // What runs into one box may run into the next one too.
  return filled.map((box, index) => ((box.holds === 'nothing' || box.holds === 'dirt') && astray.some((at) => meets(at, regions[index])) ? { ...box, holds: 'neighbour' } : box))
}

function meets(one: Region, other: Region | undefined): boolean {
  return other !== undefined && one.leftMm < other.leftMm + other.widthMm && other.leftMm < one.leftMm + one.widthMm && one.topMm < other.topMm + other.heightMm && other.topMm < one.topMm + one.heightMm
}

/** Within the box, or with a flourish beyond it where no other box is near. */
function signature(sheet: Sheet, box: Region, others: readonly Region[], name: Writing, chance: Chance): Pen['name'] {
  const pen = somePen(chance)
  const widthMm = Math.min(box.widthMm * 0.95, between(chance, 24, 62))
  const heightMm = Math.min(between(chance, 6, 16), box.heightMm * 0.95)
  const leftMm = box.leftMm + between(chance, 0.02, Math.max(0.03, 1 - widthMm / box.widthMm)) * box.widthMm
  const freely = others.every((other) => Math.abs(other.topMm - box.topMm) > 2 * box.heightMm)
  const topMm = box.topMm + (freely ? between(chance, -0.15, 1.1) : between(chance, 0.02, 0.98)) * (box.heightMm - heightMm)
  write(sheet.picture, onSheet(sheet, { leftMm, topMm, widthMm, heightMm }), name, pen, chance)
  return pen.name
}

function initials(sheet: Sheet, box: Region, chance: Chance): Pen['name'] {
  const pen = somePen(chance)
  const [widthMm, heightMm] = [between(chance, 8, 18), Math.min(box.heightMm * 0.9, between(chance, 5, 11))]
  const at = { leftMm: box.leftMm + between(chance, 0.03, 0.7) * (box.widthMm - widthMm), topMm: box.topMm + between(chance, 0.1, 0.9) * (box.heightMm - heightMm), widthMm, heightMm }
  write(sheet.picture, onSheet(sheet, at), someInitials(chance), pen, chance)
  return pen.name
}

/** A name that belongs above, below or beside the box, a part of which comes into it. */
function runIn(sheet: Sheet, box: Region, chance: Chance): { readonly pen: Pen['name']; readonly at: Region } {
  const pen = somePen(chance)
  const [widthMm, heightMm, intoMm] = [between(chance, 25, 55), between(chance, 8, 16), between(chance, 1, 5)]
  const from = chance()
  const topMm = from < 0.4 ? box.topMm - heightMm + intoMm : from < 0.7 ? box.topMm + box.heightMm - intoMm : box.topMm + between(chance, 0, 0.5) * box.heightMm
  const leftMm = from < 0.7 ? box.leftMm + between(chance, 0, Math.max(0.1, box.widthMm - widthMm)) : box.leftMm + box.widthMm - intoMm * 2
  const at = { leftMm, topMm, widthMm, heightMm }
  write(sheet.picture, onSheet(sheet, at), someName(chance), pen, chance)
  return { pen: pen.name, at }
}

function soil(sheet: Sheet, box: Region, chance: Chance): void {
  const at = onSheet(sheet, box)
  const { picture } = sheet
  const dice = chance()
  if (dice < 0.35) coffee(picture, at.left + chance() * at.width, at.top + chance() * at.height, chance)
  else if (dice < 0.6) fold(picture, 'across', (at.top + between(chance, 0.1, 0.9) * at.height) / picture.heightPx, chance)
  else if (dice < 0.7) fold(picture, 'down', (at.left + between(chance, 0.1, 0.9) * at.width) / picture.widthPx, chance)
  else specks(picture, 5 + Math.floor(chance() * 50), chance, at)
}
