import { fitSimilarity, project, type Projection } from '../../signing/registration/projection.js'
import { isCodeOf } from '../../signing/page-code.js'
import { pairsOfSymbols } from './code-pairs.js'
import type { WantedPage } from './job.js'
import type { Raster } from './page-source.js'
import { readCodes } from './read-codes.js'

const MM_PER_POINT = 25.4 / 72
/** Corners that agree on how the page lies are no farther from it: a sheet pulled unevenly, or a fax, leaves more. */
const MOST_OFF_MM = 0.7
/** So far beyond the picture the paper may reach: the copier cuts some millimetres off. */
const BEYOND_MM = 12

/** Where the issued page lies in a gray picture of it that was not examined, by both of its own codes; null unless exactly those are seen, and agree. */
export async function liesByCodes(gray: Raster, { codes, paper }: Pick<WantedPage, 'codes' | 'paper'>): Promise<Projection | null> {
  if (codes === undefined) return null
  const [widthMm, heightMm] = [paper.widthPt * MM_PER_POINT, paper.heightPt * MM_PER_POINT]
  const seen = (await readCodes(gray, null)).codes.filter(({ text }) => isCodeOf(text, codes))
  if (seen.length !== 2 || codes.places.length !== 2) return null
  const [pairs = []] = pairsOfSymbols(seen, codes.places, heightMm)
  const projection = fitSimilarity(pairs)
  if (projection === null) return null
  const perMm = Math.hypot(projection[0], projection[3])
  const isNear = pairs.every(({ xMm, yMm, xPx, yPx }) => {
    const expected = project(projection, xMm, yMm)
    return Math.hypot(expected.xPx - xPx, expected.yPx - yPx) <= MOST_OFF_MM * perMm
  })
  const isWithin = [[0, 0], [widthMm, 0], [widthMm, heightMm], [0, heightMm]].every(([xMm = 0, yMm = 0]) => {
    const { xPx, yPx } = project(projection, xMm, yMm)
    const beyond = BEYOND_MM * perMm
    return xPx >= -beyond && yPx >= -beyond && xPx <= gray.widthPx + beyond && yPx <= gray.heightPx + beyond
  })
  return isNear && isWithin ? projection : null
}
