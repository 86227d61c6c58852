import type { Subject } from './subject.js'

/** What makes a document, to be timed: the files it makes, in the order DOCX, PDF. */
export interface Contender {
  readonly name: ContenderName
  readonly make: (subject: Subject) => Promise<readonly Uint8Array[]>
}

export type ContenderName = 'anslut-docx' | 'docxtemplater' | 'docx' | 'anslut-pdf' | 'pdfmake' | 'typst' | 'anslut-docx-pdf'

/** What a figure is of: one contender, or two that together make both files. */
export const MEASURED_NAMES = [
  'anslut-docx', 'docxtemplater', 'docx', 'anslut-pdf', 'pdfmake', 'typst', 'anslut-docx-pdf', 'docxtemplater+libreoffice', 'docx+pdfmake', 'docx+typst',
] as const

export type MeasuredName = (typeof MEASURED_NAMES)[number]

export interface Measured {
  /** Whose times are added up. */
  readonly makers: readonly (ContenderName | 'libreoffice')[]
  /** Which of Anslut's ways makes the same files; null for Anslut itself. */
  readonly against: MeasuredName | null
}

export const MEASURED: Readonly<Record<MeasuredName, Measured>> = {
  'anslut-docx': { makers: ['anslut-docx'], against: null },
  'docxtemplater': { makers: ['docxtemplater'], against: 'anslut-docx' },
  'docx': { makers: ['docx'], against: 'anslut-docx' },
  'anslut-pdf': { makers: ['anslut-pdf'], against: null },
  'pdfmake': { makers: ['pdfmake'], against: 'anslut-pdf' },
  'typst': { makers: ['typst'], against: 'anslut-pdf' },
  'anslut-docx-pdf': { makers: ['anslut-docx-pdf'], against: null },
  'docxtemplater+libreoffice': { makers: ['docxtemplater', 'libreoffice'], against: 'anslut-docx-pdf' },
  'docx+pdfmake': { makers: ['docx', 'pdfmake'], against: 'anslut-docx-pdf' },
  'docx+typst': { makers: ['docx', 'typst'], against: 'anslut-docx-pdf' },
}

export const PEER_NAMES = ['docxtemplater', 'docx', 'pdfmake', 'typst', 'libreoffice'] as const

/** What `load` gives, or null when the package is not installed: peers are installed for development only. */
export async function ifInstalled<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}
