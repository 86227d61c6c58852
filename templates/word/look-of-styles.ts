/** The ids under which the template's lists stand in numbering.xml; high, so that the lists made while building never take them. */
const HEADING_LIST = 900
const BULLET_LIST = 901

/** A4 in twentieths of a point. A page holds as much as the PDF's, and the space above a heading that begins it, which Word keeps. */
export const PAGE = { widthTwips: 11906, heightTwips: 16838, sideTwips: 1417, topTwips: 1985, bottomTwips: 1644 } as const
export const TEXT_WIDTH_TWIPS = PAGE.widthTwips - 2 * PAGE.sideTwips

const NUMBER_INDENT_TWIPS = 680

interface StyleLook {
  readonly id: string
  readonly name: string
  readonly basedOn?: string
  readonly next?: string
  readonly paragraph: string
  readonly run: string
}

const spacing = (before: number, after: number, line: number): string => `<w:spacing w:before="${before}" w:after="${after}" w:line="${line}" w:lineRule="atLeast"/>`
const size = (halfPoints: number): string => `<w:sz w:val="${halfPoints}"/><w:szCs w:val="${halfPoints}"/>`
const KEEP = '<w:keepNext/><w:keepLines/>'

function headingsOf(numbered: boolean): StyleLook[] {
  const looks = [
    { before: 420, after: 130, line: 370, halfPoints: 29 },
    { before: 280, after: 80, line: 310, halfPoints: 23 },
    { before: 200, after: 60, line: 290, halfPoints: 21 },
  ]
  return looks.map(({ before, after, line, halfPoints }, level) => {
    const counted = numbered ? `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${HEADING_LIST}"/></w:numPr>` : ''
    return {
      id: `Heading${level + 1}`,
      name: `heading ${level + 1}`,
      basedOn: 'Normal',
      next: 'BodyText',
      paragraph: `${KEEP}${counted}<w:suppressAutoHyphens/>${spacing(before, after, line)}<w:outlineLvl w:val="${level}"/>`,
      run: `<w:b/><w:bCs/>${size(halfPoints)}`,
    }
  })
}

function paragraphLooks(numbered: boolean): StyleLook[] {
  return [
    { id: 'BodyText', name: 'Body Text', basedOn: 'Normal', paragraph: '', run: '' },
    { id: 'Title', name: 'Title', basedOn: 'Normal', next: 'Subtitle', paragraph: `${KEEP}<w:suppressAutoHyphens/>${spacing(80, 160, 520)}`, run: `<w:b/><w:bCs/>${size(42)}` },
    { id: 'Subtitle', name: 'Subtitle', basedOn: 'Normal', next: 'BodyText', paragraph: `${KEEP}<w:suppressAutoHyphens/>${spacing(0, 240, 340)}`, run: `<w:color w:val="404040"/>${size(25)}` },
    ...headingsOf(numbered),
    { id: 'ListBullet', name: 'List Bullet', basedOn: 'Normal', paragraph: `<w:numPr><w:numId w:val="${BULLET_LIST}"/></w:numPr>${spacing(0, 60, 290)}`, run: '' },
    { id: 'ListNumber', name: 'List Number', basedOn: 'Normal', paragraph: spacing(0, 60, 290), run: '' },
    { id: 'TableCell', name: 'Table Cell', basedOn: 'Normal', paragraph: spacing(40, 40, 250), run: size(19) },
    { id: 'TableHead', name: 'Table Head', basedOn: 'TableCell', paragraph: '<w:keepNext/><w:suppressAutoHyphens/>', run: '<w:b/><w:bCs/>' },
    { id: 'Note', name: 'Note', basedOn: 'Normal', next: 'BodyText', paragraph: `<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="7F7F7F"/></w:pBdr>${spacing(100, 200, 270)}<w:ind w:left="220"/>`, run: size(19) },
    { id: 'Mark', name: 'Mark', basedOn: 'Normal', paragraph: spacing(0, 0, 210), run: `<w:b/><w:bCs/>${size(16)}` },
    { id: 'Header', name: 'header', basedOn: 'Normal', paragraph: `<w:tabs><w:tab w:val="right" w:pos="${TEXT_WIDTH_TWIPS}"/></w:tabs>${spacing(0, 0, 210)}`, run: `<w:color w:val="404040"/>${size(16)}` },
    { id: 'Footer', name: 'footer', basedOn: 'Header', paragraph: '', run: '' },
    ...[0, 1, 2].map((level) => ({
      id: `TOC${level + 1}`,
      name: `toc ${level + 1}`,
      basedOn: 'Normal',
      paragraph: `<w:tabs><w:tab w:val="left" w:pos="${500 + level * 620}"/><w:tab w:val="right" w:leader="dot" w:pos="${TEXT_WIDTH_TWIPS}"/></w:tabs>${spacing(level === 0 ? 50 : 0, 0, 240)}<w:ind w:left="${level === 0 ? 500 : 1120}" w:hanging="${level === 0 ? 500 : 620}"/>`,
      run: `${level === 0 ? '<w:b/><w:bCs/>' : ''}${size(20)}`,
    })),
  ]
}

