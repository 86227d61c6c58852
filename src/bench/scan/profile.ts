import type { Copier } from './copier.js'

/** What is done to the pages of a profile between printing and scanning. */
export type Mischief = 'none' | 'altered' | 'other-content' | 'destroyed' | 'forged' | 'strays'

/** One kind of scans that the bench makes, and what they are measured for. */
export interface Profile {
  readonly name: string
  /** Words for the table. */
  readonly title: string
  /** The machines among which each file is given one. */
  readonly machines: readonly Machine[]
  readonly printer: 'well' | 'low'
  readonly paper: 'clean' | 'worn'
  readonly mischief: Mischief
  /** Whole exemplars in piles with sheets missing, doubled, astray: judged by file. */
  readonly piles: boolean
}

/** A copier or fax with the form of its files, or a phone's camera. */
export type Machine = (Omit<Copier, 'dirty'> & { readonly dirty?: boolean; readonly file: 'pdf' | 'tiff' | 'jpeg'; readonly quality: readonly [number, number] }) | 'phone'

const copier = (dpi: number, tones: Copier['tones'], file: 'pdf' | 'tiff' | 'jpeg' = 'pdf', quality: readonly [number, number] = [45, 90]): Machine => ({ dpi, tones, file, quality, skew: 3, aspect: 1 })
const fax = (aspect: number, file: 'pdf' | 'tiff'): Machine => ({ dpi: 204, tones: 'bilevel', file, quality: [90, 90], skew: 1.5, aspect })

const GRAY = [copier(150, 'gray'), copier(200, 'gray'), copier(300, 'gray')]
const OFFICE = [...GRAY, copier(200, 'colour'), copier(300, 'bilevel', 'tiff')]
const plain = { printer: 'well', paper: 'clean', mischief: 'none', piles: false } as const

/** Every profile, in the order they are run. */
export const PROFILES: readonly Profile[] = [
  { ...plain, name: 'gray-300', title: 'gråskala 300 dpi', machines: [copier(300, 'gray')] },
  { ...plain, name: 'gray-200', title: 'gråskala 200 dpi', machines: [copier(200, 'gray'), copier(200, 'gray', 'tiff')] },
  { ...plain, name: 'gray-150', title: 'gråskala 150 dpi', machines: [copier(150, 'gray')] },
  { ...plain, name: 'gray-100', title: 'gråskala 100 dpi', machines: [copier(100, 'gray')] },
  { ...plain, name: 'colour-200', title: 'färg 150-300 dpi', machines: [copier(150, 'colour'), copier(200, 'colour'), copier(200, 'colour', 'jpeg'), copier(300, 'colour')] },
  { ...plain, name: 'bilevel-300', title: 'svartvitt 300 dpi', machines: [copier(300, 'bilevel', 'tiff'), copier(300, 'bilevel')] },
  { ...plain, name: 'bilevel-200', title: 'svartvitt 150-200 dpi', machines: [copier(200, 'bilevel', 'tiff'), copier(200, 'bilevel'), copier(150, 'bilevel', 'tiff')] },
  { ...plain, name: 'dithered', title: 'rastrerat svartvitt', machines: [copier(200, 'dithered', 'tiff'), copier(300, 'dithered')] },
  { ...plain, name: 'low-toner', title: 'toner på upphällningen', machines: [...GRAY, copier(300, 'bilevel', 'tiff')], printer: 'low' },
  { ...plain, name: 'worn', title: 'kaffe, veck, smuts, hål', machines: [copier(200, 'gray'), copier(300, 'gray'), copier(200, 'colour')].map((one) => Object.assign(one, { dirty: true })), paper: 'worn' },
  { ...plain, name: 'jpeg', title: 'hårt packad JPEG', machines: [copier(150, 'gray', 'pdf', [15, 35]), copier(200, 'colour', 'pdf', [15, 35])] },
  { ...plain, name: 'fax-fine', title: 'fax, fin', machines: [fax(196 / 204, 'tiff'), fax(196 / 204, 'pdf')] },
  { ...plain, name: 'fax-coarse', title: 'fax, grov', machines: [fax(98 / 204, 'tiff'), fax(98 / 204, 'pdf')] },
  { ...plain, name: 'phone', title: 'mobilfoto minst 2 megapixel', machines: ['phone'] },
  { ...plain, name: 'phone-worn', title: 'mobilfoto av slitet papper', machines: ['phone'], paper: 'worn' },
  { ...plain, name: 'altered', title: 'ändrat: siffra, ord, struket, täckt, tillskrivet', machines: [...OFFICE, 'phone'], mischief: 'altered' },
  { ...plain, name: 'other-content', title: 'annat innehåll under rätt kod', machines: [...OFFICE, 'phone'], mischief: 'other-content' },
  { ...plain, name: 'destroyed', title: 'båda koderna förstörda', machines: OFFICE, mischief: 'destroyed', piles: true },
  { ...plain, name: 'forged', title: 'förfalskade koder', machines: GRAY, mischief: 'forged' },
  { ...plain, name: 'strays', title: 'främmande, ersatta, utkast, blanka', machines: OFFICE, mischief: 'strays' },
  { ...plain, name: 'piles', title: 'travar: saknas, dubbla, oordning, främmande', machines: [copier(150, 'gray'), copier(200, 'gray')], mischief: 'strays', piles: true },
]
