import { reviewSet } from '../../../contracts/kinds.js'
import { mayDo, type Right } from '../../../contracts/rights.js'
import type { App } from '../../app.js'
import { swedishDay } from '../../flows/new-event.js'
import { programVersion } from '../../program-files.js'
import { eventCount } from '../../storage/event-chain.js'
import { parties, type StoredParty } from '../../storage/parties.js'
import type { Page } from '../page.js'
import { PARTY_TITLES } from './party.js'

const LINKS: readonly { readonly label: string; readonly href: string; readonly about: string; readonly right: Right }[] = [
  { label: 'Användare', href: '/anvandare', about: 'Vem som får logga in, och göra vad.', right: 'manage' },
  { label: 'Mallar', href: '/mallar', about: 'Handlingarnas texter, utgåvor och frisläppande.', right: 'read' },
  { label: 'Kortprodukter', href: '/administration/kortprodukter', about: 'Korten och tillbehören som kunderna väljer bland, med artikelnummer och pris.', right: 'follow' },
  { label: 'Bevarandetider', href: '/administration/bevarande', about: 'Hur länge varje slags handling ska finnas kvar, och vilket beslut som säger det.', right: 'follow' },
  { label: 'Planmall', href: '/kalender/planmall', about: 'Stegens veckor för kunder utan egna.', right: 'read' },
  { label: 'Webhookar', href: '/administration/webhookar', about: 'Vilka andra system som får veta att något har hänt, och om det kom fram.', right: 'manage' },
  { label: 'Nycklar', href: '/utskick/nycklar', about: 'Egna nycklar och mottagarnas.', right: 'follow' },
  { label: 'Arkiv', href: '/arkiv', about: 'Kontrollera att allt finns kvar som det skrevs.', right: 'follow' },
]

/** *Administration*: the parties, the ways to users, plan and keys, and what the installation runs with. */
export const ADMINISTRATION_PAGE: Page = {
  path: '/administration', right: 'follow', forms: [],
  show: async ({ app, visitor, house }) => ({
    view: 'administration', title: 'Administration', crumbs: [],
    content: {
      links: LINKS.filter(({ right }) => mayDo(visitor.roles, right)).map(({ label, href, about }) => ({ label, href, about })), parties: (await parties(app.store.read)).map(partyRow),
      version: programVersion(), events: (await eventCount(app.store.read)).toLocaleString('sv-SE'), settings: mayDo(visitor.roles, 'operate') ? settingRows(app, house.address()) : null,
    },
  }),
}

function partyRow({ record, origin, recordedAt }: StoredParty) {
  return {
    href: `/administration/parter/${record.part}`, title: PARTY_TITLES[record.part], name: record.namn, orgnr: record.orgnr,
    state: origin === 'shipped' ? 'Medföljande exempel' : record.exempel ? 'Märkt EXEMPEL' : 'Angiven', badge: origin === 'shipped' || record.exempel ? 'look' : 'done', on: origin === 'shipped' ? 'Inget skickas förrän parten är angiven.' : `Ändrad ${swedishDay(recordedAt)}`,
  }
}

/** What the program was started with, never a password or a token. */
function settingRows({ config, kinds }: App, address: string) {
  const given = (value: string | null): string => (value === null || value === '' ? 'Inte angivet' : value)
  return [
    { label: 'Datakatalog', name: 'ANSLUT_DATA', value: config.dataDirectory },
    { label: 'E-postserver', name: 'ANSLUT_SMTP_URL', value: given(serverOf(config.smtpUrl)) },
    { label: 'Brevlåda för svar', name: 'ANSLUT_IMAP_URL', value: given(serverOf(config.imapUrl)) },
    { label: 'Påminnelser går till', name: 'ANSLUT_REMINDER_TO', value: given(config.reminderTo) },
    { label: 'Ett brev efterfrågas efter', name: 'ANSLUT_ANSWER_DAYS', value: `${config.answerDays} arbetsdagar` },
    { label: 'Ett färdigt brev väntar', name: 'ANSLUT_RELEASE_DELAY_MINUTES', value: `${Math.round(config.releaseDelayMs / 60_000)} minuter` },
    { label: 'Största brev', name: 'ANSLUT_MAIL_MAX_MB', value: config.mailMaxBytes === null ? 'Vad e-postservern tar emot' : `${Math.round(config.mailMaxBytes / 1_000_000)} MB` },
    { label: 'Granskningsdokument', name: 'ANSLUT_REVIEW_SET', value: reviewSet(kinds).map(({ title }) => title).join(', ') },
    { label: 'Adress utåt', name: 'ANSLUT_PUBLIC_URL', value: config.publicUrl ?? `Bara den här datorn: ${address}` },
    { label: 'Tvåstegsinloggning', name: 'ANSLUT_SECOND_STEP', value: config.secondStep === 'required' ? 'Krävs av alla som får göra mer än att läsa' : 'Var och en väljer' },
    { label: 'Största skanning', name: 'ANSLUT_SCAN_MAX_MB', value: `${Math.round(config.scanMaxBytes / 1024 / 1024)} MB och ${config.scanMaxPages} sidor` },
    { label: 'Skannade sidor', name: 'ANSLUT_SCAN_DEPTH', value: config.scanDepth === 'examine' ? 'Jämförs med det utfärdade' : 'Sorteras bara' },
    { label: 'Lösenfras för nycklarna', name: 'ANSLUT_PASSPHRASE_FILE', value: config.passphraseFile === null ? 'Inte angiven' : 'Läses ur en egen fil' },
    { label: 'Betrodda e-underskrifter', name: 'ANSLUT_ESIGN_TRUST', value: config.eSignTrust === null ? 'Inga' : 'Enligt egen fil' },
  ]
}

/** Whatever stands before the last `@` may be a password. */
function serverOf(url: string | null): string | null {
  if (url === null) return null
  const [scheme = '', rest = ''] = url.split(/:\/\/(.*)/su)
  return `${scheme}://${rest.split('@').at(-1)?.split('/')[0] ?? ''}`
}
