import { filledOf } from './anslut.js'
import { ifInstalled, type Contender } from './contender.js'
import { pdfmakeDocument } from './pdfmake-document.js'

/** Font files by the names pdfmake has for styles. */
export type FontPaths = Readonly<Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>

/** pdfmake setting the same filled documents with the same fonts; null when it is not installed. Filling is part of what is timed, as it is for Anslut's PDF. */
export async function pdfmakeContender(fonts: FontPaths): Promise<Contender | null> {
  const loaded = await ifInstalled(() => import('pdfmake'))
  if (loaded === null) return null
  const pdfmake = loaded.default
  pdfmake.setFonts({ Arimo: fonts })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => Object.values(fonts).includes(path))
  return { name: 'pdfmake', make: async (subject) => [await pdfmake.createPdf(pdfmakeDocument(filledOf(subject))).getBuffer()] }
}
