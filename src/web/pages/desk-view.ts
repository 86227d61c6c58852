import { mayDo } from '../../../contracts/rights.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import type { DeskScan } from '../../flows/desk.js'
import { toldHalvesLeft } from '../../flows/told-halves-left.js'
import { formView, type FieldSpec } from '../form.js'
import type { Visit } from '../page.js'

const WHY: FieldSpec = { kind: 'long', name: 'reason', label: 'Varför', hint: 'Sparas i historiken.', rows: 2 }

/** The pages of a scan that belong to no document, with what a person may decide about each; every text ready. */
export function deskView(visit: Visit, { scan, pages, waiting, discarded, assigned, blank, halvesLeft }: DeskScan) {
  const works = mayDo(visit.visitor.roles, 'work')
  const at = (page: number, what: string): string => `/skanning/${scan}/sidor/${page}/${what}`
  const restore = (page: number) => (works ? formView(visit, { id: `aterstall--${page}`, action: at(page, 'aterstallning'), heading: '', button: 'Ta tillbaka beslutet', tone: 'quiet', fields: [WHY] }) : null)
  return {
    waiting: waiting.map(({ sourcePage, why }) => ({
      page: sourcePage, reason: why, picture: `/api/v1/scans/${scan}/pages/${sourcePage}/picture`, works,
      assign: !works ? null : formView(visit, {
        id: `hanfor--${sourcePage}`, action: at(sourcePage, 'hanforing'), heading: 'Lägg till en handling', button: 'Lägg till handlingen',
        fields: [
          { kind: 'text', name: 'code', label: 'Handlingens kod', hint: 'Står överst på varje sida, till exempel 7K3M-9QXT-2B.' }, { kind: 'number', name: 'exemplar', label: 'Exemplar', value: '1' }, { kind: 'number', name: 'page', label: 'Sida i handlingen' }, WHY,
          { kind: 'long', name: 'override', label: 'Varför ändå, om programmet säger emot', optional: 'optional', rows: 2 },
        ],
      }),
      split: !works ? null : formView(visit, {
        id: `dela--${sourcePage}`, action: at(sourcePage, 'delning'), heading: 'Dela en bild med två sidor', button: 'Dela', tone: 'quiet',
        fields: [{ kind: 'choice', name: 'lie', label: 'Sidorna ligger', options: [{ value: '', label: 'låt programmet avgöra av bildens form' }, { value: 'beside', label: 'bredvid varandra' }, { value: 'above', label: 'den ena ovanför den andra' }] }, WHY],
      }),
      discard: !works ? null : formView(visit, { id: `lagg-bort--${sourcePage}`, action: at(sourcePage, 'bortlaggning'), heading: 'Lägg bort sidan', button: 'Lägg bort', tone: 'danger', fields: [WHY] }),
      open: visit.tried !== null && visit.params['page'] === String(sourcePage),
    })),
    blank: blank.length === 0 ? '' : `Tomma sidor: ${blank.join(', ')}.`,
    discardOther: !works || pages.read === 0 ? null : formView(visit, {
      id: 'lagg-bort-annan', action: `/skanning/${scan}/bortlaggningar`, heading: '', button: 'Lägg bort sidan', tone: 'danger',
      intro: 'En sida som räknas till en handling fast den inte är handlingens, eller som visas som tom. Den finns kvar i arkivet och kan tas tillbaka.', fields: [{ kind: 'number', name: 'page', label: 'Sida i filen' }, WHY],
    }),
    decided: [
      ...discarded.map(({ sourcePage, by, on, reason, splitInto }) => ({ page: sourcePage, what: `${splitInto === undefined ? 'Bortlagd' : `Delad i två sidor (skanning ${splitInto.slice(0, 12)})`} av ${by} ${on}: ${reason}`, form: restore(sourcePage) })),
      ...assigned.map(({ sourcePage, code, exemplar, page, by, on, reason }) => ({ page: sourcePage, what: `Räknas som sida ${page} i ${spokenCode(code)}, exemplar ${exemplar}, enligt ${by} ${on}: ${reason}`, form: restore(sourcePage) })),
      ...halvesLeft.flatMap((left) => toldHalvesLeft([left]).map((what) => ({ page: left.sourcePage, what, form: null }))),
    ],
  }
}
