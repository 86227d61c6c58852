import { PDFDocument, rgb, StandardFonts } from 'pdf-lib'
import QRCode from 'qrcode'
import { between, seeded, shuffled, type Chance } from '../../demo/seeded.js'
import { copied, type Copier, type Turned } from './copier.js'
import { pick } from './hand.js'
import { openForPrint, type IssuedExemplar, type PrintShop } from './issued.js'
import { makeSheet, type Deed, type Leaf, type MadeSheet } from './make-sheet.js'
import { photographed } from './phone.js'
import { plain, type Sheet } from './picture.js'
import { printed, somePrinter } from './printer.js'
import type { Machine, Profile } from './profile.js'
import { jpegFile, pdfFile, photographFile, tiffFile, type StoredPage } from './scan-file.js'
import type { PageTruth, SimulatedFile } from './truth.js'
import { shineThrough } from './wear.js'

/** What a simulator prints from: papers of this installation, and of another provider's. */
export interface Stock {
  readonly shop: PrintShop
  readonly issued: readonly IssuedExemplar[]
  readonly elsewhere: { readonly shop: PrintShop; readonly issued: readonly IssuedExemplar[] } | null
}

/** One sheet side to be laid in the copier. */
type Laid = { readonly leaf: Leaf; readonly deed: Deed } | { readonly stray: 'blank' | 'foreign-code' | 'no-code' | 'elsewhere' }

const A4_MM = { widthMm: 210, heightMm: 297 }
/** White about a QR symbol (ISO/IEC 18004). */
const QUIET_MODULES = 4
/** The row of chances of one file: the same for the same seed, whatever was made before it. */
export const chanceOf = (seed: number, profile: Profile, file: number): Chance => seeded(Math.imul(seed + 1, 2_654_435_761) ^ Math.imul(file + 1, 40_503) ^ hashOf(profile.name))

const hashOf = (text: string): number => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).reduce((sum, code) => Math.imul(sum ^ code, 16_777_619), 2_166_136_261)

/** Makes the file of this number: so many pages out of a profile's machine, and the truth about each. The same stock, seed and number give the same bytes. */
export async function simulateFile(stock: Stock, profile: Profile, pages: number, number: number, seed: number): Promise<SimulatedFile> {
  const chance = chanceOf(seed, profile, number)
  const machine = pick(chance, profile.machines)
  const { laid, missing } = profile.piles ? pile(stock, profile.mischief, chance) : { laid: sheets(stock, profile, machine === 'phone' || machine.file === 'jpeg' ? 1 : pages, chance), missing: [] }
  const stored: { page: StoredPage; truth: PageTruth }[] = []
  for (const one of laid) stored.push(await scanOne(stock, one, profile, machine, chance))
  const bytes = await fileOf(machine, stored.map(({ page }) => page))
  const [tones, dpi] = machine === 'phone' ? (['phone', 0] as const) : ([machine.tones, machine.dpi] as const)
  return { name: `${profile.name}-${number}.${machine === 'phone' ? 'jpg' : machine.file}`, bytes, tones, dpi, pages: stored.map(({ truth }) => truth), missing }
}

function fileOf(machine: Machine, pages: readonly StoredPage[]): Promise<Uint8Array> {
  const [first] = pages
  if (first === undefined) throw new Error('a file has pages')
  if (machine === 'phone') return photographFile(first)
  if (machine.file === 'jpeg') return jpegFile(first)
  const bits = machine.tones === 'bilevel' || machine.tones === 'dithered'
  return machine.file === 'tiff' ? tiffFile(pages, bits ? 'bilevel' : 'gray') : pdfFile(pages, () => bits)
}

async function scanOne(stock: Stock, laid: Laid, profile: Profile, machine: Machine, chance: Chance): Promise<{ page: StoredPage; truth: PageTruth }> {
  const channels = machine === 'phone' || machine.tones === 'colour' ? 3 : 1
  const made = 'stray' in laid ? await makeStray(stock, laid.stray, channels, chance) : await makeSheet(stock.shop, laid.leaf, laid.deed, othersThan(stock, laid.leaf), profile, channels, chance)
  const turned = machine === 'phone' ? 0 : turning(machine, chance)
  const seen = machine === 'phone' ? await photographed(made.sheet, chance) : await copied(made.sheet, copierOf(machine, profile), turned, chance)
  const [low, high] = machine === 'phone' ? [70, 92] : machine.quality
  const page: StoredPage = { picture: seen.picture, aspect: machine === 'phone' ? 1 : machine.aspect, jpegQuality: Math.round(between(chance, low, high)) }
  return { page, truth: truthOf(laid, made, turned, seen) }
}

