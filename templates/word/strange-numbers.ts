import { hidingLook } from './features.js'
import { childOf, descendantsOf, elementsOf, isOn, valueOf, type XmlElement } from './xml.js'

/** How lists are counted that Word and the PDF print alike (ISO/IEC 29500-1, 17.18.59). */
const COUNTED_ALIKE: ReadonlySet<string> = new Set(['decimal', 'decimalZero', 'lowerLetter', 'upperLetter', 'lowerRoman', 'upperRoman', 'bullet', 'none'])

/** What is wrong with the numbers of lists that the texts or styles use, in Swedish: counted otherwise than the PDF counts, or hidden in Word. */
export function strangeNumbers(numbering: XmlElement | null, users: readonly (XmlElement | null)[]): string[] {
  if (numbering === null) return []
  const used = new Set(users.flatMap((user) => (user === null ? [] : [...descendantsOf(user)].filter(({ name }) => name === 'w:numId').map(({ attributes }) => attributes.get('w:val') ?? ''))))
  const lists = elementsOf(numbering).filter((child) => child.name === 'w:num' && used.has(child.attributes.get('w:numId') ?? ''))
  const definitions = new Set(lists.map((list) => valueOf(list, 'w:abstractNumId') ?? ''))
  const sources = [...lists, ...elementsOf(numbering).filter((child) => child.name === 'w:abstractNum' && definitions.has(child.attributes.get('w:abstractNumId') ?? ''))]
  return [...new Set(sources.flatMap((source) => [...descendantsOf(source)].filter(({ name }) => name === 'w:lvl').flatMap(wrongWith)))]
}

function wrongWith(level: XmlElement): string[] {
  const shown = valueOf(level, 'w:lvlText') ?? ''
  const which = `listan som numreras ”${shown.replaceAll(/%[1-9]/g, '1')}”`
  const formats = [...descendantsOf(level)].filter(({ name }) => name === 'w:numFmt').map(({ attributes }) => attributes.get('w:val') ?? 'decimal')
  const strange = formats.find((format) => !COUNTED_ALIKE.has(format))
  const look = childOf(level, 'w:rPr')
  const isHidden = formats.some((format) => format !== 'none' && format !== 'bullet') && (isOn(look, 'w:vanish') || isOn(look, 'w:strike') || isOn(look, 'w:dstrike') || (look !== null && elementsOf(look).some((one) => one.name !== 'w:rFonts' && hidingLook(one) !== null)))
  return [
    ...(strange === undefined ? [] : [`${which} räknas på ett sätt som PDF:en skriver annorlunda (i filens kod heter det ${strange}). Välj 1, a, A, i eller I under Definiera nytt nummerformat.`]),
    ...(isHidden ? [`${which} har nummer som är dolda, strukna eller svåra att se i Word men står i PDF:en. Välj vanligt teckensnitt under Definiera nytt nummerformat.`] : []),
  ]
}
