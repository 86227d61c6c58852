import { childOf, elementsOf, isOn, valueOf, type XmlElement } from './xml.js'

interface Level {
  readonly start: number
  readonly format: string
  /** What is printed: texts, and levels (from 0) whose numbers stand between them. */
  readonly shown: readonly (string | number)[]
  readonly legal: boolean
}

interface CountedList {
  /** Lists of the same definition go on counting from one another. */
  readonly definition: string
  readonly levels: readonly Level[]
  /** Levels that begin anew where the list is first used, with their first number. */
  readonly restarts: ReadonlyMap<number, number>
}

/** The lists of a template by their `w:numId`. */
export type NumberingRules = ReadonlyMap<string, CountedList>

/** What `word/numbering.xml` says; empty when the template has no such part. */
export function readNumbering(root: XmlElement | null): NumberingRules {
  const children = root === null ? [] : elementsOf(root)
  const definitions = new Map(children.filter((child) => child.name === 'w:abstractNum').map((child) => [child.attributes.get('w:abstractNumId') ?? '', readLevels(child)]))
  const lists = new Map<string, CountedList>()
  for (const child of children) {
    if (child.name !== 'w:num') continue
    const definition = valueOf(child, 'w:abstractNumId') ?? ''
    const levels = [...(definitions.get(definition) ?? [])]
    const restarts = new Map<number, number>()
    for (const override of elementsOf(child).filter((element) => element.name === 'w:lvlOverride')) {
      const index = Number(override.attributes.get('w:ilvl') ?? 0)
      const start = valueOf(override, 'w:startOverride')
      const own = childOf(override, 'w:lvl')
      if (own !== null) levels[index] = readLevel(own)
      if (start !== null) restarts.set(index, Number(start))
    }
    lists.set(child.attributes.get('w:numId') ?? '', { definition, levels, restarts })
  }
  return lists
}

function readLevels(definition: XmlElement): Level[] {
  const levels: Level[] = []
  for (const element of elementsOf(definition)) {
    if (element.name === 'w:lvl') levels[Number(element.attributes.get('w:ilvl') ?? 0)] = readLevel(element)
  }
  return levels
}

function readLevel(element: XmlElement): Level {
  const format = valueOf(element, 'w:numFmt') ?? 'decimal'
  const text = valueOf(element, 'w:lvlText') ?? ''
  return {
    start: Number(valueOf(element, 'w:start') ?? 1),
    format,
    shown: format === 'bullet' ? [bulletOf(text)] : text.split(/%([1-9])/).map((part, index) => (index % 2 === 1 ? Number(part) - 1 : part)),
    legal: isOn(element, 'w:isLgl'),
  }
}

/** Counts one document's numbered paragraphs as Word does. */
export class NumberingCounter {
  readonly #rules: NumberingRules
  readonly #counts = new Map<string, number[]>()
  readonly #begun = new Set<string>()

  constructor(rules: NumberingRules) {
    this.#rules = rules
  }

  /** The number the next paragraph of that list and level prints ("3.1", "a)", "•"); null when the list is unknown or prints nothing. */
  next(list: string, level: number): string | null {
    const rule = this.#rules.get(list)
    const own = rule?.levels[level]
    if (rule === undefined || own === undefined) return null
    const counts = this.#countsOf(list)
    counts[level] = (counts[level] ?? (rule.restarts.get(level) ?? own.start) - 1) + 1
    counts.length = level + 1
    for (let above = 0; above < level; above++) counts[above] ??= rule.levels[above]?.start ?? 1
    if (own.format === 'none') return null
    let shown = ''
    for (const part of own.shown) shown += typeof part === 'string' ? part : formatNumber(counts[part] ?? 1, own.legal ? 'decimal' : (rule.levels[part]?.format ?? 'decimal'))
    return shown.trim() === '' ? null : shown
  }

  #countsOf(list: string): number[] {
    const rule = this.#rules.get(list)
    const definition = rule?.definition ?? ''
    const counts = this.#counts.get(definition) ?? []
    this.#counts.set(definition, counts)
    if (rule !== undefined && !this.#begun.has(list)) {
      this.#begun.add(list)
      counts.length = Math.min(counts.length, ...rule.restarts.keys())
    }
    return counts
  }
}

/** Bullets set in Word's symbol fonts are private code points without a meaning of their own. */
function bulletOf(text: string): string {
  const code = text.codePointAt(0) ?? 0
  if (code >= 0xf000 && code <= 0xf0ff) return '•'
  return text === 'o' ? '–' : text
}

function formatNumber(value: number, format: string): string {
  switch (format) {
    case 'lowerLetter':
      return lettersOf(value)
    case 'upperLetter':
      return lettersOf(value).toUpperCase()
    case 'lowerRoman':
      return romanOf(value)
    case 'upperRoman':
      return romanOf(value).toUpperCase()
    case 'decimalZero':
      return String(value).padStart(2, '0')
    default:
      return String(value)
  }
}

/** a … z, aa, bb …: Word repeats the letter rather than counting in base 26. */
function lettersOf(value: number): string {
  const letter = String.fromCodePoint(97 + ((value - 1) % 26))
  return letter.repeat(Math.ceil(value / 26))
}

const ROMAN: readonly (readonly [number, string])[] = [[1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']]

function romanOf(value: number): string {
  let rest = value
  let text = ''
  for (const [size, letters] of ROMAN) {
    while (rest >= size) {
      text += letters
      rest -= size
    }
  }
  return text
}
