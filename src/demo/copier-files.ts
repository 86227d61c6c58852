import { PDFDocument, StandardFonts } from 'pdf-lib'
import type { App } from '../app.js'
import type { Manifest } from '../flows/manifest.js'
import { printSignScan, type PrintedDocument } from './print-sign-scan.js'

const DPI = 150
const SEED = 20_261_122

/** What the copier makes of the signed papers: one shuffled pile with a sheet upside down, and the one sheet that was forgotten in the tray. */
export async function copierFiles(app: App, packs: readonly { readonly manifest: Manifest; readonly signed: readonly string[] }[], onDocument: (done: number, total: number) => void): Promise<{ pile: Uint8Array; late: Uint8Array }> {
  const chosen = packs.flatMap(({ manifest, signed }) => manifest.documents.filter(({ kind }) => signed.includes(kind)))
  const printed: PrintedDocument[] = []
  for (const [index, document] of chosen.entries()) {
    const file = document.files.find(({ exemplar }) => exemplar === 1)
    if (file === undefined) throw new Error(`${document.kind} has no first exemplar`)
    printed.push({ pdf: await app.archive.read(file.sha256), boxes: document.signatureBoxes })
    onDocument(index + 1, chosen.length)
  }
  const all = await printSignScan(app.imaging, printed, { dpi: DPI, seed: SEED, upsideDown: [3], shuffle: true })
  return splitLast(all)
}

async function splitLast(all: Uint8Array): Promise<{ pile: Uint8Array; late: Uint8Array }> {
  const pile = await PDFDocument.load(all)
  const late = await PDFDocument.create()
  const last = pile.getPageCount() - 1
  for (const page of await late.copyPages(pile, [last])) late.addPage(page)
  await addNote(late)
  const kept = await PDFDocument.create()
  for (const page of await kept.copyPages(pile, Array.from({ length: last }, (_, index) => index))) kept.addPage(page)
  return { pile: await kept.save(), late: await late.save() }
}

/** A sheet that somebody laid on top, which is no page of any document. */
async function addNote(late: PDFDocument): Promise<void> {
  const note = late.addPage([595.28, 841.89])
  const font = await late.embedFont(StandardFonts.TimesRomanItalic)
  for (const [index, line] of NOTE.entries()) note.drawText(line, { x: 80, y: 700 - index * 26, size: 17, font })
}

const NOTE = ['Hej!', 'Här kommer arket som blev kvar i kopiatorn.', 'Säg till om det är något mer som saknas.', 'Vänliga hälsningar', 'registratorn'] as const
