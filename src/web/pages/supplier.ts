import { z } from 'zod'
import { neededFields, RECORD_FIELDS } from '../../../contracts/recordable.js'
import { CONTACT_ROLES } from '../../../contracts/follow-through-events.js'
import { LEAD_TIME_STATE_LABELS } from '../../../contracts/lead-time.js'
import type { CustomerProgress } from '../../../contracts/progress.js'
import { mayDo } from '../../../contracts/rights.js'
import { LEAD_TIME_ITEMS } from '../../../templates/facts.js'
import { Failure } from '../../../templates/failure.js'
import { record } from '../../flows/record.js'
import { customerProgress } from '../../flows/status.js'
import { foldedForm } from '../fold.js'
import { pageForm, type Done, type Page, type Visit } from '../page.js'
import { unlessStale } from '../seen.js'
import { customerCrumbs } from './customer-crumbs.js'
import { HANDED_NAMES, REPORT_NAMES, supplierForms } from './supplier-forms.js'

const PATH = '/kunder/:orgnr/leverantor'
const text = z.string().trim().min(1).max(2000).optional()
const FILE_STATES = { sent: 'Skickad, inte kontrollerad', checked: 'Kontrollerad', expected: 'Väntas', late: 'Försenad' } as const
const FILE_BADGES = { sent: 'look', checked: 'done', expected: 'waiting', late: 'stuck' } as const
const LEAD_BADGES = { missing: 'waiting', requested: 'started', promised: 'started', overdue: 'stuck', received: 'done', expiring: 'look', expired: 'stuck', unneeded: 'waiting' } as const

/** *Leverantör och ledtider*: who is awaited, contacts, lead times, the supplier's reports, the monthly customer file and what was handed over. */
export const SUPPLIER_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const status = await customerProgress(visit.app, visit.params['orgnr'] ?? '')
    const specs = supplierForms(status)
    const canWork = mayDo(visit.visitor.roles, 'work')
    const folded = (id: keyof typeof specs) => (canWork ? foldedForm(visit, specs[id]) : null)
    return {
      view: 'supplier', title: `Leverantör och ledtider – ${status.name}`, crumbs: customerCrumbs(status.orgnr, status.name),
      content: { ...supplierContent(status), leadTimeForm: folded('ledtid'), contactForm: folded('kontakt'), reportForm: folded('besked'), handedForm: folded('overlamnat') },
    }
  },
  forms: [
    pageForm({
      id: 'ledtid', path: `${PATH}/ledtider`, right: 'work',
      said: z.strictObject({ post: z.enum(LEAD_TIME_ITEMS), vad: z.enum(['lead-time-requested', 'lead-time-promised', 'lead-time-received']), dag: z.iso.date().optional(), ägare: text, utlovad: z.iso.date().optional(), nummer: text, 'giltig-till': z.iso.date().optional(), anteckning: text }),
      work: (visit, { said: { post, vad, dag, ...given } }) => recorded(visit, `${vad}:${post}`, dag, given),
    }),
    pageForm({
      id: 'kontakt', path: `${PATH}/kontakter`, right: 'work', said: z.strictObject({ roll: z.enum(['lokal-saljare', ...CONTACT_ROLES]), namn: text, telefon: text, 'e-post': z.email().optional(), meddelad: text, dag: z.iso.date().optional(), sedd: z.string().max(100).optional() }),
      work: async (asked, { said: { roll, meddelad, dag, sedd, ...given } }) => {
        const visit = { ...asked, app: await unlessStale(asked.app, sedd, { what: 'Kontakterna', stateIn: async (app) => (await customerProgress(app, asked.params['orgnr'] ?? '')).contacts }) }
        const told = roll === 'lokal-saljare' && meddelad !== undefined
        if (given.namn === undefined && !told) throw new Failure('call-invalid', 'Skriv vem det är.', { faults: [{ path: 'namn', message: 'Skriv namnet.' }] })
        const named = given.namn === undefined ? null : await recorded(visit, roll === 'lokal-saljare' ? 'local-seller-named' : `supplier-contact-recorded:${roll}`, dag, given)
        return told ? recorded(visit, 'local-seller-told', dag, {}) : (named ?? doneAt(visit))
      },
    }),
    pageForm({
      id: 'besked', path: `${PATH}/besked`, right: 'work', said: z.strictObject({ vad: z.enum(Object.keys(REPORT_NAMES)), dag: z.iso.date().optional(), källa: text, kundnummer: text, kontor: text, månad: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'skriv månaden som 2026-12').optional(), anteckning: text }),
      work: (visit, { said: { vad, dag, ...given } }) => recorded(visit, vad, dag, given),
    }),
    pageForm({
      id: 'overlamnat', path: `${PATH}/overlamnat`, right: 'work', said: z.strictObject({ vad: z.enum(Object.keys(HANDED_NAMES)), dag: z.iso.date().optional(), mottagare: text, utfall: text, anteckning: text }),
      work: (visit, { said: { vad, dag, ...given } }) => recorded(visit, vad, dag, given),
    }),
  ],
}

