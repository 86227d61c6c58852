import { z } from 'zod'
import { endCustomerLink, isInUse, makeCustomerLink, USUAL_DAYS } from '../../accounts/customer-links.js'
import { namedCustomer } from '../../flows/history.js'
import { customerLinksOf, type CustomerLink } from '../../storage/customer-links.js'
import { foldedForm } from '../fold.js'
import { formView } from '../form.js'
import { moment } from '../moment.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { customerCrumbs } from './customer-crumbs.js'

const PATH = '/kunder/:orgnr/lankar'

/** *Kundlänkar*: the links by which a customer fetches its drafts and hands in scans; made, listed and revoked. */
export const CUSTOMER_LINKS_PAGE: Page = {
  path: PATH, right: 'work',
  show: async (visit) => {
    const { app, params } = visit
    const { orgnr, name } = await namedCustomer(app, params['orgnr'] ?? '')
    const home = `/kunder/${orgnr}/lankar`
    return {
      view: 'customer-links', title: `Kundlänkar – ${name}`, crumbs: customerCrumbs(orgnr, name),
      content: {
        name, links: (await customerLinksOf(app.store.read, orgnr)).map((link) => linkRow(visit, link, home)),
        form: formView(visit, {
          id: 'ny', action: home, heading: '', button: 'Skapa länken', intro: 'Den som har länken kan hämta kundens utkast, se vad som återstår och lämna in skanningar, inget annat. Lämna den på ett sätt som bara mottagaren läser.',
          fields: [{ kind: 'text', name: 'till', label: 'Vem länken är till', hint: 'Så att ni vet vilken som ska återkallas. Kunden ser det inte.' }, { kind: 'number', name: 'dagar', label: 'Gäller i dagar', value: String(USUAL_DAYS), hint: '1–366 dagar.', inputmode: 'numeric' }],
        }),
      },
    }
  },
  forms: [
    pageForm({
      id: 'ny', path: PATH, right: 'work', said: z.strictObject({ till: z.string().trim().min(1).max(100), dagar: z.coerce.number() }),
      work: async (visit, { said }) => {
        const { link, path } = await makeCustomerLink(visit.app, { orgnr: visit.params['orgnr'] ?? '', label: said.till, days: said.dagar }, visit.actor())
        return { to: `/kunder/${link.orgnr}/lankar`, told: `Länken visas bara nu, kopiera den: ${visit.house.address()}${path}` }
      },
    }),
    pageForm({
      id: 'aterkalla', path: `${PATH}/aterkallelser`, right: 'work', said: z.strictObject({ lank: z.string().max(50) }),
      work: async (visit, { said }) => {
        const orgnr = visit.params['orgnr'] ?? ''
        await endCustomerLink(visit.app, { orgnr, id: said.lank }, visit.actor())
        return { to: `/kunder/${orgnr}/lankar`, told: 'Länken är återkallad. Den öppnar inget mer, inte heller för den som har sidan uppe.' }
      },
    }),
  ],
}

function linkRow(visit: Visit, link: CustomerLink, home: string) {
  const { id, label, madeBy, createdAt, expiresAt, revokedAt, usedAt } = link
  const inUse = isInUse(link, visit.app.now())
  const state = inUse ? 'Gäller' : revokedAt === null ? 'Har gått ut' : `Återkallad ${moment(revokedAt)}`
  return {
    label, madeBy, made: moment(createdAt), until: moment(expiresAt), used: usedAt === null ? 'aldrig' : moment(usedAt), badge: { state: inUse ? 'started' : 'waiting', text: state },
    end: inUse ? foldedForm(visit, { id: `aterkalla--${id}`, action: `${home}/aterkallelser`, heading: 'Återkalla', fields: [{ kind: 'hidden', name: 'lank', value: id }], button: 'Återkalla länken', about: `till ${label}`, tone: 'danger' }) : null,
  }
}
