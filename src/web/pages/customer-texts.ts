import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { differingPlaces } from '../../../contracts/differing-places.js'
import { listOf } from '../../../contracts/party-name.js'
import { mayDo } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { Failure } from '../../../templates/failure.js'
import { listDrafts, type ListedDraft } from '../../flows/draft-list.js'
import { registerDraft } from '../../flows/draft-register.js'
import { namedCustomer } from '../../flows/history.js'
import { sendDrafts } from '../../flows/send-drafts.js'
import { isCurrent, versionsOf } from '../../storage/versions.js'
import { foldedForm } from '../fold.js'
import type { FieldSpec } from '../form.js'
import { moment } from '../moment.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { customerCrumbs } from './customer-crumbs.js'

const PATH = '/kunder/:orgnr/texter'
const MOST_BYTES = 20 * 1024 * 1024
const STATES = { 'proposed': ['look', 'Föreslagen'], 'in-force': ['done', 'Gäller'], 'replaced': ['waiting', 'Ersatt av en senare text'], 'dropped': ['waiting', 'Tagen ur bruk'], 'rejected': ['waiting', 'Avslagen'] } as const
const typed = z.string().trim().min(1).max(2000)

/** *Kundens texter*: what the customer wrote itself, taken in, listed and decided on; and the drafts sent for it to write in. */
export const CUSTOMER_TEXTS_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const { app, params, visitor } = visit
    const { orgnr, name } = await namedCustomer(app, params['orgnr'] ?? '')
    const texts = (await listDrafts(app, orgnr)).toReversed()
    return {
      view: 'customer-texts', title: 'Kundens texter', crumbs: customerCrumbs(orgnr, name),
      content: { name, texts: texts.map(textRow), forms: mayDo(visitor.roles, 'work') ? await formsFor(visit, orgnr) : [] },
    }
  },
  forms: [
    pageForm({
      id: 'registrera', path: `${PATH}/registrering`, right: 'work', mostBytes: MOST_BYTES, said: z.strictObject({ handling: z.string().trim().min(1).max(50), skal: typed.optional() }),
      work: async ({ app, params, actor }, { said, files: [file, another] }) => {
        if (file === undefined || another !== undefined) throw new Failure('call-invalid', 'Välj filen som kunden har skickat. Inget är registrerat.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
        const { orgnr } = await namedCustomer(app, params['orgnr'] ?? '')
        if (!(await versionsOf(app.store.read, orgnr)).some(({ code }) => code === said.handling)) throw new Failure('code-unknown', 'Kunden har ingen sådan handling. Inget är registrerat.', { faults: [{ path: 'handling', message: 'Välj en av kundens handlingar.' }] })
        const { text, state, title, isNew } = await registerDraft(app, { file: await readFile(file.path), document: said.handling, by: actor(), reason: said.skal ?? null })
        const next = state === 'proposed' ? 'Inget är utgivet förrän två personer har antagit avvikelsen.' : 'Den är utgiven med egen kod och väntar på nämndens beslut.'
        return { to: `/kunder/${orgnr}/texter/${text}`, told: `${title}: kundens text ${isNew ? 'är registrerad' : 'var redan registrerad'}. ${next}` }
      },
    }),
    pageForm({
      id: 'skicka', path: `${PATH}/utskick`, right: 'work', said: z.strictObject({ till: z.string().trim().min(1).max(320).optional(), igen: z.string().optional() }),
      work: async ({ app, params, actor }, { said }) => {
        const { letter, documents, leftOut } = await sendDrafts(app, { orgnr: params['orgnr'] ?? '', to: said.till ?? null, sending: said.igen === undefined ? 'once' : 'again', by: actor() })
        const left = leftOut.length === 0 ? '' : ` Får inte gå okrypterat och kom inte med: ${leftOut.map(({ title }) => title).join(', ')}.`
        return { to: `/utskick/ovrigt/${letter.id}`, told: `${documents.length === 1 ? 'Ett utkast ligger' : `${documents.length} utkast ligger`} i kö till ${letter.recipient}.${left}` }
      },
    }),
  ],
}

async function formsFor(visit: Visit, orgnr: string) {
  const home = `/kunder/${orgnr}/texter`
  const options = (await versionsOf(visit.app.store.read, orgnr)).filter(isCurrent).map(({ code, title, stage }) => ({ value: code, label: `${title} ${spokenCode(code)}${stage === 'draft' ? ' (utkast)' : ''}` }))
  const again: FieldSpec = { kind: 'ticks', name: 'igen', label: 'Har samma utkast gått dit förut?', options: [{ value: 'ja', label: 'Skicka dem en gång till' }] }
  return [
    ...(options.length === 0 ? [] : [foldedForm(visit, {
      id: 'registrera', action: `${home}/registrering`, heading: 'Registrera en text från kunden', button: 'Registrera texten',
      intro: 'RAPS och rutiner ges ut genast med kundens text och går till nämnden. Ett ändrat avtal blir ett förslag, som två personer behöver anta.',
      fields: [{ kind: 'file', name: 'file', label: 'Filen från kunden', hint: 'Word; RAPS och rutiner också som PDF.', accept: '.docx,.pdf' }, { kind: 'choice', name: 'handling', label: 'Handlingen som texten utgår från', options }, { kind: 'long', name: 'skal', label: 'Skäl', hint: 'Behövs när ett godkännande eller underskrifter faller.', optional: 'optional', rows: 2 }],
    })]),
    foldedForm(visit, {
      id: 'skicka', action: `${home}/utskick`, heading: 'Skicka utkasten till kunden', button: 'Skicka utkasten',
      intro: 'Word-filerna av de senaste utkasten. Är en nyckel fäst vid adressen går de krypterat; annars går bara de som får gå okrypterat, aldrig RAPS eller rutiner.',
      fields: [{ kind: 'email', name: 'till', label: 'E-postadress', hint: 'En adress ur kundens uppgifter. Utan adress går de till den kontraktsansvariga.', optional: 'optional' }, again],
    }),
  ]
}

/** A text in the list, every word ready. */
export function textRow({ text, orgnr, title, base, state, registeredAt, registeredBy, acceptedBy, differences, issuedAs, isOutdated }: ListedDraft) {
  const [badge, label] = STATES[state]
  const waits = state !== 'proposed' ? '' : isOutdated ? 'Kan inte längre antas: handlingen är ersatt eller makulerad.' : acceptedBy.length === 0 ? 'Väntar på två personer.' : 'Väntar på en person till.'
  return {
    href: `/kunder/${orgnr}/texter/${text}`, title, code: spokenCode(base), badge, state: label, waits, differences: differingPlaces(differences),
    registered: `Registrerad ${moment(registeredAt)} av ${registeredBy}`, accepted: acceptedBy.length === 0 ? '' : `Antagen av ${listOf(acceptedBy)}`,
    issuedAs: issuedAs === null ? '' : spokenCode(issuedAs), document: issuedAs === null ? '' : `/kunder/${orgnr}/handlingar/${issuedAs}`,
  }
}
