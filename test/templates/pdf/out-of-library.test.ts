import { PDFDocument } from 'pdf-lib'
import { expect, test } from 'vitest'
import { Failure } from '../../../templates/failure.js'
import { isOutOfLibrary } from '../../../templates/pdf/out-of-library.js'

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work()
  } catch (error) {
    return error
  }
}

test('what the PDF library throws at a damaged file is told from a bug of our own', async () => {
  expect(isOutOfLibrary(await thrownBy(() => PDFDocument.load(Buffer.from('skräp'))))).toBe(true)
  expect(isOutOfLibrary(await thrownBy(async () => (await PDFDocument.load(Buffer.from('%PDF-1.7 skräp'))).getPages()))).toBe(true)
  expect(isOutOfLibrary(await thrownBy(async () => JSON.parse('undefined') as unknown))).toBe(false)
  expect(isOutOfLibrary(new Failure('template-invalid', 'eget fel'))).toBe(false)
  expect(isOutOfLibrary('ingen feltyp')).toBe(false)
})
