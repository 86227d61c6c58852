import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { differingPlaces } from '../../../contracts/differing-places.js'
import { kindOf } from '../../../contracts/kinds.js'
import { listOf } from '../../../contracts/party-name.js'
import { mayDo } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { Failure } from '../../../templates/failure.js'
import { compareDraft, type ComparedDraft } from '../../flows/draft-compare.js'
import { listDrafts, type ListedDraft } from '../../flows/draft-list.js'
import { customersMayWrite, MOST_DRAFT_BYTES, registerDraft } from '../../flows/draft-register.js'
import { namedCustomer } from '../../flows/history.js'
import { sendDrafts } from '../../flows/send-drafts.js'
import { isCurrent, versionsOf } from '../../storage/versions.js'
import { foldedForm, type Fold } from '../fold.js'
import type { FieldSpec } from '../form.js'
import { moment } from '../moment.js'
import { pageForm, type FormFile, type Page, type Shown, type Visit } from '../page.js'
import { comparisonContent } from './comparison-content.js'
import { customerCrumbs } from './customer-crumbs.js'

const PATH = '/kunder/:orgnr/texter'
const STATES = { 'proposed': ['look', 'Föreslagen'], 'in-force': ['done', 'Gäller'], 'replaced': ['waiting', 'Ersatt av en senare text'], 'dropped': ['waiting', 'Tagen ur bruk'], 'rejected': ['waiting', 'Avslagen'] } as const
const typed = z.string().trim().min(1).max(2000)
const document = z.string().trim().min(1).max(50)

/** *Kundens texter*: what the customer wrote itself, compared, taken in, listed and decided on; and the drafts sent for it to write in. */
export const CUSTOMER_TEXTS_PAGE: Page = {
  path: PATH, right: 'read', show: (visit) => textsWith(visit, null),
  forms: [
    pageForm({
      id: 'jamfor', path: `${PATH}/jamforelse`, right: 'read', mostBytes: MOST_DRAFT_BYTES, said: z.strictObject({ handling: document }),
      work: async (visit, { said, files }) => {
        const returned = await returnedFile(visit, said.handling, files)
        return { status: 200, shown: await textsWith(visit, await compareDraft(visit.app, returned)) }
      },
    }),
    pageForm({
      id: 'registrera', path: `${PATH}/registrering`, right: 'work', mostBytes: MOST_DRAFT_BYTES, said: z.strictObject({ handling: document, skal: typed.optional(), uppgifter: typed.optional() }),
      work: async (visit, { said, files }) => {
        const { text, orgnr, state, title, isNew } = await registerDraft(visit.app, { ...(await returnedFile(visit, said.handling, files)), by: visit.actor(), reason: said.skal ?? null, otherFacts: said.uppgifter ?? null })
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

async function textsWith(visit: Visit, compared: ComparedDraft | null): Promise<Shown> {
  const { app, params } = visit
  const { orgnr, name } = await namedCustomer(app, params['orgnr'] ?? '')
  const texts = (await listDrafts(app, orgnr)).toReversed()
  return {
    view: 'customer-texts', title: 'Kundens texter', crumbs: customerCrumbs(orgnr, name),
    content: { name, texts: texts.map(textRow), compared: compared === null ? null : comparedView(compared), forms: await formsFor(visit, orgnr) },
  }
}

function comparedView(compared: ComparedDraft) {
  const { title, code, saysCode } = compared
  return { title, code: spokenCode(code), saysOther: saysCode === null ? '' : `Filen säger själv att den är ${spokenCode(saysCode)}. Se efter att den jämförs med rätt handling.`, ...comparisonContent(compared) }
}

/** The one file that was chosen and the document it was made from, which must be that customer's. @throws Failure `call-invalid`, `code-unknown`, `customer-unknown` */
async function returnedFile({ app, params }: Visit, code: string, [file, another]: readonly FormFile[]): Promise<{ readonly file: Uint8Array; readonly document: string }> {
  if (file === undefined || another !== undefined) throw new Failure('call-invalid', 'Välj filen som kunden har skickat. Inget är registrerat.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
  const { orgnr } = await namedCustomer(app, params['orgnr'] ?? '')
  if (!(await versionsOf(app.store.read, orgnr)).some((version) => version.code === code)) throw new Failure('code-unknown', 'Kunden har ingen sådan handling. Inget är registrerat.', { faults: [{ path: 'handling', message: 'Välj en av kundens handlingar.' }] })
  return { file: await readFile(file.path), document: code }
}

async function formsFor(visit: Visit, orgnr: string): Promise<Fold[]> {
  const { app, visitor } = visit
  const home = `/kunder/${orgnr}/texter`
  const written = (await versionsOf(app.store.read, orgnr)).filter((version) => isCurrent(version) && customersMayWrite(kindOf(version.kind, app.kinds)))
  const options = written.map(({ code, title, stage }) => ({ value: code, label: `${title} ${spokenCode(code)}${stage === 'draft' ? ' (utkast)' : ''}` }))
  const returned: readonly FieldSpec[] = [{ kind: 'file', name: 'file', label: 'Filen från kunden', hint: 'Word; RAPS och rutiner också som PDF.', accept: '.docx,.pdf' }, { kind: 'choice', name: 'handling', label: 'Handlingen som texten utgår från', options }]
  const comparing = options.length === 0 ? [] : [foldedForm(visit, { id: 'jamfor', action: `${home}/jamforelse`, heading: 'Jämför en fil utan att registrera den', button: 'Visa skillnaderna', signedBy: 'nobody', intro: 'Visar ord för ord vad filen säger annorlunda än det som gavs ut. Inget sparas.', fields: returned })]
  if (!mayDo(visitor.roles, 'work')) return comparing
  const again: FieldSpec = { kind: 'ticks', name: 'igen', label: 'Har samma utkast gått dit förut?', options: [{ value: 'ja', label: 'Skicka dem en gång till' }] }
  return [
    ...comparing,
    ...(options.length === 0 ? [] : [foldedForm(visit, {
      id: 'registrera', action: `${home}/registrering`, heading: 'Registrera en text från kunden', button: 'Registrera texten',
      intro: 'RAPS och rutiner ges ut genast med kundens text och går till nämnden. Ett ändrat avtal blir ett förslag, som två personer behöver anta.',
      fields: [...returned, { kind: 'long', name: 'skal', label: 'Skäl', hint: 'Behövs när ett godkännande eller underskrifter faller.', optional: 'optional', rows: 2 }, { kind: 'long', name: 'uppgifter', label: 'Varför texten får gälla med andra uppgifter', hint: 'Behövs bara när filen är gjord med andra uppgifter om kunden än de som är registrerade.', optional: 'optional', rows: 2 }],
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
    href: `/kunder/${orgnr}/texter/${text}`, file: `/api/v1/customers/${orgnr}/drafts/${text}/file`, title, code: spokenCode(base), badge, state: label, waits, differences: differingPlaces(differences),
    registered: `Registrerad ${moment(registeredAt)} av ${registeredBy}`, accepted: acceptedBy.length === 0 ? '' : `Antagen av ${listOf(acceptedBy)}`,
    issuedAs: issuedAs === null ? '' : spokenCode(issuedAs), document: issuedAs === null ? '' : `/kunder/${orgnr}/handlingar/${issuedAs}`,
  }
}
