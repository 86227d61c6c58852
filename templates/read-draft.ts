import type { Block } from './document.js'
import { type DraftLine, draftLines, hasContents } from './draft-lines.js'
import { Failure, type Fault } from './failure.js'
import { fillBody } from './fill-template.js'
import { checkParts, FOREIGN_PICTURE, MAIN_PART, relationshipsOf } from './word/check-parts.js'
import { Filling } from './word/filling.js'
import type { Flow } from './word/flow.js'
import { type NumberingRules, readNumbering } from './word/numbering.js'
import { openPackage } from './word/open-package.js'
import { codeSaid, readPackageProperties } from './word/package-properties.js'
import { parseXml } from './word/parse-xml.js'
import type { BlockProgram } from './word/program.js'
import { readBody } from './word/read-body.js'
import { marginLines } from './word/read-margins.js'
import { readRemarks, readRevisions, type Remark, type Revision } from './word/read-revisions.js'
import type { Literal, OutdatedLine } from './word/read-runs.js'
import { settleRevisions, type Side, withSources } from './word/settle-revisions.js'
import { printedWidthOf, sectionOf } from './word/page-setup.js'
import { readStyles } from './word/styles.js'
import { strangeNumbers } from './word/strange-numbers.js'
import { TemplatePictures } from './word/template-pictures.js'
import { childOf, type XmlElement } from './word/xml.js'

/** What Word puts into a file on its own, and what none of the words come from. */
const HARMLESS: ReadonlySet<string> = new Set(['hyperlink', 'attachedTemplate', FOREIGN_PICTURE, 'byggblock (glossary)', 'diagram'])
const NEXT = 'Ta bort det i Word och spara på nytt, eller be kunden göra det.'

/** A Word file that came back from a customer, read word for word: nothing in it is executed, "{{" is text. */
export interface DraftReading {
  /** What the file says is its version code, as printed; null when it says nothing, or two things. */
  readonly code: string | null
  /** As if every tracked change were accepted, and as if every one were rejected. */
  readonly accepted: readonly DraftLine[]
  readonly rejected: readonly DraftLine[]
  /** By paragraph, as `DraftLine.source` counts. */
  readonly revisions: ReadonlyMap<number, readonly Revision[]>
  readonly remarks: readonly Remark[]
  /** Whether a table of contents stands in it. */
  readonly hasContents: boolean
  /** Lines of that table which list no heading as it stands now. */
  readonly outdatedContents: readonly OutdatedLine[]
  /** The distinct lines of the headers and footers that pages bear. */
  readonly header: readonly string[]
  readonly footer: readonly string[]
}

/** The parts of a returned Word file that say what is printed. */
export interface DraftParts {
  readonly parts: ReadonlyMap<string, Uint8Array>
  /** `word/document.xml` with its paragraphs numbered (`withSources`). */
  readonly root: XmlElement
  readonly styles: XmlElement | null
  readonly numbering: NumberingRules
}

/** The returned Word file read for comparing. @throws Failure `draft-unreadable` with every place that holds something that cannot be read as it is printed */
export function readDraft(docx: Uint8Array): DraftReading {
  const draft = openDraft(docx)
  return asDraft(() => readingOf(draft))
}

function readingOf(draft: DraftParts): DraftReading {
  const blocks = (side: Side, faults: Fault[], outdatedContents: OutdatedLine[], remarks: Remark[]): Block[] => fillBody(readDraftBody(draft, side, { partyNamed: new Map(), outdatedContents, remarks }, faults), NO_SCOPE, new Filling('show', draft.numbering, null))
  const [faults, outdatedContents, remarks]: [Fault[], OutdatedLine[], Remark[]] = [[], [], []]
  const accepted = blocks('accepted', faults, outdatedContents, remarks)
  faults.push(...strangeNumbers(partOf(draft.parts, 'numbering'), [draft.root, draft.styles]).map((message) => ({ path: 'Listor', message })))
  refuse(faults)
  const margins = { ...draft, settings: partOf(draft.parts, 'settings'), styles: readStyles(draft.styles) }
  const [header, footer] = [marginLines(margins, 'header'), marginLines(margins, 'footer')]
  const comments = partOf(draft.parts, 'comments')
  return {
    code: codeIn(draft.parts, header), accepted: draftLines(accepted), rejected: draftLines(blocks('rejected', [], [], [])), hasContents: hasContents(accepted), outdatedContents,
    revisions: readRevisions(draft.root), remarks: [...readRemarks(comments, draft.root), ...remarks], header, footer,
  }
}

/** A literal document asks for no fact. */
const NO_SCOPE = { element: {}, outer: null, number: 0, path: '' } as const

/** The returned file opened, its dangers refused. @throws Failure `draft-unreadable` */
export function openDraft(docx: Uint8Array): DraftParts {
  return asDraft(() => {
    const parts = openPackage(docx)
    const faults: Fault[] = []
    checkParts(parts, faults, HARMLESS)
    const bytes = parts.get(MAIN_PART)
    if (bytes === undefined) faults.push({ path: 'fil', message: 'filen är inget Word-dokument (.docx). Spara den i det formatet i Word.' })
    refuse(faults)
    const root = withSources(parseXml(MAIN_PART, bytes ?? new Uint8Array()))
    if (childOf(root, 'w:body') === null) refuse([{ path: MAIN_PART, message: 'dokumentet saknar innehåll.' }])
    return { parts, root, styles: partOf(parts, 'styles'), numbering: readNumbering(partOf(parts, 'numbering')) }
  })
}

/** One side of the returned document's body, word for word; what cannot be read is noted in `faults`. */
export function readDraftBody({ parts, root, styles }: DraftParts, side: Side, literal: Literal, faults: Fault[]): Flow<BlockProgram> {
  const bodyOf = (of: Side): XmlElement => childOf(settleRevisions(root, of), 'w:body') ?? root
  const body = bodyOf(side)
  const found: Fault[] = []
  const flow = readBody(body, { literal, styles: readStyles(styles), faults: found, looks: new Map(), places: new Map(), initials: [], pictures: new TemplatePictures(parts, relationshipsOf(parts)), printedWidthTwips: printedWidthOf(sectionOf(body)) }, [body, bodyOf(side === 'accepted' ? 'rejected' : 'accepted')])
  // The reader speaks of templates, which is what it mostly reads.
  faults.push(...found.map(({ path, message }) => ({ path, message: message.replace(' stöds inte i en mall', ' går inte att läsa') })))
  return flow
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return
  const distinct = [...new Map(faults.map((fault) => [`${fault.path}\n${fault.message}`, fault])).values()]
  throw new Failure('draft-unreadable', `Filen går inte att läsa som den skrivs ut: ${distinct[0]?.path}: ${distinct[0]?.message} ${NEXT}`, { faults: distinct })
}

function asDraft<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'template-invalid') throw new Failure('draft-unreadable', cause.message, { cause, faults: cause.faults })
    throw cause
  }
}

function partOf(parts: ReadonlyMap<string, Uint8Array>, type: string): XmlElement | null {
  const name = [...relationshipsOf(parts).values()].find((relationship) => relationship.type === type)?.target
  const bytes = name === undefined ? undefined : parts.get(name)
  return name === undefined || bytes === undefined ? null : parseXml(name, bytes)
}

function codeIn(parts: ReadonlyMap<string, Uint8Array>, header: readonly string[]): string | null {
  const kept = codeSaid(readPackageProperties(parts).keywords)
  const printed = header.flatMap((line) => codeSaid(line) ?? [])
  const said = new Set([...(kept === null ? [] : [kept]), ...printed])
  return said.size === 1 ? ([...said][0] ?? null) : null
}
