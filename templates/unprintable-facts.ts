import type { Fault } from './failure.js'
import type { Facts } from './facts.js'
import type { Fonts } from './fonts.js'
import { isPrintable, RIGHT_TO_LEFT } from './layout/measure-text.js'
import { shown } from './plain-text.js'

/** Letters, figures and signs of Swedish and its neighbours, which every font has: facts of nothing else need no font to be looked at. */
const EVERYDAY = /^[\u0020-\u007E\u00A0-\u00AC\u00AE-\u017F\u2013\u2014\u2018\u2019\u201C\u201D\u2026]*$/u

/** Every fact that holds a character no document can print, by its place; `fonts` is asked only when a character is out of the ordinary. */
export async function unprintableFacts(facts: Facts, fonts: () => Promise<Fonts>): Promise<Fault[]> {
  const odd = await unprintableTexts(textsIn(facts, []), fonts)
  return odd.map(({ path, text, character }) => ({ path: path.join('.'), message: messageOf(text, character) }))
}

/** The texts with a character that no document can print, each with the first of them; `fonts` is asked only when a character is out of the ordinary. */
export async function unprintableTexts<T extends { readonly text: string }>(texts: readonly T[], fonts: () => Promise<Fonts>): Promise<(T & { readonly character: string })[]> {
  const odd = texts.filter(({ text }) => !EVERYDAY.test(text))
  if (odd.length === 0) return []
  const faces = Object.values(await fonts())
  return odd.flatMap((one) => {
    const character = Array.from(one.text).find((each) => faces.some((face) => !isPrintable(each.codePointAt(0) ?? 0, face)))
    return character === undefined ? [] : [{ ...one, character }]
  })
}

function messageOf(text: string, character: string): string {
  const codePoint = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  if (RIGHT_TO_LEFT.test(character)) return `innehåller text som skrivs från höger till vänster (${codePoint}), och den kan handlingarna inte återge; skriv uppgiften med latinska bokstäver, som i passet`
  if (/\p{M}/u.test(character)) return `${shown(text)} har ett löst accenttecken (${codePoint}) på en bokstav som inte finns hel; skriv bokstaven utan det`
  return `${shown(text)}: tecknet ${character} (${codePoint}) finns inte i handlingarnas typsnitt; skriv uppgiften utan det`
}

function textsIn(value: unknown, path: readonly string[]): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, below]) => textsIn(below, [...path, key])) : []
}
