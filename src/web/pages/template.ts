import { z } from 'zod'
import { kindOf } from '../../../contracts/kinds.js'
import { mayDo } from '../../../contracts/rights.js'
import type { EditionDifference } from '../../../templates/edition-difference.js'
import { Failure } from '../../../templates/failure.js'
import { isPdf } from '../../../templates/is-pdf.js'
import { isSamePerson } from '../../flows/persons.js'
import { countsAnew } from '../../flows/refuse-borrowed-account.js'
import { releaseTemplate, templateHistory, type EditionStatus } from '../../flows/template.js'
import { commentTemplate, tryTemplate } from '../../flows/template-check.js'
import { fileDifference, templateDiff } from '../../flows/template-diff.js'
import { editionOfForm, importTemplate, kindNamedIn } from '../../flows/template-import.js'
import { formView } from '../form.js'
import { pageForm, type Answered, type Brought, type Done, type Page, type Shown, type Visit } from '../page.js'
import { editionRow } from './edition-row.js'
import { checkView, handedIn, type CheckView, type Foreseen, type HandedIn } from './handed-in.js'
import { changeRows } from './line-changes.js'
import { filePreview, templatePreview } from './template-preview.js'

const MOST_BYTES = 20 * 1024 * 1024
const MOST_CHANGES = 200
const HAND_IN = z.strictObject({ gor: z.enum(['granska', 'las-in']), kund: z.string().trim().max(200).optional() })

/** *Mall*: one kind's text with its editions: compared, filled with a customer's facts, handed in and released. */
export const TEMPLATE_PAGE: Page = {
  path: '/mallar/:kind', right: 'read',
  show: (visit) => templateShown(visit, null),
  forms: [
    pageForm({ id: 'lamna-in', path: '/mallar/:kind/inlamning', right: 'templates', said: HAND_IN, mostBytes: MOST_BYTES, work: handIn }),
    pageForm({
      id: 'frislapp', path: '/mallar/:kind/frislappande', right: 'templates', said: z.strictObject({ utgava: z.string().max(20) }),
      work: async ({ app, params, actor }, { said }) => {
        const released = await releaseTemplate(app, params['kind'] ?? '', actor(), said.utgava)
        const { isReleased } = await editionRow(app, released)
        return { to: `/mallar/${released.kind}`, told: isReleased ? `Utgåva ${released.edition} är frisläppt av två personer och får undertecknas.` : `Noterat. Utgåva ${released.edition} är frisläppt när en andra person har granskat den.` }
      },
    }),
  ],
}

async function templateShown(visit: Visit, check: CheckView | null): Promise<Shown> {
  const { app, params, visitor, query } = visit
  const { id: kind, title } = kindOf(params['kind'] ?? '')
  const history = await templateHistory(app, kind)
  const [current] = history
  if (current === undefined) throw new Error(`no edition of ${kind} is recorded`)
  const changes = mayDo(visitor.roles, 'templates')
  const rows = await Promise.all(history.map(async (status, index) => ({ ...(await editionRow(app, status)), compare: index === history.length - 1 ? '' : `/mallar/${kind}?till=${status.edition}#skillnad` })))
  return {
    view: 'template', title: check !== null && check.faults.length > 0 ? `Fel: ${title}` : title, crumbs: [{ label: 'Mallar', href: '/mallar' }],
    content: {
      heading: title, kind, action: `/mallar/${kind}`, current: await editionRow(app, current), editions: rows, check,
      difference: await differenceOf(visit, kind), choices: history.length < 3 ? null : { from: choices(history, query['fran']), to: choices(history, query['till']) },
      preview: await templatePreview(visit, kind), ...(changes ? await formsOf(visit, current) : { handIn: null, release: null, releaseNote: '' }),
    },
  }
}

function choices(history: readonly EditionStatus[], chosen: string | undefined) {
  return history.map(({ edition, author }) => ({ value: edition, label: `Utgåva ${edition} (${author})`, chosen: edition === chosen }))
}

async function differenceOf({ app, query }: Visit, kind: string) {
  const [from, to] = [query['fran'] ?? null, query['till'] ?? null]
  if (from === null && to === null) return null
  const diff = await templateDiff(app, kind, { from, to })
  return { heading: `Från utgåva ${diff.from.edition} till utgåva ${diff.to.edition}`, ...shownDifference(diff, 'Hämta båda utgåvorna för att se allt.') }
}

function shownDifference({ changes, onlyLooks }: EditionDifference, whole: string) {
  const shown = changes.slice(0, MOST_CHANGES)
  const left = changes.length - shown.length
  return { changes: changeRows(shown), more: left === 0 ? '' : `… och ${left} stycken till. ${whole}`, none: changes.length > 0 ? '' : onlyLooks ? 'Orden är desamma; bara utseendet skiljer.' : 'Ingen skillnad.' }
}

