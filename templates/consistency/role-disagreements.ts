import type { Facts } from '../facts.js'
import type { FilledLine } from '../filled-lines.js'
import type { KnownValues } from './known-values.js'

/** Who a document says has a role, held against the facts; `section` is the heading it says so under. */
export interface RoleDisagreement {
  readonly section: string
  readonly message: string
}

interface Role {
  readonly name: string
  /** The role as one word of a heading or of a table's own head. */
  readonly word: RegExp
  readonly holders: readonly string[]
  /** A document about one of several people names one of them. */
  readonly listsAll: (heading: string) => boolean
}

const WHOLE = (word: string, flags: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}-])${word}(?![\\p{L}\\p{N}-])`, flags)

const WORDS = {
  ra: WHOLE('RA', 'u'), ora: WHOLE('ORA', 'u'), kra: WHOLE('KRA', 'u'), lra: WHOLE('LRA', 'u'), support: WHOLE('support', 'iu'), kontraktsansvarig: WHOLE('kontraktsansvarig', 'iu'),
  handlaggare: WHOLE('handläggare', 'iu'), sakerhetsansvarig: WHOLE('säkerhetsansvarig', 'iu'), registeransvarig: WHOLE('registeransvarig', 'iu'), undertecknare: WHOLE('underskrifter', 'iu'),
} as const

function rolesOf({ kontakter, undertecknare, sisDnv }: Facts): Role[] {
  const role = (name: string, word: RegExp, people: readonly { namn: string }[] | { namn: string } | undefined): Role =>
    ({ name, word, holders: [people ?? []].flat().map(({ namn }) => namn), listsAll: () => true })
  return [
    role('RA', WORDS.ra, kontakter?.ra),
    role('ORA', WORDS.ora, kontakter?.ora),
    role('KRA', WORDS.kra, kontakter?.kra),
    role('LRA', WORDS.lra, kontakter?.lra),
    role('support', WORDS.support, kontakter?.support),
    role('kontraktsansvarig', WORDS.kontraktsansvarig, kontakter?.kontraktsansvarig),
    { ...role('handläggare', WORDS.handlaggare, kontakter?.handlaggare), listsAll: (heading) => !/ansökan/iu.test(heading) },
    role('säkerhetsansvarig', WORDS.sakerhetsansvarig, sisDnv?.sakerhetsansvarig),
    role('registeransvarig', WORDS.registeransvarig, sisDnv?.registeransvarig),
    role('undertecknare', WORDS.undertecknare, undertecknare),
  ]
}

interface Said {
  readonly role: Role
  readonly section: string
  readonly names: string[]
  readonly isList: boolean
}

/** Who a table row names, and as what; null where it names nobody in a role. */
function saidBy({ cells, head, section }: FilledLine, roles: readonly Role[]): { role: Role; name: string; isList: boolean } | null {
  if (cells === null) return null
  const column = head.findIndex((cell) => /^namn$/iu.test(cell))
  // A table with a column of roles or functions says itself who is what; its heading does not.
  if (column > 0 && head.slice(0, column).some((cell) => /^(?:roll|funktion|part|uppgift)$/iu.test(cell))) {
    const role = theRole(cells.slice(0, column).join(' '), roles)
    return role === null ? null : { role, name: cells[column] ?? '', isList: false }
  }
  if (column >= 0) {
    const role = theRole(section, roles)
    return role === null ? null : { role, name: cells[column] ?? '', isList: true }
  }
  if (cells.length !== 2 || !/^namn$/iu.test(cells[0] ?? '')) return null
  const role = theRole(head[1] ?? '', roles)
  return role === null ? null : { role, name: cells[1] ?? '', isList: false }
}

/** The one role a text is about; null when it is about none or several. */
function theRole(text: string, roles: readonly Role[]): Role | null {
  const [role, ...others] = roles.filter(({ word }) => word.test(text))
  return others.length > 0 ? null : (role ?? null)
}

const WRITTEN = /\p{L}{2}/u

/** People a document puts in a role that the facts give to others, and people it leaves out of a list of them. */
export function roleDisagreements(lines: readonly FilledLine[], facts: Facts, known: KnownValues): RoleDisagreement[] {
  const roles = rolesOf(facts)
  const lists = new Map<string, Said>()
  const found: RoleDisagreement[] = []
  for (const line of lines) {
    const said = saidBy(line, roles)
    if (said === null || !WRITTEN.test(said.name) || said.name.includes('[saknas') || known.partyNames.some((name) => said.name.includes(name))) continue
    const holder = said.role.holders.find((name) => said.name.includes(name))
    if (holder === undefined) found.push({ section: line.section, message: `anger ${said.name} som ${said.role.name}; ${holdersSay(said.role)}` })
    const key = `${line.section}\n${said.role.name}`
    const list = lists.get(key) ?? { role: said.role, section: line.section, names: [], isList: said.isList }
    lists.set(key, list)
    list.names.push(holder ?? '')
  }
  for (const { role, section, names, isList } of lists.values()) {
    const left = isList && role.listsAll(section) && !names.includes('') ? role.holders.filter((name) => !names.includes(name)) : []
    if (left.length > 0) found.push({ section, message: `utelämnar ${left.join(', ')} bland dem som är ${role.name}; ${holdersSay(role)}` })
  }
  return found
}

function holdersSay({ holders }: Role): string {
  return holders.length === 0 ? 'uppgifterna nämner ingen' : `uppgifterna säger ${holders.join(', ')}`
}
