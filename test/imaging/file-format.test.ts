import { expect, it } from 'vitest'
import { fileFormatOf } from '../../src/imaging/file-format.js'

const bytes = (text: string) => Buffer.from(text, 'latin1')

it.each([
  ['%PDF-1.7', 'pdf'],
  ['\r\n %PDF-1.4', 'pdf'],
  ['\u00EF\u00BB\u00BF%PDF-1.4', 'pdf'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['\u00FF\u00D8\u00FF\u00E0', 'jpeg'],
  ['\u0089PNG\r\n\u001A\n', 'png'],
  ['', null],
  ['%PDF', null],
  ['x%PDF-1.4', null],
  ['<svg/>', null],
  ['II+\0', null],
  [`${' '.repeat(80)}%PDF-1.4`, null],
] as const)('%j is %s', (head, format) => expect(fileFormatOf(bytes(head))).toBe(format))
