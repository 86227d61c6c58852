import type { Fault } from '../failure.js'
import { refusalOf, refusalOfElement } from './feature-names.js'
import { elementsOf, type XmlElement, xmlOf } from './xml.js'

/** What a paragraph's properties may say in a template. */
export const PARAGRAPH_PROPERTIES: ReadonlySet<string> = new Set(
  'pStyle keepNext keepLines pageBreakBefore widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents jc textAlignment outlineLvl cnfStyle rPr'
    .split(' ').map((name) => `w:${name}`),
)

export const NUMBERING_PROPERTIES: ReadonlySet<string> = new Set(['w:ilvl', 'w:numId'])

/** What a run's properties may say: nothing that hides, strikes or raises words, which the PDF would print plainly. */
export const RUN_PROPERTIES: ReadonlySet<string> = new Set(
  'rStyle rFonts b bCs i iCs caps smallCaps noProof snapToGrid color spacing w kern sz szCs highlight u bdr shd rtl cs lang'
    .split(' ').map((name) => `w:${name}`),
)

const PALEST_TONE = 0xc0
/** Of 255; black words on anything darker are hard to read on paper. */
const DARKEST_BACKGROUND = 112
const SMALLEST_HALF_POINTS = 10
const LARGEST_HALF_POINTS = 144
/** Narrower letters, or nearer each other, run into one another; in percent and twips. */
const LETTER_WIDTH = { least: 66, most: 150 } as const
const MOST_BETWEEN_LETTERS_TWIPS = 60
const LEAST_BETWEEN_LETTERS_TWIPS = -20
/** Fonts in which letters look like something else. */
const SYMBOL_FONTS = /^(wingdings|webdings|symbol|marlett|mt extra|zapf ?dingbats|opensymbol)/i
const DARK_HIGHLIGHTS: ReadonlySet<string> = new Set(['black', 'darkBlue', 'darkCyan', 'darkGreen', 'darkMagenta', 'darkRed', 'darkYellow', 'darkGray', 'blue'])

/** How an element of a run's look makes words hard to see in Word that the PDF prints plainly, in Swedish; null when it does not. */
export function hidingLook(element: XmlElement): string | null {
  const value = element.attributes.get('w:val') ?? ''
  if (element.name === 'w:sz' || element.name === 'w:szCs') {
    const isReadable = /^[0-9]{1,3}$/.test(value) && Number(value) >= SMALLEST_HALF_POINTS && Number(value) <= LARGEST_HALF_POINTS
    return isReadable ? null : `teckenstorlek ${/^[0-9]+$/.test(value) ? `${String(Number(value) / 2).replace('.', ',')} punkter` : `”${value}”`}, som inte går att läsa på papper,`
  }
  if (element.name === 'w:w') return isWithin(value.replace('%', ''), LETTER_WIDTH.least, LETTER_WIDTH.most) ? null : `text med teckenbredden ${value} %`
  if (element.name === 'w:spacing') return isWithin(value, LEAST_BETWEEN_LETTERS_TWIPS, MOST_BETWEEN_LETTERS_TWIPS) ? null : 'text med extremt teckenavstånd'
  if (element.name === 'w:rFonts') return ['w:ascii', 'w:hAnsi'].some((name) => SYMBOL_FONTS.test(element.attributes.get(name) ?? '')) ? 'text i ett symboltypsnitt, som PDF:en skriver med vanliga bokstäver,' : null
  if (element.name === 'w:highlight') return DARK_HIGHLIGHTS.has(value) ? 'mörk överstrykning, som gör texten svår att läsa,' : null
  if (element.name === 'w:shd') return isDark(element) ? 'mörk bakgrund, som gör texten svår att läsa,' : null
  if (element.name === 'w:rtl') return ['0', 'false', 'off'].includes(value) ? null : 'text från höger till vänster, i vilken Word flyttar siffror och skiljetecken,'
  if (element.name !== 'w:color') return null
  const isPale = /^[0-9a-f]{6}$/i.test(value) && [0, 2, 4].every((at) => Number.parseInt(value.slice(at, at + 2), 16) >= PALEST_TONE)
  return isPale || /^(background|light)/.test(element.attributes.get('w:themeColor') ?? '') ? 'vit eller nästan vit text, som inte syns på papper,' : null
}

