import type { FilledDocument } from '../document.js'
import type { Facts } from '../facts.js'
import { filledLines, type FilledLine } from '../filled-lines.js'
import { BEFORE_HEADINGS } from '../heading-styles.js'
import { listOf } from '../list-of.js'
import type { Parties } from '../party.js'
import { RecentTexts } from '../recent-texts.js'
import { antal, belopp, postnr } from '../swedish.js'
import type { Disagreement } from './disagreement.js'
import { knownValues, phoneDigits, type KnownValues } from './known-values.js'
import { labelsOf, type Label } from './labelled-values.js'
import { roleDisagreements } from './role-disagreements.js'

/** A document of the pack as filled; `name` is how faults call it ("raps"). */
export interface NamedDocument {
  readonly name: string
  readonly filled: FilledDocument
}

/** A line and whose it is: the person named in its row, or in the row "Namn" above it. */
interface ReadLine extends FilledLine {
  readonly about: string | null
}

interface ReadDocument {
  readonly name: string
  readonly lines: readonly ReadLine[]
}

/** What a document says at a place, and what the facts say instead; `expected` is how the other documents write it. */
interface Finding {
  readonly line: FilledLine
  readonly message: string
  readonly expected: readonly string[]
  readonly weight: Disagreement['weight']
}

/** An organisationsnummer has at least 2 as its third digit, which no personnummer has. */
const NUMBER = /(?<![\d-])\d{2}[2-9]\d{3}-\d{4}(?![\d-])/gu
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu
const PHONE = /(?<![\p{L}\d/:.–-])(?:0\d{1,3}-\d[\d ]{3,10}\d|\+46[ \d()-]{7,16}\d)(?![\d-])/gu
const HSA_ID = /\bSE\d{10}-[A-Z0-9-]+/giu
const UNKNOWABLE = [{ what: 'organisationsnummer', pattern: NUMBER }, { what: 'e-postadressen', pattern: MAIL }, { what: 'telefonnumret', pattern: PHONE }, { what: 'HSA-id', pattern: HSA_ID }] as const
const BLANK = /^[\s–_.…□-]*$/u

/** Equal spaces and hyphens, whatever typography made of them. */
function equalSpaces(text: string): string {
  return text.replaceAll(/[\u00A0\u202F\u2009]/gu, ' ').replaceAll('\u2011', '-')
}

function plain(line: FilledLine): FilledLine {
  if (!/[\u00A0\u202F\u2009\u2011]/u.test(line.text)) return line
  return { ...line, text: equalSpaces(line.text), cells: line.cells?.map(equalSpaces) ?? null }
}

function withPeople(lines: readonly FilledLine[], { people }: KnownValues): ReadLine[] {
  let [person, section]: [string | null, string] = [null, '']
  return lines.map((line) => {
    const { cells } = line
    if (line.section !== section || cells === null) person = null
    section = line.section
    if (cells?.length === 2 && /^namn$/iu.test(cells[0] ?? '')) person = cells[1]?.trim() ?? null
    const inRow = cells?.find((cell) => people.has(cell.trim()))?.trim() ?? null
    return { ...line, about: inRow ?? person }
  })
}

/** Where in its document a line stands: "avsnitt 1.5.1 RA – registreringsansvarig", or the heading as it is. */
function placeOf({ section }: Pick<FilledLine, 'section'>): string {
  if (section === BEFORE_HEADINGS) return 'före första rubriken'
  return /^\d/u.test(section) ? `avsnitt ${section}` : `”${section}”`
}

/**
 * What the documents of a pack say otherwise than the facts and the party records, and so than each other. A labelled value, a person's own address
 * or number, a role, a product is certainly wrong when it differs; an address or a number without a label may be somebody else's and is doubtful.
 */
export function wordsDisagreements(documents: readonly NamedDocument[], facts: Facts, parties: Parties): Disagreement[] {
  const known = knownValues(facts, parties)
  const labels = labelsOf(facts, parties)
  const read = documents.map(({ name, filled }): ReadDocument => ({ name, lines: withPeople(filledLines(filled).map(plain), known) }))
  return read.flatMap((document) => {
    const findings = [...document.lines.flatMap((line) => findingsIn(line, facts, known, labels)), ...missingProducts(document, facts)]
    const roles = roleDisagreements(document.lines, facts, known).map(({ section, message }): Disagreement => ({ path: `${document.name}, ${placeOf({ section })}`, message: `${message}; rätta det ena av dem`, weight: 'certain' }))
    const found = findings.map(({ line, message, expected, weight }): Disagreement => {
      const others = weight === 'certain' ? sayingSo(read, document.name, expected) : ''
      return { path: `${document.name}, ${placeOf(line)}`, message: `${message}${others}`, weight }
    })
    return distinct([...found, ...roles])
  })
}

