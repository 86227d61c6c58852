import { beforeAll, describe, expect, it } from 'vitest'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { registerDraft } from '../../src/flows/draft-register.js'
import { exportTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { scan } from '../../src/flows/scan.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { ownPdf } from '../own-pdf.js'
import { pdfText } from '../read-papers.js'
import { confirmed, exemplarPdf, inCopier } from '../signed-scans.js'
import { withDocument } from '../templates/word/template-of.js'

const KIND = 'handlaggare-ansokan'
const facts = factsOf('lillfors-kommun')

let house: House

/** The kind's template, asking for these initials besides. */
async function asking(kind: string, tags: readonly string[]): Promise<void> {
  const { bytes } = await exportTemplate(house.app, kind, null)
  const file = withDocument(bytes, /<w:sectPr(?![\s\S]*<w:sectPr)/, `${tags.map((tag) => `<w:p><w:r><w:t>{{signum ${tag}}}</w:t></w:r></w:p>`).join('')}<w:sectPr`)
  await importTemplate(house.app, { file, by: house.app.actor('Maja Mallansvarig'), kind: null })
}

beforeAll(async () => {
  house = await openHouse({ scanDepth: 'examine' })
})

describe('a document whose template asks for initials on every page', () => {
  it('is proposed only when every page bears them, and says which page does not', async () => {
    await asking(KIND, ['kund'])
    const document = documentOf(await packed(house, facts, { kinds: [KIND] }), KIND)
    expect(document.signatureBoxes.filter(({ initials }) => initials === true).map(({ id, page, role }) => [id, page, role])).toEqual([['kund-signum-1', 1, 'Signum'], ['kund-signum-2', 2, 'Signum']])

    const returned = async (name: string, boxes: typeof document.signatureBoxes) => {
      wait(house, 1)
      const pile = await printSignScan(house.app.imaging, [{ pdf: await exemplarPdf(house, document, 1), boxes }], { dpi: 200, seed: boxes.length, upsideDown: [], shuffle: false })
      const [report] = await scan(house.app, [inCopier(house, name, pile)])
      if (report === undefined) throw new Error('a file read gives a report')
      return report
    }
    const lacking = await returned('utan-signum.pdf', document.signatureBoxes.filter(({ id }) => id !== 'kund-signum-1'))
    expect(lacking.documents[0]).toMatchObject({ verdict: 'complete', proposals: [{ party: 'kund', answer: 'not', doubts: ['Exemplar 1, sida 1: rutan för signum kund-signum-1 visar inget bläck. Se efter på pappret.'] }] })
    expect((await failureOf(confirmed(house, lacking, document.code, 'kund'))).code).toBe('signature-doubtful')
    const whole = await returned('med-signum.pdf', document.signatureBoxes)
    expect(whole.documents[0]?.signatureBoxes.map(({ ink }) => ink)).toEqual(document.signatureBoxes.map(() => 'signed'))
    expect(whole.documents[0]).toMatchObject({ differences: [], proposals: [{ party: 'kund', answer: 'proposed', doubts: [] }] })
    expect((await confirmed(house, whole, document.code, 'kund')).events.at(-1)?.actor.name).toBe(CLERK)
  })
  it('asks for them on every page of what the customer writes in its place too, in Word and as a PDF', async () => {
    await asking('raps', ['kund', 'svr 2'])
    const first = documentOf(await packed(house, facts, { kinds: ['raps'] }), 'raps')
    const asked = ({ signatureBoxes }: typeof first): string[] => signatureBoxes.filter(({ initials }) => initials === true).map(({ id }) => id).sort()
    const onEvery = (pageCount: number): string[] => ['kund', 'svr'].flatMap((party) => Array.from({ length: pageCount }, (_, index) => `${party}-signum-${index + 1}`)).sort()
    expect(asked(first)).not.toEqual(onEvery(first.pageCount))
    const register = async (file: Uint8Array, document: string) => {
      await registerDraft(house.app, { file, document, by: house.app.actor(CLERK), reason: null, otherFacts: null })
      return documentOf(await packed(house, facts, { kinds: ['raps'] }), 'raps')
    }
    const issued = await house.app.archive.read(first.files.find(({ path }) => path.endsWith('.docx'))?.sha256 ?? '')
    const word = await register(withDocument(issued, 'Antecknat av (namn)', 'Antecknat av {{signum driftleverantor}}'), first.code)
    expect(asked(word)).toEqual(onEvery(word.pageCount))
    const pdf = await register(await ownPdf(['Vår egen tillämpningsanvisning.', '\f', 'Kortet lämnas ut mot legitimation.']), word.code)
    expect([pdf.pageCount > 2, asked(pdf)]).toEqual([true, onEvery(pdf.pageCount)])
    const [paper] = pdf.files.filter(({ path }) => path.endsWith('.pdf'))
    expect(pdfText(await house.app.archive.read(paper?.sha256 ?? '')).match(/Signum,/g)).toHaveLength(2 * pdf.pageCount)
  })
})
