import { Failure, type Fault } from '../../templates/failure.js'
import { isPdf } from '../../templates/is-pdf.js'
import type { Imaging } from '../imaging/imaging.js'
import { houseFonts } from '../rendering/house-fonts.js'
import { checkForm } from './form-check.js'

/** Enough for the smallest text. */
const DPI = 150

/** The fields of a PDF form in which paper would not show what is written, by trying them; none for a Word template, a form that has other faults, and one that the reader cannot be done with. `map` null: the one inside it. */
export async function unseenFieldFaults(imaging: Pick<Imaging, 'rasterPdf'>, file: Uint8Array, map: unknown): Promise<Fault[]> {
  const { form } = isPdf(file) ? await checkForm(file, map, null) : { form: null }
  if (form === null) return []
  const [{ unseenFields }, fonts] = await Promise.all([import('../../templates/form/seen-fields.js'), houseFonts()])
  try {
    return await unseenFields(form, fonts, (pdf) => imaging.rasterPdf(pdf, DPI))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return []
  }
}
