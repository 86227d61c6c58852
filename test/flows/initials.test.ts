import { describe, expect, it } from 'vitest'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { exportTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { scan } from '../../src/flows/scan.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait } from '../open-house.js'
import { confirmed, exemplarPdf, inCopier } from '../signed-scans.js'
import { withDocument } from '../templates/word/template-of.js'

const KIND = 'handlaggare-ansokan'

describe('a document whose template asks for initials on every page', () => {
  it('is proposed only when every page bears them, and says which page does not', async () => {
    const house = await openHouse({ scanDepth: 'examine' })
    const { bytes } = await exportTemplate(house.app, KIND, null)
    const file = withDocument(bytes, /<w:sectPr(?![\s\S]*<w:sectPr)/, '<w:p><w:r><w:t>{{signum kund}}</w:t></w:r></w:p><w:sectPr')
    await importTemplate(house.app, { file, by: house.app.actor('Maja Mallansvarig'), kind: null })
    const document = documentOf(await packed(house, factsOf('lillfors-kommun'), { kinds: [KIND] }), KIND)
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
})