const copierOf = (machine: Copier | Exclude<Machine, 'phone'>, profile: Profile): Copier => ({ dpi: machine.dpi, tones: machine.tones, skew: machine.skew, aspect: machine.aspect, dirty: profile.paper === 'worn' || machine.dirty === true })

/** Sheets of a TIFF are all of one size, and a fax takes them by the short side. */
function turning(machine: Exclude<Machine, 'phone'>, chance: Chance): Turned {
  const dice = chance()
  if (dice < 0.72) return 0
  return machine.file === 'tiff' || machine.aspect !== 1 || dice < 0.87 ? 180 : dice < 0.94 ? 90 : 270
}

function truthOf(laid: Laid, { boxes, change, codes, pageMm }: MadeSheet, turned: Turned, { picture, place }: Sheet): PageTruth {
  const common = { turned, widthPx: picture.widthPx, heightPx: picture.heightPx, pageMm, boxes, change, codes }
  if ('stray' in laid) return { ...common, shows: null, unmatched: laid.stray === 'blank' ? ['blank', 'no-code'] : laid.stray === 'no-code' ? ['no-code'] : ['foreign-code'], place: null }
  const { exemplar, page } = laid.leaf
  const shows = { code: exemplar.code, exemplar: exemplar.exemplar, page }
  if (laid.deed === 'forged') return { ...common, shows: null, unmatched: ['foreign-code', 'forged-code'], place }
  if (exemplar.standing === 'in-force') return { ...common, shows, unmatched: null, place }
  return { ...common, shows: null, unmatched: [exemplar.standing === 'draft' ? 'draft' : 'superseded-version'], place }
}

function othersThan({ issued }: Stock, { exemplar, page }: Leaf): Leaf[] {
  return leavesOf(issued.filter(({ standing }) => standing === 'in-force')).filter((one) => one.exemplar.kind !== exemplar.kind || one.page !== page)
}

const leavesOf = (exemplars: readonly IssuedExemplar[]): Leaf[] => exemplars.flatMap((exemplar) => Array.from({ length: exemplar.pageCount }, (_, index) => ({ exemplar, page: index + 1 })))

const ALTERATIONS: readonly Deed[] = ['digit', 'digit', 'digit', 'word', 'word', 'covered', 'struck', 'written', 'nothing', 'nothing']

/** Pages out of all documents in force; every other one has a place to sign. No page twice. */
function sheets({ issued }: Stock, profile: Profile, count: number, chance: Chance): Laid[] {
  const leaves = shuffled(leavesOf(issued.filter(({ standing }) => standing === 'in-force')), chance)
  const signed = leaves.filter(({ exemplar, page }) => exemplar.boxes.some((box) => box.page === page))
  const others = leaves.filter((leaf) => !signed.includes(leaf))
  const mixed = Array.from({ length: Math.max(signed.length, others.length) }, (_, index) => [others[index], signed[index]]).flat().filter((leaf) => leaf !== undefined)
  const startAt = count === 1 && chance() < 0.5 ? 1 : 0
  return mixed.slice(startAt, startAt + count).map((leaf): Laid => {
    switch (profile.mischief) {
      case 'none':
        return { leaf, deed: 'nothing' }
      case 'altered':
        return { leaf, deed: pick(chance, ALTERATIONS) }
      case 'other-content': case 'destroyed': case 'forged':
        return { leaf, deed: profile.mischief }
      case 'strays':
        return stray(issued, leaf, chance)
      default:
        return profile.mischief satisfies never
    }
  })
}

function stray(issued: readonly IssuedExemplar[], leaf: Leaf, chance: Chance): Laid {
  const dice = chance()
  const fallen = leavesOf(issued.filter(({ standing }) => standing === (dice < 0.2 ? 'superseded' : 'draft')))
  if (dice < 0.4 && fallen.length > 0) return { leaf: pick(chance, fallen), deed: 'nothing' }
  if (dice < 0.8) return { stray: pick(chance, ['blank', 'foreign-code', 'no-code', 'elsewhere'] as const) }
  return { leaf, deed: 'nothing' }
}

