import Handlebars from 'handlebars'
import { RecentTexts } from '../recent-texts.js'
import { type Format, FORMATS } from '../swedish.js'

/** What a tag names: a fact by its keys, the element of the nearest loop itself, or that loop's running number. */
export type Path =
  | { readonly type: 'fact'; readonly keys: readonly string[]; readonly source: string }
  | { readonly type: 'element'; readonly source: string }
  | { readonly type: 'number'; readonly source: string }

export type Condition =
  | { readonly type: 'present'; readonly path: Path }
  | { readonly type: 'equal'; readonly path: Path; readonly text: string }

export type BlockName = 'if' | 'unless' | 'each'

export type Tag =
  | { readonly type: 'print'; readonly path: Path; readonly format: Format | null }
  | { readonly type: 'open'; readonly block: 'if' | 'unless'; readonly condition: Condition }
  | { readonly type: 'open'; readonly block: 'each'; readonly list: Path }
  | { readonly type: 'else' }
  | { readonly type: 'close'; readonly block: string }
  /** `opens` names the block it would have opened, so that its end is not taken for another fault; null when it opens none. */
  | { readonly type: 'faulty'; readonly message: string; readonly opens: string | null }

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const PLAIN_PRINT = /^\{\{(?!\s*[#/&>!*^])[^{}~]*\}\}$/
const OPENING = /^\{\{#\s*(if|unless|each)\s[^{}~]*\}\}$/
const OPENING_NAME = /^\{\{#\s*([^\s{}~]+)/
const CLOSING = /^\{\{\/\s*([^\s{}]+)\s*\}\}$/
const ELSE = /^\{\{\s*else\s*\}\}$/

/** One tag, braces included, as it stands in the text; what it may not say comes back as `faulty` with the reason in Swedish. */
export function parseTag(written: string): Tag {
  return parsed.get(written) ?? parsed.set(written, parsedAnew(written))
}

/** A template says the same few tags again and again. */
const parsed = new RecentTexts<Tag>(500)

function parsedAnew(written: string): Tag {
  const source = withPlainCharacters(written)
  const tag = parsePlain(source)
  return tag.type === 'faulty' ? { ...tag, opens: OPENING_NAME.exec(source)?.[1] ?? null } : tag
}

/** The name of the block that the tag opens, rightly or wrongly; null when it opens none. */
export function openedBy(tag: Tag): string | null {
  if (tag.type === 'faulty') return tag.opens
  return tag.type === 'open' ? tag.block : null
}

function parsePlain(source: string): Tag {
  if (ELSE.test(source)) return { type: 'else' }
  const closing = CLOSING.exec(source)?.[1]
  if (closing !== undefined) return { type: 'close', block: closing }
  const block = OPENING.exec(source)?.[1]
  if (block === 'if' || block === 'unless' || block === 'each') return parseOpening(source, block)
  if (PLAIN_PRINT.test(source)) return parsePrint(source)
  return faulty(`${source} är ingen tagg som en mall kan innehålla. Tillåtet är {{uppgift}}, {{datum uppgift}}, {{#if}}, {{#unless}}, {{#each}}, {{else}} och deras slut.`)
}

/** Word makes quotation marks typographic and spaces hard while the author types. */
function withPlainCharacters(written: string): string {
  return written.replaceAll(/[”“„]/g, '"').replaceAll(/[’‘]/g, "'").replaceAll(/[\u00A0\s]+/g, ' ').replaceAll('\u00AD', '')
}

function parsePrint(source: string): Tag {
  const statement = firstStatement(source)
  if (!isNode<hbs.AST.MustacheStatement>(statement, 'MustacheStatement')) return faulty(`${source} går inte att läsa som en tagg. Kontrollera klamrar och stavning.`)
  const { path, params, hash } = statement
  if (!isNode<hbs.AST.PathExpression>(path, 'PathExpression') || hasPairs(hash)) return faulty(`${source} namnger ingen uppgift.`)
  const name = path.original
  const [argument] = params
  if (argument === undefined) return withPath(path, (read) => ({ type: 'print', path: read, format: null }))
  if (!isFormat(name)) return faulty(`${name} i ${source} är inget känt format. Välj bland ${Object.keys(FORMATS).join(', ')}.`)
  if (params.length > 1) return faulty(`${source} har fler än en uppgift. Skriv en tagg för var och en.`)
  return withPath(argument, (read) => ({ type: 'print', path: read, format: name }))
}

function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name)
}

function parseOpening(source: string, block: BlockName): Tag {
  const statement = firstStatement(`${source}{{/${block}}}`)
  if (!isNode<hbs.AST.BlockStatement>(statement, 'BlockStatement')) return faulty(`${source} går inte att läsa som en tagg. Kontrollera klamrar och stavning.`)
  const { params, hash, program } = statement
  const [argument] = params
  if (argument === undefined || params.length > 1 || hasPairs(hash) || (program.blockParams?.length ?? 0) > 0) return faulty(`${source} ska namnge en enda uppgift.`)
  if (block === 'each') return withPath(argument, (list) => ({ type: 'open', block, list }))
  if (!isNode<hbs.AST.SubExpression>(argument, 'SubExpression')) return withPath(argument, (path) => ({ type: 'open', block, condition: { type: 'present', path } }))
  return parseComparison(source, block, argument)
}

function parseComparison(source: string, block: 'if' | 'unless', comparison: hbs.AST.SubExpression): Tag {
  const [left, right] = comparison.params
  const wellFormed = comparison.path.original === 'lika' && comparison.params.length === 2 && !hasPairs(comparison.hash)
  if (!wellFormed || left === undefined || !isNode<hbs.AST.StringLiteral>(right, 'StringLiteral')) return faulty(`${source} går inte att läsa. Den enda jämförelsen är (lika uppgift "värde").`)
  const text = right.value
  return withPath(left, (path) => ({ type: 'open', block, condition: { type: 'equal', path, text } }))
}

function withPath(expression: hbs.AST.Node, build: (path: Path) => Tag): Tag {
  if (!isNode<hbs.AST.PathExpression>(expression, 'PathExpression')) return faulty('En tagg kan bara namnge en uppgift, inte räkna eller skriva fast text.')
  const { data, depth, parts, original } = expression
  if (depth > 0) return faulty(`${original}: ../ behövs inte. Skriv uppgiftens namn från början.`)
  if (data) return original === '@nummer' ? build({ type: 'number', source: original }) : faulty(`${original} finns inte. Löpnumret i en upprepning heter @nummer.`)
  if (parts.length === 0) return build({ type: 'element', source: original })
  if (/^this[./]/.test(original)) return faulty(`${original}: skriv uppgiftens namn utan this.`)
  const forbidden = parts.find((key) => FORBIDDEN_KEYS.has(key))
  if (forbidden !== undefined) return faulty(`${original}: ${forbidden} är ingen uppgift.`)
  return build({ type: 'fact', keys: parts, source: parts.join('.') })
}

function isNode<T extends hbs.AST.Node>(node: hbs.AST.Node | undefined, type: T['type']): node is T {
  return node?.type === type
}

function firstStatement(source: string): hbs.AST.Statement | undefined {
  try {
    const { body } = Handlebars.parseWithoutProcessing(source)
    return body.length === 1 ? body[0] : undefined
  } catch {
    return undefined
  }
}

function hasPairs(hash: hbs.AST.Hash | undefined): boolean {
  return (hash?.pairs.length ?? 0) > 0
}

function faulty(message: string): Tag {
  return { type: 'faulty', message, opens: null }
}
