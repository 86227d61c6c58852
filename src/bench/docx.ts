import { filledOf } from './anslut.js'
import type { Contender } from './contender.js'
import { docxDocument } from './docx-document.js'

/** `docx` writing the same filled documents by code; filling is part of what is timed, as it is for Anslut. */
export function docxContender(): Contender {
  return { name: 'docx', make: async (subject) => [await docxDocument(filledOf(subject))] }
}
