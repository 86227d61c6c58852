import { mayDo } from '../../../contracts/rights.js'
import { z } from 'zod'
import { addHandout, handouts, retireHandout } from '../../flows/handouts.js'
import { HANDOUT_MOST_BYTES } from '../../flows/meeting-file.js'
import { outlinesForLook } from '../../flows/outlines.js'
import { Failure } from '../../../templates/failure.js'
import { foldedForm } from '../fold.js'
import { pageForm, type Page } from '../page.js'
import { staleNotice } from '../stale-notice.js'
import { handoutLink, whenText } from './meeting-content.js'

const MOST_ROWS = 100
const typed = z.string().trim().min(1).max(200)

/** *Möten*: what is booked with all customers, and the library of handouts. */
export const MEETINGS_PAGE: Page = {
  path: '/moten', right: 'read',
  show: async (visit) => {
    const { app } = visit
    const { all, stale } = await outlinesForLook(app)
    const booked = all.flatMap(({ orgnr, name, meetings }) => meetings.flatMap(({ ordinal, title, state, booking }) => (booking !== null && (state === 'booked' || state === 'passed') ? [{ orgnr, name, ordinal, title, passed: state === 'passed', booking }] : []))).toSorted(({ booking: a }, { booking: b }) => (a.startsAt < b.startsAt ? -1 : Number(a.startsAt > b.startsAt)))
    const library = await handouts(app.store.read)
    const inUse = library.filter(({ retired }) => retired === null)
    const canWork = mayDo(visit.visitor.roles, 'work')
    return {
      view: 'meetings', title: 'Möten', crumbs: [],
      content: {
        stale: staleNotice(stale), booked: booked.slice(0, MOST_ROWS).map(({ booking, ...meeting }) => ({ ...meeting, when: whenText(booking), place: [booking.place, booking.link].flatMap((one) => one ?? []).join(', ') })), more: booked.length > MOST_ROWS ? `De ${MOST_ROWS} närmaste av ${booked.length} visas. Resten står i kalendern.` : '', none: booked.length === 0,
        library: library.map(({ handout, editions, retired }) => ({
          handout, current: { ...handoutLink(editions[0]), fileName: editions[0].fileName }, since: editions[0].addedOn, needs: editions[0].needs.map(needText).join(', '), retired: retired === null ? '' : `Ur bruk sedan ${retired.on}: ${retired.reason}`,
          earlier: editions.slice(1).map(handoutLink),
        })),
        add: canWork ? foldedForm(visit, {
          id: 'material', action: '/moten/material', heading: 'Lägg till material, eller en ny utgåva', button: 'Lägg till', fields: [
            { kind: 'text', name: 'namn', label: 'Namn', hint: 'Samma namn som förut gör filen till en ny utgåva.' }, { kind: 'text', name: 'utgava', label: 'Utgåva', hint: 'Till exempel 2026-11.' },
            { kind: 'text', name: 'punkter', label: 'Hör till', hint: 'Checklistepunkter eller steg med komma emellan, till exempel 6.7, 10.6.' }, { kind: 'file', name: 'file', label: 'Fil', accept: '.pdf,.docx,.pptx,.odt,.odp,.txt,.jpg,.png' },
          ],
        }) : null,
        retire: canWork && inUse.length > 0 ? foldedForm(visit, {
          id: 'ur-bruk', action: '/moten/ur-bruk', heading: 'Ta material ur bruk', button: 'Ta ur bruk', tone: 'danger',
          fields: [{ kind: 'choice', name: 'namn', label: 'Material', options: inUse.map(({ handout }) => ({ value: handout, label: handout })) }, { kind: 'text', name: 'skal', label: 'Varför' }],
        }) : null,
      },
    }
  },
  forms: [
    pageForm({
      id: 'material', path: '/moten/material', right: 'work', mostBytes: HANDOUT_MOST_BYTES, said: z.strictObject({ namn: typed, utgava: typed, punkter: typed }),
      work: async ({ app, actor }, { said, files }) => {
        const [file] = files
        if (file === undefined) throw new Failure('call-invalid', 'Ingen fil är vald.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
        await addHandout(app, { handout: said.namn, edition: said.utgava, needs: said.punkter.split(',').map((need) => need.trim()).filter((need) => need !== ''), path: file.path, fileName: file.fileName, by: actor() })
        return { to: '/moten', told: `${said.namn}, utgåva ${said.utgava}, är tillagd.` }
      },
    }),
    pageForm({
      id: 'ur-bruk', path: '/moten/ur-bruk', right: 'work', said: z.strictObject({ namn: typed, skal: typed }),
      work: async ({ app, actor }, { said }) => {
        await retireHandout(app, { handout: said.namn, reason: said.skal, by: actor() })
        return { to: '/moten', told: `${said.namn} är taget ur bruk.` }
      },
    }),
  ],
}

function needText(need: string): string {
  return need.includes('.') ? `punkt ${need}` : `steg ${need}`
}