function distinct(found: readonly Disagreement[]): Disagreement[] {
  return [...new Map(found.map((one) => [`${one.path}\n${one.message}`, one])).values()]
}

/** The other documents that say what the facts say. */
function sayingSo(documents: readonly ReadDocument[], name: string, expected: readonly string[]): string {
  const saying = documents.filter((other) => other.name !== name && other.lines.some(({ text }) => expected.some((value) => text.includes(equalSpaces(value))))).map((other) => other.name)
  return saying.length === 0 ? '' : `; så står det också i ${listOf(saying.slice(0, 4))}${saying.length > 4 ? ' med flera' : ''}`
}

/** Most paragraphs are the template's own and the same in every pack: whether they hold anything to check is found once. */
const emptyTexts = new RecentTexts<boolean>(10_000)

function saysNothing(text: string, labels: readonly Label[]): boolean {
  const known = emptyTexts.get(text)
  if (known !== undefined) return known
  const isEmpty = !/[\d@]/u.test(text) || !(UNKNOWABLE.some(({ pattern }) => text.search(pattern) >= 0) || labels.some(({ inText }) => inText?.test(text) === true))
  return emptyTexts.set(text, isEmpty)
}

function findingsIn(line: ReadLine, facts: Facts, known: KnownValues, labels: readonly Label[]): Finding[] {
  if (line.text.includes('[saknas')) return []
  const party = misparty(line, facts)
  if (line.cells === null ? saysNothing(line.text, labels) : !/[\d@]/u.test(line.text)) return party
  const certain = [...party, ...labels.flatMap((label) => mislabelled(line, label)), ...misreached(line, known), ...misproduct(line, facts), ...misforecast(line, facts)]
  const told = certain.map(({ message }) => message).join(' ')
  return [...certain, ...unknown(line, known).filter(({ value }) => !told.includes(value)).map(({ finding }) => finding)]
}

const PHASE = /\b(?:pilot|breddinförande)/iu
const SEVERAL_PHASES = /pilot.*breddinförande|breddinförande.*pilot/iu

/** The cells a label speaks of: all after it, or where the label means one phase, those of its column or else of its section. */
function labelledCells({ cells, head, section }: FilledLine, under: RegExp | null): readonly string[] {
  const rest = (cells ?? []).slice(1)
  if (under === null) return rest
  if (head.slice(1).some((cell) => PHASE.test(cell))) return rest.filter((_, index) => under.test(head[index + 1] ?? ''))
  return under.test(section) && !SEVERAL_PHASES.test(section) ? rest : []
}

/** Whether a cell holds the value, and not as the end or the beginning of a longer number. */
function saysWhole(said: string, value: string): boolean {
  const at = said.toLowerCase().indexOf(value.toLowerCase())
  return at >= 0 && !/\d ?$/u.test(said.slice(0, at)) && !/^ ?\d/u.test(said.slice(at + value.length))
}

/** A value under a label that the facts fill with another. */
function mislabelled(line: FilledLine, { path, cell, inText, under, values }: Label): Finding[] {
  if (values.length === 0) return []
  const wanted = values.map(equalSpaces)
  const finding = (said: string): Finding[] => [{ line, message: `anger ${said.trim()}; uppgifterna (${path}) säger ${wanted[0] ?? ''}`, expected: values, weight: 'certain' }]
  const first = line.cells?.[0]
  if (first !== undefined) {
    if (cell?.test(first.trim()) !== true) return []
    const wrong = labelledCells(line, under).find((said) => /\d|@/u.test(said) && !BLANK.test(said) && !wanted.some((value) => saysWhole(said, value)))
    return wrong === undefined ? [] : finding(wrong)
  }
  const match = inText?.exec(line.text)
  const said = match?.[1]
  if (match === null || match === undefined || said === undefined) return []
  const from = line.text.slice(match.index + match[0].lastIndexOf(said))
  return wanted.some((value) => from.toLowerCase().startsWith(value.toLowerCase())) ? [] : finding(said)
}

const PARTIES_HEADING = /^(?:\d+\.?\s+)?parter$/iu

/** The customer's name or address in the table of the parties, where it is not the facts'. */
function misparty(line: FilledLine, { kund }: Facts): Finding[] {
  const { cells, head, section } = line
  if (cells === null || !PARTIES_HEADING.test(section)) return []
  const said = cells[head.findIndex((cell) => /^kunden$/iu.test(cell.trim()))]?.trim() ?? ''
  const written = (place: typeof kund.postadress | undefined): string => (place === undefined ? '' : `${place.gata}, ${postnr(place.postnr)} ${place.ort}`)
  const stated = new Map([['namn', ['kund.namn', kund.namn]], ['postadress', ['kund.postadress', written(kund.postadress)]], ['besöksadress', ['kund.besoksadress', written(kund.besoksadress)]]])
  const [path = '', value = ''] = stated.get((cells[0] ?? '').trim().toLowerCase()) ?? []
  if (value === '' || BLANK.test(said) || said.includes(equalSpaces(value))) return []
  return [{ line, message: `anger ${said}; uppgifterna (${path}) säger ${equalSpaces(value)}`, expected: [value], weight: 'certain' }]
}

