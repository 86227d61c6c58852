import { stampsOf } from '../../../signing/page-code.js'
import { between, type Chance } from '../../demo/seeded.js'
import type { PageSource } from '../../imaging/page-source.js'
import { codesReplaced, contentSwapped, figureChanged, setAnew, wordChanged, type AlteredFile } from './alter-file.js'
import { pick, someFigures, someName, somePen, someStroke, write } from './hand.js'
import { openForPrint, type IssuedExemplar, type PrintShop } from './issued.js'
import { openPage, wordsShown, type OpenedPage } from './page-text.js'
import type { Sheet } from './picture.js'
import { printed, somePrinter } from './printer.js'
import type { Profile } from './profile.js'
import { inMm, signSheet } from './sign-sheet.js'
import type { BoxTruth, PageTruth } from './truth.js'
import { coffee, cover, fold, holes, onSheet, specks, staple } from './wear.js'

/** One page of an issued exemplar that shall be printed. */
export interface Leaf {
  readonly exemplar: IssuedExemplar
  readonly page: number
}

/** What is done to a page before it is scanned. */
export type Deed = 'nothing' | 'digit' | 'word' | 'covered' | 'struck' | 'written' | 'other-content' | 'forged' | 'destroyed'

/** A sheet as it lies in the copier, and the truth about it but for what the copier does. */
export interface MadeSheet {
  readonly sheet: Sheet
  readonly boxes: readonly BoxTruth[]
  readonly change: PageTruth['change']
  readonly codes: PageTruth['codes']
  readonly pageMm: PageTruth['pageMm']
}

const MM_PER_POINT = 25.4 / 72

/** Prints a page, changed or not, lets somebody sign it, and wears the paper. `others` are pages whose content may stand in for its own. */
export async function makeSheet(shop: PrintShop, leaf: Leaf, deed: Deed, others: readonly Leaf[], profile: Profile, channels: 1 | 3, chance: Chance): Promise<MadeSheet> {
  const { exemplar, page } = leaf
  const layout = exemplar.layout.find((one) => one.page === page)
  if (layout === undefined) throw new Error(`${exemplar.code} has no page ${page}`)
  const pageMm = { widthMm: layout.widthPt * MM_PER_POINT, heightMm: layout.heightPt * MM_PER_POINT }
  const file = await shop.file(exemplar.sha256)
  const opened = deed === 'nothing' || deed === 'destroyed' ? null : await openPage(file.bytes, page, file.pages.letters(page))
  const altered = opened === null ? null : await alterFile(opened, deed, shop, others, chance)
  const pages: PageSource = altered === null ? file.pages : await openForPrint(altered.file.bytes)
  const sheet = await printed({ pages, page, ...pageMm }, somePrinter(chance, profile.printer), channels, chance)
  const boxes = signSheet(sheet, exemplar.boxes.filter((box) => box.page === page), pageMm.heightMm, profile.paper, chance)
  const byHand = opened === null ? null : alterPaper(sheet, opened, deed, chance)
  if (profile.paper === 'worn') wear(sheet, chance)
  if (deed === 'destroyed') for (const place of layout.codes.filter((one) => one.exemplar === exemplar.exemplar)) destroy(sheet, inMm({ ...place, widthPt: place.sizePt, heightPt: place.sizePt }, pageMm.heightMm), chance)
  const change = altered?.change ?? byHand
  return { sheet, boxes, change, codes: deed === 'destroyed' ? 'none' : 'whole', pageMm }
}

async function alterFile(opened: OpenedPage, deed: Deed, shop: PrintShop, others: readonly Leaf[], chance: Chance): Promise<{ file: AlteredFile; change: PageTruth['change'] } | null> {
  const print = chance() < 0.7 ? 'same' : 'other'
  const told = (file: AlteredFile | null, what: 'digit' | 'word' | 'other-content', how: string) => (file === null ? null : { file, change: { what, how, region: file.region } })
  switch (deed) {
    case 'digit':
      return told(await figureChanged(opened, print, chance), 'digit', print)
    case 'word':
      return told(await wordChanged(opened, print, chance), 'word', print)
    case 'other-content': {
      if (chance() < 0.35) return told(await setAnew(opened, chance), 'other-content', 'set-anew')
      const { exemplar, page } = pick(chance, others)
      return told(await contentSwapped(opened, { bytes: (await shop.file(exemplar.sha256)).bytes, page }), 'other-content', 'other-page')
    }
    case 'forged':
      return { file: await codesReplaced(opened, forgedCode(chance)), change: null }
    case 'nothing': case 'covered': case 'struck': case 'written': case 'destroyed':
      return null
    default:
      return deed satisfies never
  }
}

