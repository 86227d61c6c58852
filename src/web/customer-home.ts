import { spokenCode } from '../../contracts/spoken-code.js'
import { customerScans, type HandedIn } from '../flows/customer-scans.js'
import { customerView, type CustomerDocument } from '../flows/customer-view.js'
import { configuredParties } from '../flows/party.js'
import { THIS_COMPUTER } from '../http/visitor.js'
import type { CustomerLink } from '../storage/customer-links.js'
import { formView } from './form.js'
import { moment } from './moment.js'
import type { Tried } from './page.js'
import type { Kit } from './serve-page.js'

/** The `id` of the form that hands in scans. */
export const HAND_IN = 'skanna'
const MOST_SHOWN = 20

/** What the customer's own page shows, every text ready. @throws Failure `customer-unknown` */
export async function customerHome({ app }: Pick<Kit, 'app'>, link: CustomerLink, { csrf, tried }: { readonly csrf: string; readonly tried: Tried | null }) {
  const { name, documents, meeting } = await customerView(app, link.orgnr)
  const handedIn = await customerScans(app, link.orgnr, MOST_SHOWN)
  const { svr } = await configuredParties(app)
  const of = (turn: CustomerDocument['turn']) => documents.filter((one) => one.turn === turn).map(documentRow)
  return {
    name, until: link.expiresAt.slice(0, 10), yours: of('customer'), others: of('others'), done: of('nobody'),
    meeting: meeting === null ? '' : `${meeting.title}, ${meeting.startsAt.replace('T', ' kl. ')}${meeting.place === null ? '' : `, ${meeting.place}`}`,
    form: formView({ visitor: THIS_COMPUTER, csrf, tried }, {
      id: HAND_IN, action: '/kund/skanningar', heading: '', button: 'Lämna in', signedBy: 'nobody',
      fields: [{ kind: 'file', name: 'file', label: 'Skannade handlingar', hint: 'PDF, TIFF, JPEG eller PNG. Högst 20 filer och 200 MB åt gången. Ta med alla sidor; ordningen spelar ingen roll.', accept: '.pdf,.tif,.tiff,.jpg,.jpeg,.png,application/pdf,image/*', many: 'many' }],
    }),
    close: formView({ visitor: THIS_COMPUTER, csrf, tried: null }, { id: 'stang', action: '/kund/utgang', heading: '', button: 'Stäng sidan på den här datorn', tone: 'quiet', signedBy: 'nobody', fields: [] }),
    handedIn: handedIn.map(handedInRow), polls: handedIn.some(({ state }) => state === 'underWay'),
    contact: { name: svr.namn, mail: svr.epost, phone: svr.telefon },
  }
}

function documentRow({ code, title, draft, next, pages, files }: CustomerDocument) {
  return {
    title, code: spokenCode(code), draft, next, pages,
    files: files.map(({ path, exemplar, bytes }) => ({ href: `/kund/handlingar/${code}/${encodeURIComponent(path)}`, name: fileLabel(path, exemplar), about: title, size: `${Math.max(1, Math.round(bytes / 1024))} kB` })),
  }
}

function fileLabel(path: string, exemplar: number | null): string {
  if (path.endsWith('.docx')) return 'Word, för att läsa och ändra'
  return exemplar === null ? 'PDF' : `PDF att skriva under, exemplar ${exemplar}`
}

function handedInRow({ fileName, at, state, found, unknown }: HandedIn) {
  return {
    fileName, at: moment(at), underWay: state === 'underWay', unreadable: state === 'unreadable',
    found: found.map(({ title, exemplar, pages, pageCount }) => `${title}, exemplar ${exemplar}: ${pages.length === pageCount ? `alla ${pageCount} sidor` : pages.length === 1 ? `sida ${String(pages[0])} av ${pageCount}` : `${pages.length} av ${pageCount} sidor (${pages.join(', ')})`}`),
    unknown: unknown === 0 ? '' : unknown === 1 ? 'En sida kände vi inte igen. Vi tittar på den.' : `${unknown} sidor kände vi inte igen. Vi tittar på dem.`,
  }
}
