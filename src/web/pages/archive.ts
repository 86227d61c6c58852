import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { verifyEverything } from '../../flows/verify-everything.js'
import { eventCount } from '../../storage/event-chain.js'
import { searchEvents } from '../../storage/search-events.js'
import { formView } from '../form.js'
import { pageForm, type Page } from '../page.js'

const NOTHING_ASKED = { orgnr: null, code: null, actor: null, types: null, from: null, to: null, before: null }

/** *Arkiv*: is everything as it was kept, and what has happened. */
export const ARCHIVE_PAGE: Page = {
  path: '/arkiv', right: 'follow',
  show: async (visit) => {
    const { app } = visit
    const [latest] = await searchEvents(app.store.read, NOTHING_ASKED, 1)
    const content = {
      events: (await eventCount(app.store.read)).toLocaleString('sv-SE'), head: latest?.hash ?? '',
      check: formView(visit, { id: 'kontrollera', action: '/arkiv/kontroll', heading: '', intro: 'Varje fil läses om och jämförs med sin kontrollsumma, och hela händelsekedjan räknas om. Det kan ta några minuter; inget ändras.', fields: [], button: 'Kontrollera arkivet', signedBy: 'nobody' }),
    }
    return { view: 'archive', title: 'Arkiv', crumbs: [], content }
  },
  forms: [pageForm({
    id: 'kontrollera', path: '/arkiv/kontroll', right: 'follow', said: z.object({}),
    work: async ({ app }) => {
      const { filesChecked, eventsChecked, faults, litter } = await verifyEverything(app)
      if (faults.length > 0) throw new Failure('archive-damaged', `Kontrollen hittade ${faults.length} fel. Rör inget i arkivet; ta kontakt med driften och jämför med säkerhetskopian.`, { faults: faults.slice(0, 100) })
      const left = litter.length === 0 ? '' : ` ${litter.length} filer är överblivna efter avbrutna kommandon; de skadar inget.`
      return { to: '/arkiv', told: `Allt stämmer: ${filesChecked.toLocaleString('sv-SE')} filer och ${eventsChecked.toLocaleString('sv-SE')} händelser är kontrollerade.${left}` }
    },
  })],
}