/** A code of our form and of a key that the installation has never had, or of one it has. */
function forgedCode(chance: Chance): { size: number; modules: readonly boolean[] } {
  const [key, code] = [Uint8Array.from({ length: 32 }, () => Math.floor(chance() * 256)), Array.from({ length: 10 }, () => pick(chance, '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split(''))).join('')]
  return stampsOf({ keyId: 'ZZ', key, code, exemplar: 1, exemplars: 2, draft: false })(1, 3).qr
}

/** Something done to the paper with pen, ruler or glue. Null when the page has no text for it. */
function alterPaper(sheet: Sheet, opened: OpenedPage, deed: Deed, chance: Chance): PageTruth['change'] {
  if (deed !== 'covered' && deed !== 'struck' && deed !== 'written') return null
  const words = wordsShown(opened).filter(({ text }) => text.length >= 4)
  if (words.length === 0) return null
  const { region } = pick(chance, words)
  const pen = somePen(chance, chance() < 0.5 ? 'dark' : 'blue')
  if (deed === 'covered') {
    const strip = { leftMm: region.leftMm - 1, topMm: region.topMm - 0.8, widthMm: Math.min(150, between(chance, 18, 120)), heightMm: between(chance, 4.5, 16) }
    cover(sheet.picture, onSheet(sheet, strip), chance() < 0.75 ? Math.round(between(chance, 242, 255)) : Math.round(between(chance, 10, 60)))
    return { what: 'covered', how: 'strip', region: strip }
  }
  if (deed === 'struck') {
    const line = { ...region, leftMm: region.leftMm - between(chance, 0, 1.5), widthMm: region.widthMm + between(chance, 0, 12), topMm: region.topMm + region.heightMm * 0.2, heightMm: region.heightMm * 0.6 }
    write(sheet.picture, onSheet(sheet, line), someStroke(chance), pen, chance)
    return { what: 'struck', how: pen.name, region: line }
  }
  const figures = chance() < 0.5
  const at = { leftMm: region.leftMm + between(chance, -3, 3), topMm: region.topMm - between(chance, 0.5, 3), widthMm: figures ? between(chance, 5, 14) : between(chance, 12, 35), heightMm: figures ? between(chance, 3.5, 6) : between(chance, 4, 9) }
  write(sheet.picture, onSheet(sheet, at), figures ? someFigures(chance, 2 + Math.floor(chance() * 3)) : someName(chance), pen, chance)
  return { what: 'written', how: figures ? 'figures' : 'words', region: at }
}

function wear(sheet: Sheet, chance: Chance): void {
  const { picture } = sheet
  if (chance() < 0.4) coffee(picture, chance() * picture.widthPx, chance() * picture.heightPx, chance)
  if (chance() < 0.5) for (const share of chance() < 0.5 ? [1 / 3, 2 / 3] : [0.5]) fold(picture, 'across', share + between(chance, -0.02, 0.02), chance)
  if (chance() < 0.15) fold(picture, 'down', between(chance, 0.3, 0.7), chance)
  specks(picture, Math.floor(between(chance, 0, 250)), chance)
  if (chance() < 0.5) holes(picture, chance)
  if (chance() < 0.3) staple(picture, chance)
}

function destroy(sheet: Sheet, code: ReturnType<typeof inMm>, chance: Chance): void {
  const [away, grown] = [chance() < 0.6 ? 0 : between(chance, 0.2, 0.5), between(chance, -2, 3)]
  const box = { leftMm: code.leftMm - grown, topMm: code.topMm - grown + away * code.heightMm, widthMm: code.widthMm + 2 * grown, heightMm: (code.heightMm + 2 * grown) * (1 - away) }
  cover(sheet.picture, onSheet(sheet, box), pick(chance, [0, 20, 255, 245, 120]))
}
