import type { Subject } from './subject.js'

/** What makes a document, to be timed: the files it makes, in the order DOCX, PDF. */
export interface Contender {
  readonly name: ContenderName
  readonly make: (subject: Subject) => Promise<readonly Uint8Array[]>
}

export const CONTENDER_NAMES = ['anslut-docx', 'docxtemplater', 'anslut-pdf', 'pdfmake', 'anslut-docx-pdf'] as const

export type ContenderName = (typeof CONTENDER_NAMES)[number]

/** Which of Anslut's ways a peer is measured against: the one that makes the same files. */
export const MEASURED_AGAINST = { docxtemplater: 'anslut-docx', pdfmake: 'anslut-pdf' } as const

export type PeerName = keyof typeof MEASURED_AGAINST

export const PEER_NAMES = ['docxtemplater', 'pdfmake'] as const satisfies readonly PeerName[]

/** What `load` gives, or null when the package is not installed: peers are installed for development only. */
export async function ifInstalled<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}
