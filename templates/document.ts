import type { Picture } from './picture.js'

/** A template filled with one customer's facts: what both the Word file and the PDF are written from, so that both say the same words in the same order. */
export interface FilledDocument {
  readonly title: string
  readonly blocks: readonly Block[]
  readonly header: readonly Paragraph[]
  readonly footer: readonly Paragraph[]
  /** The customer's logotype where the text shows it: the one picture that the template's own file does not hold. */
  readonly logotype?: Picture
  /** Left out where the document asks for none. */
  readonly initials?: readonly Initials[]
  /** SHA-256 (hex) of the file whose pages are printed as they are, in whose words not all of it may be. */
  readonly drawnSha256?: string
}

/** Whose initials a document asks for besides signatures, and on which of its pages; null for every one. */
export interface Initials {
  readonly party: string
  readonly pages: readonly number[] | null
}

export type Block = Paragraph | Table | SignatureBlock | PageBreak | TableOfContents

export type ParagraphStyle =
  | 'Title' | 'Subtitle' | 'Heading1' | 'Heading2' | 'Heading3'
  | 'BodyText' | 'ListBullet' | 'ListNumber' | 'TableHead' | 'TableCell' | 'Note' | 'Mark'

/** Where an author has set a paragraph otherwise than its style does; lengths in points, what is left out is the style's. */
export interface ParagraphShape {
  readonly leftPt?: number
  readonly rightPt?: number
  /** How much further in than the others the first line begins; below 0 it hangs out. */
  readonly firstPt?: number
  readonly beforePt?: number
  readonly afterPt?: number
  /** From line to line: a length, or a multiple of what the letters take. */
  readonly leading?: { readonly times: number } | { readonly atLeastPt: number } | { readonly exactlyPt: number }
  readonly align?: 'center' | 'right'
  readonly startsPage?: true
}

export interface Paragraph {
  readonly type: 'paragraph'
  readonly style: ParagraphStyle
  /** The number printed before the text ("3.1", "a)", "–"), computed when filled; null when there is none. */
  readonly number: string | null
  /** How deep a list item stands within other lists; left out at the outermost. */
  readonly listLevel?: number
  readonly runs: readonly Run[]
  /** The paragraph's own `<w:pPr>` as it stands in the template, for writing Word back unchanged. */
  readonly propertiesXml: string
  readonly shape?: ParagraphShape
  /** True where no fact is printed: such a paragraph is one object in all documents of the template, and what is made from it is made once. */
  readonly fixed?: true
  /** In a document that a customer returned: which of its paragraphs this one was made of (`ordinalsOf`). */
  readonly source?: string
  /** True where it does not say what the template says, which a bar beside it shows (`markDeviations`). */
  readonly deviates?: true
}

/** A picture that stands in a line as one large character. */
export interface RunPicture {
  readonly picture: Picture
  readonly alt: string
  readonly widthPt: number
  readonly heightPt: number
}

export interface Run {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
  /** True for "[saknas: kund.gln]": shown marked in a draft, refused in a signing copy. */
  readonly gap: boolean
  /** Left out where letters are shown as written. Two Word files are compared as they are written either way, a PDF with what is printed. */
  readonly capitals?: true
  /** A number that whoever sets the pages counts (Word's PAGE and NUMPAGES); `text` is then empty. */
  readonly field?: 'page' | 'page-count'
  /** A picture instead of words; `text` is then empty. */
  readonly picture?: RunPicture
  /** Nothing but space of that width, which the layout puts before a first line; never in a filled document. */
  readonly spacePt?: number
  readonly propertiesXml: string
}

export interface Table {
  readonly type: 'table'
  /** Column widths as fractions of the text width; they sum to 1. */
  readonly columns: readonly number[]
  readonly rows: readonly TableRow[]
  readonly propertiesXml: string
  /** True where every row is fixed and stands in every document: then the table is one object in all of them too. */
  readonly fixed?: true
}

export interface TableRow {
  readonly head: boolean
  readonly cells: readonly TableCell[]
  readonly propertiesXml: string
  /** True where every paragraph is fixed: then the row is one object in all documents too. */
  readonly fixed?: true
  /** As of a paragraph. */
  readonly deviates?: true
}

export interface TableCell {
  readonly paragraphs: readonly Paragraph[]
  /** How many grid columns the cell covers. */
  readonly span: number
  /** True for a cell that is one with the cell above it: it holds no words, and no line is drawn between them. */
  readonly joined?: true
  readonly propertiesXml: string
}

/** Where one person signs: party name, place and date, name in clear, title, and an empty box for the pen. */
export interface SignatureBlock {
  readonly type: 'signature'
  /** Unique within the document: party and ordinal (`kund-1`). */
  readonly id: string
  readonly party: string
  /** What the person signs as, in Swedish ("Kommundirektör"). */
  readonly role: string
  /** The Word table the block was read from, filled; the PDF draws its own box from these lines. */
  readonly lines: readonly Paragraph[]
  readonly table: Table
}

export interface PageBreak {
  readonly type: 'page-break'
  readonly propertiesXml: string
}

export interface TableOfContents {
  readonly type: 'table-of-contents'
  readonly propertiesXml: string
}