function doneAt({ params }: Visit): Done {
  return { to: `/kunder/${params['orgnr'] ?? ''}/leverantor`, told: 'Det är antecknat.' }
}

/** Records what was chosen with what was filled in, under the names that `record --set` has. @throws Failure `call-invalid` naming the fields that it needs and lacks, and as `record` */
async function recorded(visit: Visit, event: string, on: string | undefined, given: Readonly<Record<string, string | undefined>>): Promise<Done> {
  const set = Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  const missing = neededFields(event).map((field) => RECORD_FIELDS[field]?.key ?? field).filter((key) => !(key in set))
  if (missing.length > 0) throw new Failure('call-invalid', 'Något som behövs för detta är inte ifyllt. Inget är sparat.', { faults: missing.map((path) => ({ path, message: 'Fyll i fältet.' })) })
  await record(visit.app, { subject: visit.params['orgnr'] ?? '', event, options: { set }, exemplar: null, by: visit.actor(), on: on ?? null })
  return doneAt(visit)
}

function supplierContent({ name, orgnr, awaited, contacts, leadTimes, supplierReports, handedOver, customerFiles }: CustomerProgress) {
  return {
    name, orgnr,
    awaited: awaited.map(({ what, from, since, dueOn, late, owner }) => ({ what, from, since, due: dueOn ?? '', late, owner: owner ?? '' })),
    contacts: contacts.map((contact) => ({ label: contact.label, name: contact.name ?? 'Ingen utsedd', phone: contact.phone ?? '', email: contact.email ?? '', note: contact.note ?? '', told: contact.role === 'lokal-saljare' ? (contact.toldOn === null ? 'Kunden har inte fått veta än.' : `Kunden fick veta ${contact.toldOn}.`) : '' })),
    leadTimes: leadTimes.map((item) => ({
      label: item.label, from: item.from, owner: item.owner ?? '–', requested: item.requestedOn ?? '–', promised: item.promisedOn ?? '–', received: item.receivedOn ?? '–',
      permit: [item.number === null ? '' : `nr ${item.number}`, item.expiresOn === null ? '' : `gäller till ${item.expiresOn}`].filter((part) => part !== '').join(', '), badge: { state: LEAD_BADGES[item.state], text: LEAD_TIME_STATE_LABELS[item.state] },
    })),
    reports: supplierReports.map(({ label, on, source, text: said }) => ({ label, on, source, text: said ?? '' })),
    handed: handedOver.map(({ label, on, to, by, note }) => ({ label, on, to, by, note: note ?? '' })),
    files: customerFiles.map((task) => ({ month: task.month, expected: task.expectedOn, sent: task.sentOn === null ? '–' : `${task.sentOn}, ${task.sentBy ?? ''}`, checked: task.checkedOn === null ? '–' : `${task.checkedOn}, ${task.checkedBy ?? ''}`, badge: { state: FILE_BADGES[task.state], text: FILE_STATES[task.state] } })),
  }
}