/** What taking a checked file in would change in the latest edition, and the file filled with a customer's facts where one is named. */
async function foreseenOf({ app }: Visit, kind: string, { file, map }: HandedIn, typed: string | undefined): Promise<Foreseen> {
  const taken = isPdf(file) ? await editionOfForm(app, file, map, kind) : file
  return { ...shownDifference(await fileDifference(app, kind, taken), 'Läs in mallen för att se allt.'), preview: typed === undefined ? null : await filePreview(app, { kind, file, map, typed }) }
}

async function formsOf(visit: Visit, current: EditionStatus) {
  const { app, visitor } = visit
  const { edition, author, kind, releases } = current
  const { isReleased } = await editionRow(app, current)
  const own = visitor.accountId !== null && isSamePerson(visitor.name, author)
  const said = releases.find(({ osUser }) => osUser === `konto:${visitor.accountId ?? ''}`)
  const done = said !== undefined && !(await countsAnew(app.store.read, said, app.now().toISOString()))
  const mayRelease = !isReleased && !own && !done
  return {
    handIn: formView(visit, {
      id: 'lamna-in', action: `/mallar/${kind}/inlamning`, heading: '', button: 'Lämna in', ...(mayRelease ? { tone: 'quiet' } : {}),
      intro: 'Hämta mallen, ändra den i Word och lämna in den här. Den granskas stycke för stycke innan något ändras. Den nya utgåvan gäller från nästa utfärdande; det som redan är utfärdat behåller sin text.',
      fields: [
        { kind: 'file', name: 'file', label: 'Mallens fil', hint: 'Word (.docx), eller en PDF-blankett med sin fältkarta (.json): välj då båda filerna.', accept: '.docx,.pdf,.json', many: 'many' },
        { kind: 'radio', name: 'gor', label: 'Om mallen är felfri', value: 'las-in', options: [{ value: 'las-in', label: 'Läs in den som ny utgåva' }, { value: 'granska', label: 'Granska bara', hint: 'Inget läses in. Visar vad som skulle ändras.' }] },
        { kind: 'text', name: 'kund', label: 'Fyll i granskningen med kund', optional: 'optional', hint: 'Namn eller organisationsnummer: då får du se den nya mallen ifylld innan den läses in.' },
      ],
    }),
    release: !mayRelease ? null : formView(visit, { id: 'frislapp', action: `/mallar/${kind}/frislappande`, heading: '', intro: `Du intygar att du har läst och granskat utgåva ${edition}. Två personer gör det var för sig, ingen av dem dess författare (${author}).`, fields: [{ kind: 'hidden', name: 'utgava', value: edition }], button: `Frisläpp utgåva ${edition}` }),
    releaseNote: isReleased ? '' : own ? `Du har gjort utgåva ${edition}. Två andra personer ska granska och frisläppa den.` : done ? `Du har frisläppt utgåva ${edition}. En annan person ska göra detsamma.` : '',
  }
}

async function handIn(visit: Visit, { said, files }: Brought<typeof HAND_IN>): Promise<Done | Answered> {
  const { app, params, actor } = visit
  const by = said.gor === 'las-in' ? actor() : null
  const { id: kind, title } = kindOf(params['kind'] ?? '')
  const handed = await handedIn(files)
  const checked = by === null ? await tryTemplate(() => app.imaging, handed.file, kind, handed.map) : await commentTemplate(handed.file, kind, handed.map)
  const named = checked.copy === null ? null : await kindNamedIn(handed.file, handed.map)
  if (named !== null && named !== kind) throw new Failure('call-invalid', `Filen säger att den är mall för ”${named.slice(0, 60)}”, men den här sidan gäller ${title}. Inget är gjort.`, { faults: [{ path: 'file', message: 'Lämna in filen på sidan för sin egen mall.' }] })
  if (checked.faults.length > 0) return { status: 422, shown: await templateShown(visit, checkView(kind, handed, checked, null)) }
  if (by === null) return { status: 200, shown: await templateShown(visit, checkView(kind, handed, checked, await foreseenOf(visit, kind, handed, said.kund))) }
  const { edition, replaces, notes } = await importTemplate(app, { file: handed.file, by, kind, map: handed.map })
  return {
    to: `/mallar/${kind}${replaces === null ? '' : `?till=${edition.edition}`}`,
    told: [`Utgåva ${edition.edition} är inläst och gäller från nästa utfärdande. Två andra personer ska granska och frisläppa den.`, ...notes.map(({ message }) => `Observera: ${message}`)].join(' '),
  }
}