/** One to three whole exemplars, some sheets of them lost, doubled or out of order, with others' sheets among them. */
function pile({ issued }: Stock, mischief: Profile['mischief'], chance: Chance): { laid: Laid[]; missing: SimulatedFile['missing'] } {
  const whole = shuffled(issued.filter(({ standing, pageCount }) => standing === 'in-force' && pageCount <= 8), chance).slice(0, 1 + Math.floor(chance() * 3))
  const missing: { code: string; exemplar: number; page: number }[] = []
  const laid = whole.flatMap((exemplar) => leavesOf([exemplar]).flatMap((leaf): Laid[] => {
    if (mischief === 'destroyed') return [{ leaf, deed: chance() < 0.4 ? 'destroyed' : 'nothing' }]
    const dice = chance()
    if (dice < 0.06 && exemplar.pageCount > 1) {
      missing.push({ code: exemplar.code, exemplar: exemplar.exemplar, page: leaf.page })
      return []
    }
    const one: Laid = { leaf, deed: 'nothing' }
    return dice < 0.11 ? [one, one] : dice < 0.2 ? [one, { stray: 'blank' }] : [one]
  }))
  const among = Array.from({ length: mischief === 'destroyed' ? 0 : Math.floor(chance() * 3) }, () => stray(issued, { exemplar: pick(chance, issued.filter(({ standing }) => standing !== 'in-force')), page: 1 }, chance))
  const all = [...laid, ...among]
  return { laid: chance() < 0.5 ? shuffled(all, chance) : all, missing }
}

async function makeStray({ shop, issued, elsewhere }: Stock, what: 'blank' | 'foreign-code' | 'no-code' | 'elsewhere', channels: 1 | 3, chance: Chance): Promise<MadeSheet> {
  const nothing = { boxes: [], change: null, codes: 'whole', pageMm: A4_MM } as const
  if (what === 'elsewhere' && elsewhere !== null) {
    const { exemplar, page } = pick(chance, leavesOf(elsewhere.issued))
    const { pages } = await elsewhere.shop.file(exemplar.sha256)
    return { ...nothing, sheet: await printed({ pages, page, ...A4_MM }, somePrinter(chance, 'well'), channels, chance) }
  }
  if (what === 'blank') {
    const picture = plain(2480, 3508, channels, 300, 255)
    const front = pick(chance, leavesOf(issued))
    if (chance() < 0.8) shineThrough(picture, (await printed({ pages: (await shop.file(front.exemplar.sha256)).pages, page: front.page, ...A4_MM }, somePrinter(chance, 'well'), 1, chance)).picture, between(chance, 0.02, 0.16))
    return { ...nothing, sheet: { picture, place: [1, 0, 0, 0, 1, 0, 0, 0, 1] } }
  }
  const pages = await openForPrint(await foreignLetter(what === 'no-code' ? null : `https://leverantor.example/${Math.floor(chance() * 1e9)}`, chance))
  return { ...nothing, sheet: await printed({ pages, page: 1, ...A4_MM }, somePrinter(chance, 'well'), channels, chance) }
}

/** Somebody else's letter, with somebody else's code or none. */
async function foreignLetter(code: string | null, chance: Chance): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([595.28, 841.89])
  const font = await pdf.embedFont(pick(chance, [StandardFonts.Helvetica, StandardFonts.TimesRoman, StandardFonts.Courier]))
  const words = 'Faktura Bekräftelse av beställning enligt ramavtal levereras till godsmottagningen senast vecka betalas inom trettio dagar referens förvaltning kommun avser period summa moms'.split(' ')
  for (let line = 0; line < 32; line += 1) page.drawText(Array.from({ length: 9 }, () => pick(chance, words)).join(' '), { x: 70, y: 760 - line * 19, size: 10, font })
  if (code !== null) {
    const { modules } = QRCode.create(code, { errorCorrectionLevel: 'M' })
    const [side, left, top] = [60 / modules.size, between(chance, 40, 480), between(chance, 80, 790)]
    // Letters across a symbol, or at its edge, would leave it unreadable to anybody.
    page.drawRectangle({ x: left - QUIET_MODULES * side, y: top - (modules.size - 1 + QUIET_MODULES) * side, width: (modules.size + 2 * QUIET_MODULES) * side, height: (modules.size + 2 * QUIET_MODULES) * side, color: rgb(1, 1, 1) })
    modules.data.forEach((dark, index) => {
      if (dark !== 0) page.drawRectangle({ x: left + (index % modules.size) * side, y: top - Math.floor(index / modules.size) * side, width: side, height: side })
    })
  }
  return pdf.save()
}