function styleXml(look: StyleLook): string {
  const links = `${look.basedOn === undefined ? '' : `<w:basedOn w:val="${look.basedOn}"/>`}${look.next === undefined ? '' : `<w:next w:val="${look.next}"/>`}`
  const paragraph = look.paragraph === '' ? '' : `<w:pPr>${look.paragraph}</w:pPr>`
  const run = look.run === '' ? '' : `<w:rPr>${look.run}</w:rPr>`
  return `<w:style w:type="paragraph" w:styleId="${look.id}"><w:name w:val="${look.name}"/>${links}<w:qFormat/>${paragraph}${run}</w:style>`
}

const CELL_MARGINS = '<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'

/** A signature's lines begin where the pen's box does. */
const SIGNATURE_MARGINS = CELL_MARGINS.replaceAll('w:w="100"', 'w:w="0"')

const TABLE_STYLES = [
  '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
  `<w:style w:type="table" w:customStyle="1" w:styleId="Tabell"><w:name w:val="Tabell"/><w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="404040"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="404040"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/></w:tblBorders>${CELL_MARGINS}</w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="404040"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="F0F0F0"/></w:tcPr></w:tblStylePr></w:style>`,
  `<w:style w:type="table" w:customStyle="1" w:styleId="Underskrift"><w:name w:val="Underskrift"/><w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>${SIGNATURE_MARGINS}</w:tblPr></w:style>`,
]

/** The whole of `word/styles.xml` for a library template: Arial throughout, as the PDF is set in its metric twin Arimo. */
export function templateStylesXml(numbered: boolean): string {
  const font = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
  const defaults = `<w:docDefaults><w:rPrDefault><w:rPr>${font}${size(21)}<w:lang w:val="sv-SE" w:eastAsia="sv-SE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>${spacing(0, 130, 290)}</w:pPr></w:pPrDefault></w:docDefaults>`
  const normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${defaults}${normal}${paragraphLooks(numbered).map(styleXml).join('')}${TABLE_STYLES.join('')}</w:styles>`
}

/** The lists that styles are linked to, as `w:abstractNum` elements and as `w:num` elements. */
export function linkedListsXml(): { readonly definitions: string; readonly lists: string } {
  const indent = `<w:pPr><w:ind w:left="${NUMBER_INDENT_TWIPS}" w:hanging="${NUMBER_INDENT_TWIPS}"/></w:pPr>`
  const headings = [1, 2, 3].map((level) => {
    const text = Array.from({ length: level }, (_, index) => `%${index + 1}`).join('.')
    return `<w:lvl w:ilvl="${level - 1}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading${level}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/>${indent}</w:lvl>`
  })
  const bullets = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="440" w:hanging="320"/></w:pPr></w:lvl>'
  const definition = (id: number, kind: string, levels: string): string => `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="${kind}"/>${levels}</w:abstractNum>`
  const list = (id: number): string => `<w:num w:numId="${id}"><w:abstractNumId w:val="${id}"/></w:num>`
  return { definitions: definition(HEADING_LIST, 'multilevel', headings.join('')) + definition(BULLET_LIST, 'singleLevel', bullets), lists: list(HEADING_LIST) + list(BULLET_LIST) }
}
