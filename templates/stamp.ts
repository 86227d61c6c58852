/** What is printed on one page of a signing PDF besides its text; handed in by whoever knows the codes. */
export interface Stamp {
  /** The code as a QR symbol, drawn top right and bottom left; `modules` is row by row, true = dark, without quiet zone. */
  readonly qr: { readonly size: number; readonly modules: readonly boolean[] }
  /** The text the QR symbol holds, printed small beside it. */
  readonly text: string
  /** The version's printed code as people read and type it ("7K3M-9QXT-2B"). */
  readonly code: string
  /** "Exemplar 1 av 2", "Exemplar 1 av 1", or "Utkast". */
  readonly exemplar: string
}

/** `page` counts from 1. */
export type StampFor = (page: number, pageCount: number) => Stamp

/** Where pages stand in a larger document: after how many, and of how many in all. */
export interface Within {
  readonly before: number
  readonly total: number
}

/** What stands in a stamp's places on a preview, which nothing may take for a version. */
export interface BlankStamp extends Omit<Stamp, 'qr'> {
  readonly qr: null
}

export type Corner = 'topRight' | 'bottomLeft'

/** A rectangle on a page in PDF points, origin bottom left, `xPt/yPt` the lower left corner. */
export interface Rectangle {
  readonly xPt: number
  readonly yPt: number
  readonly widthPt: number
  readonly heightPt: number
}

/** Where the two codes stand on every page; `sizePt` is the side of the symbol without its quiet zone (15 mm). */
export interface CodePlace {
  readonly corner: Corner
  readonly xPt: number
  readonly yPt: number
  readonly sizePt: number
}