/** Whether a shading (ISO/IEC 29500-1, 17.3.5) leaves black words hard to see: its pattern's colour over its fill. */
function isDark(shading: XmlElement): boolean {
  const pattern = shading.attributes.get('w:val') ?? 'clear'
  if (pattern === 'nil') return false
  const isPlainTheme = (name: string): boolean => /^(text|dark)/.test(shading.attributes.get(name) ?? '') && !shading.attributes.has(`${name}Tint`)
  if (isPlainTheme('w:themeFill') && pattern !== 'solid') return true
  const share = pattern === 'clear' ? 0 : pattern === 'solid' ? 1 : /^pct\d+$/.test(pattern) ? Number(pattern.slice(3)) / 100 : 0.5
  const fill = brightnessOf(shading.attributes.get('w:fill'), 255)
  return share * brightnessOf(shading.attributes.get('w:color'), 0) + (1 - share) * fill < DARKEST_BACKGROUND
}

/** From 0 (black) to 255 (white), as the eye weighs the colours (ITU-R BT.601). */
function brightnessOf(colour: string | undefined, automatic: number): number {
  if (colour === undefined || !/^[0-9a-f]{6}$/i.test(colour)) return automatic
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return 0.299 * red + 0.587 * green + 0.114 * blue
}

function isWithin(value: string, least: number, most: number): boolean {
  return /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most
}

/** What a style may not say of its text either. */
export const CONCEALING: ReadonlySet<string> = new Set(['w:vanish', 'w:webHidden', 'w:specVanish', 'w:strike', 'w:dstrike', 'w:vertAlign', 'w:position'])

export const TABLE_PROPERTIES: ReadonlySet<string> = new Set(
  'tblStyle tblOverlap tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription'
    .split(' ').map((name) => `w:${name}`),
)

export const ROW_PROPERTIES: ReadonlySet<string> = new Set('cnfStyle cantSplit trHeight tblHeader tblCellSpacing jc'.split(' ').map((name) => `w:${name}`))

export const CELL_PROPERTIES: ReadonlySet<string> = new Set('cnfStyle tcW gridSpan tcBorders shd noWrap vMerge tcMar tcFitText vAlign hideMark'.split(' ').map((name) => `w:${name}`))

/** Elements that say nothing about what is printed and may be dropped anywhere. */
export const SILENT: ReadonlySet<string> = new Set([
  'w:proofErr', 'w:bookmarkStart', 'w:bookmarkEnd', 'w:lastRenderedPageBreak', 'w:permStart', 'w:permEnd',
  'w:commentRangeStart', 'w:commentRangeEnd', 'w:commentReference', 'w:annotationRef', 'w:divId',
])

/** Revision marks of every kind (ISO/IEC 29500-1, 17.13.5), but for the ends of ranges whose beginnings are named. */
const TRACKED = /^w:(ins|del|moveFrom|moveTo|moveFromRangeStart|moveToRangeStart|cellIns|cellDel|cellMerge|numberingChange|customXml(Ins|Del|MoveFrom|MoveTo)RangeStart|\w+PrChange|tblGridChange|tblPrExChange)$/

/** Notes that this element may not stand in a template, at that place. */
export function refuseFeature(element: XmlElement | string, place: string, faults: Fault[]): void {
  const name = typeof element === 'string' ? element : element.name
  if (/^w:(moveFrom|moveTo)RangeEnd$/.test(name)) return
  if (TRACKED.test(name)) {
    faults.push({ path: place, message: 'här finns spårade ändringar. Godkänn eller avvisa ändringarna först (fliken Granska).' })
    return
  }
  faults.push({ path: place, message: typeof element === 'string' ? refusalOf(element) : refusalOfElement(element) })
}

/** The properties as XML with only what is allowed; the rest becomes faults, except extensions of later Word versions, which are dropped. */
export function allowedProperties(properties: XmlElement | null, allowed: ReadonlySet<string>, place: string, faults: Fault[], replace: (child: XmlElement) => string = xmlOf): string {
  if (properties === null) return ''
  let inner = ''
  for (const child of elementsOf(properties)) {
    if (allowed.has(child.name)) inner += replace(child)
    else if (child.name.startsWith('w:') && !SILENT.has(child.name)) refuseFeature(child, place, faults)
  }
  return inner === '' ? '' : `<${properties.name}>${inner}</${properties.name}>`
}
