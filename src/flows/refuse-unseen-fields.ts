import { Failure } from '../../templates/failure.js'
import { compileForm } from '../../templates/form/read-form.js'
import { unseenFields } from '../../templates/form/seen-fields.js'
import type { App } from '../app.js'
import { houseFonts } from '../rendering/house-fonts.js'

/** Enough for the smallest text. */
const DPI = 150

/** A checked form whose fields paper would not show what is written in is refused by field; one that the reader cannot be done with is taken unseen. @throws Failure `template-invalid` */
export async function refuseUnseenFields(app: App, form: Uint8Array): Promise<void> {
  const faults = await tried(app, form)
  if (faults.length > 0) throw new Failure('template-invalid', 'Det som fylls i blanketten skulle inte kunna läsas; inget är ändrat. Rätta fältkartan eller blanketten och läs in den igen.', { faults })
}

async function tried(app: App, form: Uint8Array): ReturnType<typeof unseenFields> {
  const [compiled, fonts] = await Promise.all([compileForm(form), houseFonts()])
  try {
    return await unseenFields(compiled, fonts, (pdf) => app.imaging.rasterPdf(pdf, DPI))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return []
  }
}
