import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { mayDo } from '../../../contracts/rights.js'
import { checkArchive } from '../../flows/check-archive.js'
import { documentsRunOut } from '../../flows/document-retention.js'
import { archiveChecks, type ArchiveCheck } from '../../storage/archive-checks.js'
import { eventCount } from '../../storage/event-chain.js'
import { searchEvents } from '../../storage/search-events.js'
import type { App } from '../../app.js'
import { formView } from '../form.js'
import { moment } from '../moment.js'
import { pageForm, type Page } from '../page.js'

const CHECKS_SHOWN = 10
const NOTHING_ASKED = { orgnr: null, code: null, actor: null, types: null, from: null, to: null, before: null }

/** *Arkiv*: is everything as it was kept, and what has happened. */
export const ARCHIVE_PAGE: Page = {
  path: '/arkiv', right: 'follow',
  show: async (visit) => {
    const { app, visitor } = visit
    const [latest] = await searchEvents(app.store.read, NOTHING_ASKED, 1)
    const [lastCheck, ...earlier] = await archiveChecks(app.store.read, { most: CHECKS_SHOWN, before: null })
    const content = {
      last: lastCheck === undefined ? null : checkWords(lastCheck), earlier: earlier.map(checkWords),
      events: (await eventCount(app.store.read)).toLocaleString('sv-SE'), head: latest?.hash ?? '', ...(await retentionContent(app, mayDo(visitor.roles, 'read'))),
      check: mayDo(visitor.roles, 'operate') && formView(visit, { id: 'kontrollera', action: '/arkiv/kontroll', heading: '', intro: 'Varje fil läses om och jämförs med sin kontrollsumma, och hela händelsekedjan räknas om. Det kan ta några minuter; inget ändras.', fields: [], button: 'Kontrollera arkivet', signedBy: 'nobody' }),
    }
    return { view: 'archive', title: 'Arkiv', crumbs: [], content }
  },
  forms: [pageForm({
    id: 'kontrollera', path: '/arkiv/kontroll', right: 'operate', said: z.strictObject({}),
    work: async ({ app }) => {
      const { filesChecked, eventsChecked, faults, litter } = await checkArchive(app)
      if (faults.length > 0) throw new Failure('archive-damaged', `Kontrollen hittade ${faults.length} fel. Rör inget i arkivet; ta kontakt med driften och jämför med säkerhetskopian.`, { faults: faults.slice(0, 100) })
      const left = litter.length === 0 ? '' : ` ${litter.length} filer är överblivna efter avbrutna kommandon; de skadar inget.`
      return { to: '/arkiv', told: `Allt stämmer: ${filesChecked.toLocaleString('sv-SE')} filer och ${eventsChecked.toLocaleString('sv-SE')} händelser är kontrollerade.${left}` }
    },
  })],
}

/** How many documents wait for somebody to look at them; which they are only whoever may see customers is told. */
async function retentionContent(app: App, mayRead: boolean): Promise<{ readonly runOut: string; readonly mayRead: boolean }> {
  const { length } = await documentsRunOut(app)
  return { runOut: length === 0 ? '' : `Tiden har gått ut för ${length.toLocaleString('sv-SE')} ${length === 1 ? 'handling' : 'handlingar'}.`, mayRead }
}

function checkWords({ checkedAt, by, filesChecked, eventsChecked, faults, litter }: ArchiveCheck) {
  const left = litter === 0 ? '' : ` ${litter} ${litter === 1 ? 'fil var överbliven' : 'filer var överblivna'} efter avbrutna kommandon, vilket inte skadar något.`
  return { at: moment(checkedAt), by, checked: `${filesChecked.toLocaleString('sv-SE')} filer och ${eventsChecked.toLocaleString('sv-SE')} händelser`, faulty: faults > 0, found: faults === 0 ? `Allt stämde.${left}` : `${faults} fel hittades.${left}` }
}
