import { stampsOf } from '../../signing/page-code.js'
import type { FilledDocument } from '../../templates/document.js'
import { fillTemplate } from '../../templates/fill-template.js'
import type { Fonts } from '../../templates/fonts.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { writePdf } from '../../templates/pdf/write-pdf.js'
import { writeWord } from '../../templates/write-word.js'
import { compiledTemplate } from '../rendering/compiled-template.js'
import { renderVersion } from '../rendering/render-version.js'
import type { Contender } from './contender.js'
import type { Subject } from './subject.js'

const KEY = { id: '01', bytes: new Uint8Array(32).fill(7) }
const STAMPED = { exemplar: 1, exemplars: 1, draft: false } as const

/** The subject's template filled, as both of Anslut's files are written from it. */
export function filledOf(subject: Subject): FilledDocument {
  return fillTemplate(compiledTemplate(subject.template), subject.context, 'refuse')
}

/** Anslut's three ways: the Word file alone, one exemplar's PDF alone with its page codes, and both as `pack` makes them. */
export function anslutContenders(fonts: Fonts): Contender[] {
  return [
    { name: 'anslut-docx', make: (subject) => Promise.resolve([writeWord(compiledTemplate(subject.template), filledOf(subject), { draft: false })]) },
    {
      name: 'anslut-pdf',
      make: async (subject) => {
        const stampFor = stampsOf({ ...STAMPED, keyId: KEY.id, key: KEY.bytes, code: subject.code })
        const { dokument, kund } = subject.context
        return [await writePdf(layOut(filledOf(subject), fonts), fonts, stampFor, { title: dokument.titel, subject: kund.namn, issuedAt: subject.issuedAt, marks: ['EXEMPEL'], draft: false })]
      },
    },
    {
      name: 'anslut-docx-pdf',
      make: async ({ template, context, code, issuedAt }) => {
        const { docx, pdfs } = await renderVersion({ template, deviatesFrom: null, context, code, logotype: null, exemplars: 1, draft: false, key: KEY, issuedAt, decision: null }, fonts)
        return docx === null ? pdfs : [docx, ...pdfs]
      },
    },
  ]
}
