import type { Initials, ParagraphShape, ParagraphStyle, RunPicture } from '../document.js'
import type { Format } from '../swedish.js'
import type { Flow } from './flow.js'
import type { NumberingRules } from './numbering.js'
import type { PackageProperties } from './package-properties.js'
import type { Path } from './tag.js'
import type { PackedPart } from './write-zip.js'

/** How a piece of text looks: what Word says about its run. Equal looks are the same value, so that neighbours can be joined. */
export interface Look {
  readonly bold: boolean
  readonly italic: boolean
  /** As in `Run`. */
  readonly capitals?: true
  readonly propertiesXml: string
}

/** A picture in the line, or a box of that size for the customer's logotype. */
export type PicturePiece =
  | { readonly type: 'picture'; readonly shown: RunPicture; readonly look: Look }
  | { readonly type: 'logotype'; readonly widthPt: number; readonly heightPt: number; readonly look: Look }

/** A piece of a paragraph; `field` is a number that Word counts itself. */
export type Piece =
  | { readonly type: 'text'; readonly text: string; readonly look: Look }
  | { readonly type: 'print'; readonly path: Path; readonly format: Format | null; readonly look: Look; readonly place: string }
  | { readonly type: 'field'; readonly field: 'page' | 'page-count'; readonly look: Look }
  | PicturePiece

export interface ParagraphProgram {
  readonly type: 'paragraph'
  readonly style: ParagraphStyle
  /** The list and level (from 0) the paragraph is counted in; null when it carries no number. */
  readonly counted: { readonly list: string; readonly level: number } | null
  readonly pieces: Flow<Piece>
  readonly propertiesXml: string
  readonly shape?: ParagraphShape
  /** Where it stands in the template, as faults name it ("Stycke 3"). */
  readonly place: string
  /** As in `Paragraph`. */
  readonly source?: string
}

export interface CellProgram {
  readonly span: number
  /** True for a cell that is one with the cell above it. */
  readonly joined: boolean
  readonly content: Flow<ParagraphProgram>
  readonly propertiesXml: string
}

export interface RowProgram {
  readonly head: boolean
  readonly cells: readonly CellProgram[]
  readonly propertiesXml: string
}

export interface TableProgram {
  readonly type: 'table'
  readonly columns: readonly number[]
  readonly rows: Flow<RowProgram>
  /** Whose signature the table is a place for; null for an ordinary table. */
  readonly signatory: string | null
  readonly propertiesXml: string
}

export type BlockProgram = ParagraphProgram | TableProgram | { readonly type: 'page-break'; readonly propertiesXml: string } | { readonly type: 'table-of-contents'; readonly propertiesXml: string }

/** XML around a part's content, so that filled content is put between `before` and `after`. */
export interface Shell {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** A Word template read once: what to fill, and everything else in the file as it was, packed. */
export interface CompiledTemplate {
  readonly body: Flow<BlockProgram>
  readonly header: Flow<ParagraphProgram>
  readonly footer: Flow<ParagraphProgram>
  readonly numbering: NumberingRules
  /** Whose initials the pages shall bear. */
  readonly initials: readonly Initials[]
  /** Between the margins, in twentieths of a point. */
  readonly textWidthTwips: number
  readonly documentShell: Shell
  readonly headerShell: Shell | null
  readonly footerShell: Shell | null
  /** What the package says of itself; null when it has no part for that. */
  readonly properties: PackageProperties | null
  /** All other parts, in the order of the file. */
  readonly parts: readonly PackedPart[]
}
