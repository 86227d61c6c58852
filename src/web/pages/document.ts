import { guardsFor } from '../../../contracts/guards.js'
import { kindOf } from '../../../contracts/kinds.js'
import { DRAFT_EVENTS, occursIn } from '../../../contracts/life.js'
import type { Recordable } from '../../../contracts/recordable-names.js'
import { isLive } from '../../../contracts/signatures.js'
import type { App } from '../../app.js'
import { partyName } from '../../../contracts/party-name.js'
import { mayDo } from '../../../contracts/rights.js'
import type { VersionStatus } from '../../../contracts/status.js'
import { readVersionCode } from '../../../signing/page-code.js'
import { namedOfCustomer, notOfCustomer } from '../../flows/history.js'
import { customerStatus } from '../../flows/status.js'
import { filesOf } from '../../storage/versions.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { documentRow } from './customer-content.js'
import { extensionPageForm, retentionContent } from './document-retention.js'
import { printingForm, printingPageForm } from './print-decision.js'
import { RECORD_SAID, recordables, recordForm, recordSaid } from './record-form.js'
import { pageWords } from '../page-words.js'

const PATH = '/kunder/:orgnr/handlingar/:code'

/** *Handling*: one document of a customer, where its paper is, and what may be recorded about it. */
export const DOCUMENT_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const { app, params, query, visitor } = visit
    const status = await customerStatus(app, params['orgnr'] ?? '')
    const code = readVersionCode(params['code'] ?? '')
    const version = status.documents.find((one) => one.code === code)
    if (version === undefined) throw notOfCustomer(status.name, code)
    const row = documentRow(version, await filesOf(app.store.read, code))
    const home = `/kunder/${status.orgnr}`
    const records = mayDo(visitor.roles, 'work')
    return {
      view: 'document', title: `${row.title} ${row.code}`, crumbs: [{ label: 'Kunder', href: '/kunder' }, { label: status.name, href: home }],
      content: { ...row, pictures: Array.from({ length: row.files.some(({ name }) => name.startsWith('PDF')) ? version.pageCount : 0 }, (_, index) => ({ page: index + 1, href: `/api/v1/versions/${code}/pages/${index + 1}/picture` })), action: `${home}/handlingar/${code}`, records, form: records ? formFor(visit, version, query['handelse']) : null, elsewhere: elsewhere(version, status), printing: printingForm(visit, version), choices: possible(app, version).map(({ name, label }) => ({ value: name, label, chosen: name === query['handelse'] })), next: pageWords(version.nextAction ?? 'Ingenting mer väntas av handlingen.'), retention: await retentionContent(visit, status.orgnr, code) },
    }
  },
  forms: [pageForm({
    id: 'handelse', path: PATH, right: 'work', said: RECORD_SAID,
    work: async (visit, { said }) => {
      const { orgnr, code } = await namedOfCustomer(visit.app, visit.params['orgnr'] ?? '', visit.params['code'] ?? '')
      return { told: await recordSaid(visit, code, said), to: `/kunder/${orgnr}/handlingar/${code}` }
    },
  }), extensionPageForm(PATH), printingPageForm(PATH)],
}

/** What can ever be recorded of a document of its kind, as it is: a draft is only talked about, and what is cancelled or superseded is over. */
function possible({ kinds }: App, version: VersionStatus): Recordable[] {
  const kind = kindOf(version.kind, kinds)
  const guards: ReadonlySet<unknown> = new Set(guardsFor({ kinds }, { kind }))
  const may = ({ type, fixed }: Recordable): boolean => occursIn(kind.life, type) && (!version.draft || DRAFT_EVENTS.includes(type)) && (type !== 'guard-overridden' || guards.has(fixed['guard']))
  return isLive(version) ? recordables('version').filter(may) : []
}

/** The event asked for, the one that was refused just now, or else the one that comes next. */
function formFor(visit: Visit, version: VersionStatus, asked: string | undefined) {
  const name = visit.tried?.typed['handelse']?.[0] ?? asked ?? version.nextEvent ?? ''
  return recordForm(visit, { id: 'handelse', action: `/kunder/${version.orgnr}/handlingar/${version.code}`, name, scope: 'version', intro: keptUnconfirmed(name, version), exemplars: version.exemplars.map(({ exemplar, holder }) => ({ exemplar, holder: partyName(holder) })) })
}

/** Where the next thing is done when it is done on another page; null when it is recorded here. */
function elsewhere({ nextEvent, code }: VersionStatus, { scanned }: Awaited<ReturnType<typeof customerStatus>>): { readonly href: string; readonly label: string } | null {
  if (nextEvent === 'approved') return { href: `/namnd/${code}`, label: 'Gå till nämndens beslut' }
  if (nextEvent !== 'signature-confirmed' && nextEvent !== 'pages-confirmed') return null
  const scan = scanned.find((one) => one.code === code)?.parties.find((party) => party.scan !== null)?.scan ?? null
  return scan === null ? { href: '/skanning', label: 'Skanna handlingen' } : { href: `/skanning/${scan}`, label: 'Granska skanningen och bekräfta' }
}

/** What to look for on the paper before it is archived or returned, where its own signatures have not been confirmed. */
function keptUnconfirmed(name: string, { fullySigned, covered, exemplars, kind }: VersionStatus): string {
  const holder = name === 'original-returned' ? 'kund' : name === 'archived' ? kindOf(kind).archivedBy : null
  const paper = exemplars.find((one) => one.holder === holder)
  if (!fullySigned || covered || paper === undefined || paper.stage === 'signed') return ''
  return `${paper.label} på exemplar ${paper.exemplar} (${partyName(paper.holder)}). Att handlingen är undertecknad vet Anslut av ett annat exemplar. Se på pappret att alla har skrivit under innan du registrerar, eller skanna det och bekräfta underskrifterna först.`
}