/** A person's e-mail address or telephone number in a table, which is neither the person's nor the organisation's. */
function misreached(line: ReadLine, { people, shared }: KnownValues): Finding[] {
  const { about: name } = line
  const reach = name === null ? undefined : people.get(name)
  if (name === null || reach === undefined) return []
  const wrong = (found: readonly string[] | null, own: ReadonlySet<string>, normal: (value: string) => string): string[] => (own.size === 0 || found === null ? [] : found.filter((value) => !own.has(normal(value)) && !shared.has(normal(value))))
  const said = [...wrong(line.text.match(MAIL), reach.mails, (mail) => mail.toLowerCase()), ...wrong(line.text.match(PHONE), reach.phones, phoneDigits)]
  return said.map((value) => ({ line, message: `anger ${value} för ${name}; uppgifterna säger ${listOf(value.includes('@') ? [...reach.mails] : [...reach.phones])}`, expected: [name], weight: 'certain' }))
}

const AMOUNT = /\d[\d ]*(?:,\d\d)? kr\b/gu

/** A row of a list of products that is not as the facts have it. */
function misproduct(line: FilledLine, { kort }: Facts): Finding[] {
  const { cells, head } = line
  if (cells === null || !/^artikel(?:nummer)?$/iu.test(head[0] ?? '') || BLANK.test(cells[0] ?? '') || /^(?:summa|totalt)/iu.test(cells[0] ?? '')) return []
  const products = kort?.produkter ?? []
  const product = products.find(({ artikel }) => artikel === cells[0]?.trim())
  const wrong = (message: string, ...expected: string[]): Finding[] => [{ line, message, expected, weight: 'certain' }]
  if (product === undefined) return wrong(`anger artikeln ${cells[0] ?? ''}; uppgifterna (kort.produkter) säger ${listOf(products.map(({ artikel }) => artikel)) || 'ingen'}`)
  const price = equalSpaces(belopp(product.pris))
  const amounts: readonly string[] = line.text.match(AMOUNT) ?? []
  if (amounts.length > 0 && !amounts.includes(price)) return wrong(`anger ${amounts[0] ?? ''} för ${product.artikel}; uppgifterna (kort.produkter) säger ${price}`, price)
  const counted = cells[head.findIndex((cell) => /^antal\b/iu.test(cell))]
  return counted === undefined || BLANK.test(counted) || [antal(product.antal), String(product.antal)].map(equalSpaces).includes(counted.trim()) ? [] : wrong(`anger antalet ${counted.trim()} för ${product.artikel}; uppgifterna (kort.produkter) säger ${equalSpaces(antal(product.antal))}`)
}

/** A period of the forecast with another number of cards. */
function misforecast(line: FilledLine, { prognos }: Facts): Finding[] {
  const period = prognos?.volym?.find(({ period: written }) => written === line.cells?.[0]?.trim())
  const said = line.cells?.[1]?.trim() ?? ''
  if (period === undefined || !/^[\d ]+$/u.test(said) || said.replaceAll(' ', '') === String(period.antal)) return []
  return [{ line, message: `anger ${said} kort för ${period.period}; uppgifterna (prognos.volym) säger ${equalSpaces(antal(period.antal))}`, expected: [], weight: 'certain' }]
}

/** Products that a document's own list leaves out. */
function missingProducts({ lines }: ReadDocument, { kort }: Facts): Finding[] {
  const rows = lines.filter(({ cells, head }) => cells !== null && /^artikel(?:nummer)?$/iu.test(head[0] ?? '') && !BLANK.test(cells[0] ?? ''))
  const [line] = rows
  const left = (kort?.produkter ?? []).filter(({ artikel }) => !rows.some(({ cells }) => cells?.[0]?.trim() === artikel))
  return line === undefined || left.length === 0 ? [] : [{ line, message: `utelämnar ${listOf(left.map(({ artikel }) => artikel))} ur listan över produkter; uppgifterna (kort.produkter) har med dem`, expected: left.map(({ artikel }) => artikel), weight: 'certain' }]
}

/** Addresses and numbers of nobody the facts or the party records know. */
function unknown(line: FilledLine, { values }: KnownValues): { value: string; finding: Finding }[] {
  return UNKNOWABLE.flatMap(({ what, pattern }) => (line.text.match(pattern) ?? [])
    .filter((value) => !values.has(value.toLowerCase()) && !(pattern === PHONE && values.has(phoneDigits(value))))
    .map((value) => ({ value, finding: { line, message: `nämner ${what} ${value}, som varken kundens uppgifter eller parternas känner; kontrollera mot underlaget`, expected: [], weight: 'doubtful' as const } })))
}
