import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { degrees, PDFDict, PDFDocument, PDFName } from 'pdf-lib'
import { expect, it } from 'vitest'
import { fillForm } from '../../../templates/form/fill-form.js'
import { readForm } from '../../../templates/form/read-form.js'
import { stampForm } from '../../../templates/form/stamp-form.js'
import { hasPdftotext } from '../../read-papers.js'
import { FONTS } from '../load-test-fonts.js'
import { sampleStamp } from '../pdf/sample-stamp.js'
import { exampleContext } from '../word/example-context.js'

type Box = readonly [number, number, number, number]
type Turn = 0 | 90 | 180 | 270

/** As somebody sees them on a page of 800 × 560 points. */
const [NAME, SIGNED]: readonly [Box, Box] = [[90, 300, 240, 20], [430, 200, 180, 40]]

/** Where a page that is turned so much clockwise when shown has what is seen there. */
function own([x, y, w, h]: Box, turn: Turn): Box {
  if (turn === 90) return [560 - y - h, x, h, w]
  if (turn === 180) return [800 - x - w, 560 - y - h, w, h]
  return turn === 270 ? [y, 800 - x - w, h, w] : [x, y, w, h]
}

async function formOn(turn: Turn, says: 'how it is turned' | 'nothing'): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const page = pdf.addPage(turn % 180 === 0 ? [800, 560] : [560, 800])
  page.setRotation(degrees(turn))
  for (const [name, box] of [['Namn', NAME], ['Underskrift', SIGNED]] as const) {
    const field = pdf.getForm().createTextField(name)
    const [x, y, width, height] = own(box, turn)
    field.addToPage(page, { x, y, width, height, borderWidth: 0 })
    field.setFontSize(11)
    for (const widget of field.acroField.getWidgets()) {
      widget.setRectangle({ x, y, width, height })
      const look = widget.dict.lookup(PDFName.of('MK'), PDFDict)
      if (says === 'nothing') look.delete(PDFName.of('R'))
      else look.set(PDFName.of('R'), pdf.context.obj(turn))
    }
  }
  return pdf.save({ updateFieldAppearances: false })
}

/** Where the first word of the field and the places to sign stand on the sheet, in whole points. */
async function placesOn(turn: Turn, says: 'how it is turned' | 'nothing'): Promise<unknown> {
  const [xPt, yPt, widthPt, heightPt] = SIGNED
  const signatures = [{ field: 'Underskrift', party: 'kund' }, { page: 1, xPt, yPt, widthPt, heightPt, party: 'kund' }]
  const { form, faults } = await readForm(await formOn(turn, says), { fields: { Namn: '{{kund.namn}}' }, signatures }, null)
  if (form === null) return faults
  const { pdfs: [pdf], signatureBoxes } = await stampForm(fillForm(form, exampleContext(), 'refuse'), [sampleStamp(1)], FONTS, { title: 'T', subject: 'T', issuedAt: '2026-11-22T09:00:00Z', marks: [], draft: false })
  const folder = mkdtempSync(join(tmpdir(), 'turned-form-'))
  try {
    const path = join(folder, 'form.pdf')
    writeFileSync(path, pdf ?? new Uint8Array())
    const word = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">Lillfors</.exec(execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8' }))
    return { word: word?.slice(1).map((value) => Math.round(Number(value))), boxes: signatureBoxes.map((box) => [box.xPt, box.yPt, box.widthPt, box.heightPt].map(Math.round)) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const TURNED = ([90, 180, 270] as const).flatMap((turn) => (['how it is turned', 'nothing'] as const).map((says) => ({ turn, says })))

it.runIf(hasPdftotext).each(TURNED)('on a page shown turned by $turn degrees, what is filled in stands upright where it does on one that is not, its field saying $says, and so do the places to sign', async ({ turn, says }) => {
  const upright = await placesOn(0, 'nothing')
  expect(upright).toEqual({ word: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)], boxes: [expect.any(Array), expect.any(Array)] })
  expect(await placesOn(turn, says)).toEqual(upright)
})
