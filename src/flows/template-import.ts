import { createHash } from 'node:crypto'
import type { Actor } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import { compileTemplate } from '../../templates/compile-template.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { FieldMap } from '../../templates/form/field-map.js'
import { isPdf } from '../../templates/is-pdf.js'
import { faultInText, tidy } from '../../templates/plain-text.js'
import { templateKindOf } from '../../templates/template-kind.js'
import { isSameTemplate } from '../../templates/template-sameness.js'
import type { App } from '../app.js'
import { addEdition, latestEdition, type Edition } from '../storage/editions.js'
import { appendEvents } from '../storage/events.js'
import { checkForm } from './form-check.js'
import { SHIPPED_AUTHOR } from './furnish.js'
import { houseEvent } from './new-event.js'
import { checkTemplate } from './template-check.js'
import { isSamePerson } from './persons.js'
import { unseenFieldFaults } from './unseen-field-faults.js'

/** A Word template or a third party's PDF form that somebody hands in. `kind` null: the file says it itself. */
export interface TemplateImport {
  readonly file: Uint8Array
  readonly by: Actor
  readonly kind: string | null
  /** A form's field map as JSON; null or absent: the one inside the form. */
  readonly map?: unknown
}

/** The edition that was added, what it took the place of, and what its author may want to look at. */
export interface ImportedTemplate {
  readonly edition: Edition
  readonly replaces: Edition | null
  /** Facts the kind asks customers for that the edition before named and this one does not. */
  readonly notes: readonly Fault[]
}

/**
 * Adds the template as the latest edition of its kind; documents issued before keep theirs. It is unreviewed until two others have released it.
 * @throws Failure `template-invalid` with every fault by its place, `kind-unknown`, `already-recorded` when it is the current edition, `call-invalid` for a name that cannot be an author's
 */
export async function importTemplate(app: App, { file, by, kind: asked, map = null }: TemplateImport): Promise<ImportedTemplate> {
  const author = authorOf(by)
  if (map !== null && !isPdf(file)) throw new Failure('call-invalid', 'En fältkarta (--fields) hör till en PDF-blankett. En Word-mall har sina taggar i texten.')
  const kind = await kindOfFile(file, asked, map)
  const { faults, notes: said } = await checkTemplate(file, kind, map)
  if (faults.length > 0) throw new Failure('template-invalid', `Mallen för ${kind} går inte att använda; inget är ändrat. Rätta felen ${isPdf(file) ? 'i fältkartan eller blanketten' : 'i Word'} och läs in den igen. ${isPdf(file) ? '”template check FIL --out KARTA.json” skriver alla fält.' : '”template check FIL --out KOPIA.docx” visar dem som kommentarer.'}`, { faults })
  const bytes = isPdf(file) ? await editionOfForm(app, file, map, kind) : file
  const templateSha256 = createHash('sha256').update(bytes).digest('hex')
  await refuseIfCurrent(app, bytes, await latestEdition(app.store.read, kind), templateSha256)
  const unseen = await unseenFieldFaults(app.imaging, bytes, null)
  if (unseen.length > 0) throw new Failure('template-invalid', 'Det som fylls i blanketten skulle inte gå att läsa; inget är ändrat. Rätta fältkartan eller blanketten och läs in den igen.', { faults: unseen })

  await app.archive.keep(bytes)
  const at = app.now().toISOString()
  return app.store.write(async (tx) => {
    const replaces = await latestEdition(tx, kind)
    await refuseIfCurrent(app, bytes, replaces, templateSha256)
    const edition: Edition = { kind, edition: String(Number(replaces?.edition ?? '0') + 1), templateSha256, author, addedAt: at }
    await addEdition(tx, edition)
    await appendEvents(tx, [houseEvent({ ...by, name: author }, at, { type: 'edition-added', kind, edition: edition.edition, templateSha256 })], at)
    return { edition, replaces, notes: await newNotes(app, said, replaces) }
  })
}

/** The form with its map, its kind and what its pages show inside: one file, one hash. A form that carries them already is kept byte for byte. */
export async function editionOfForm(app: App, file: Uint8Array, json: unknown, kind: string): Promise<Uint8Array> {
  const [{ withMap }, inside] = await Promise.all([import('../../templates/form/attached-map.js'), checkForm(file, null, null)])
  const { map } = json === null ? inside : await checkForm(file, json, null)
  if (map === null) throw new Error('a form without a map was not refused')
  const { printed: _measuredBefore, ...said } = map
  const printed = await printedOn(app, file)
  const whole = { ...said, kind, ...(printed === null ? {} : { printed }) }
  return inside.map !== null && canonicalJson(inside.map) === canonicalJson(whole) ? file : withMap(file, whole)
}

/** What is printed on each page; null where the reader cannot be done with the form, whose pages are then kept whole. */
async function printedOn(app: App, file: Uint8Array): Promise<NonNullable<FieldMap['printed']> | null> {
  try {
    return (await app.imaging.readWritten(file)).map(({ printed = null }) => printed)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return null
  }
}

/** The program's own name is kept for its own editions: under it an edition would be replaced by the next program, and its author could release it. */
function authorOf({ name }: Actor): string {
  const author = tidy(name)
  const fault = faultInText(author)
  if (fault !== null) throw new Failure('call-invalid', `Namnet ${fault}.`)
  if (isSamePerson(author, SHIPPED_AUTHOR)) throw new Failure('call-invalid', `${SHIPPED_AUTHOR} är programmets eget namn. Ange vem som har ändrat mallen med --by.`)
  return author
}

/** The kind that a file, or a form's field map, names itself; null when it names none. @throws Failure `template-invalid` for a file that cannot be read */
export async function kindNamedIn(file: Uint8Array, map: unknown): Promise<string | null> {
  return isPdf(file) ? ((await checkForm(file, map, null)).map?.kind ?? null) : templateKindOf(file)
}

/** The kind a template is for: the one asked for, else the one the file (or a form's field map) names. @throws Failure `kind-unknown` */
export async function kindOfFile(file: Uint8Array, asked: string | null, map: unknown = null): Promise<string> {
  if (asked !== null) return kindOf(asked).id
  const said = await kindNamedIn(file, map)
  if (said === null) throw new Failure('kind-unknown', 'Filen säger inte vilken handlingstyp den är mall för. Ange den med --kind, till exempel --kind raps.')
  try {
    return kindOf(said).id
  } catch (cause) {
    throw new Failure('kind-unknown', `Filen säger att den är mall för ”${said.slice(0, 60)}”, som inte är någon handlingstyp. Ange den rätta med --kind.`, { cause })
  }
}

async function newNotes(app: App, notes: readonly Fault[], replaces: Edition | null): Promise<Fault[]> {
  const before = replaces === null ? [] : (await checkTemplate(await app.archive.read(replaces.templateSha256), replaces.kind)).notes
  return notes.filter(({ path }) => !before.some((note) => note.path === path))
}

async function refuseIfCurrent(app: App, file: Uint8Array, current: Edition | null, sha256: string): Promise<void> {
  if (current === null) return
  const same = current.templateSha256 === sha256 || saysTheSame(file, await app.archive.read(current.templateSha256))
  if (same) throw new Failure('already-recorded', `Mallen är redan ${current.kind}, utgåva ${current.edition} (${current.author}). Inget behöver göras.`)
}

/** Word saves the same text as other bytes; a form that nobody has changed is the same bytes. */
function saysTheSame(file: Uint8Array, current: Uint8Array): boolean {
  return !isPdf(file) && !isPdf(current) && isSameTemplate(compileTemplate(file), compileTemplate(current))
}
