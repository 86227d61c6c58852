import type { Fault } from '../failure.js'
import { shown } from '../plain-text.js'
import { childOf, elementsOf, type XmlElement } from './xml.js'

/** Wrappers that Word puts around content and that say nothing about what is printed. */
const TRANSPARENT: ReadonlySet<string> = new Set(['w:smartTag', 'w:customXml'])
const OWN_PROPERTIES: ReadonlySet<string> = new Set(['w:sdtPr', 'w:sdtEndPr', 'w:smartTagPr', 'w:customXmlPr'])

/** Content controls whose words are not the author's own, or that Word fills or changes when the file is opened. */
const UNSAFE_CONTROLS: Readonly<Record<string, string>> = {
  'w:dataBinding': 'hämtar sin text från en annan del av filen',
  'w:showingPlcHdr': 'visar bara sin uppmaning att skriva något',
  'w:picture': 'väntar på en bild',
  'w:equation': 'innehåller en formel',
  'w:citation': 'innehåller en källhänvisning',
  'w:bibliography': 'innehåller en källförteckning',
  'w:comboBox': 'låter läsaren välja text i en lista',
  'w:dropDownList': 'låter läsaren välja text i en lista',
  'w:date': 'låter läsaren välja ett datum',
  'w14:checkbox': 'är en kryssruta som läsaren kan ändra',
  'w15:repeatingSection': 'låter läsaren upprepa innehållet',
}

/** Whether the element only surrounds other content. */
export function isWrapper(element: XmlElement): boolean {
  return element.name === 'w:sdt' || TRANSPARENT.has(element.name)
}

/** The element's child elements with harmless content controls opened; another content control becomes a fault at `place` and is left out. */
export function contentOf(element: XmlElement, place: string, faults: Fault[]): XmlElement[] {
  refuseLooseText(element, place, faults)
  return elementsOf(element).flatMap((child) => (isWrapper(child) ? unwrapped(child, place, faults) : [child]))
}

/** Notes words directly inside the element: they are no text run, so Word would show nothing of them. */
export function refuseLooseText(element: XmlElement, place: string, faults: Fault[]): void {
  const loose = element.children.find((child) => typeof child === 'string' && child.trim() !== '')
  if (typeof loose === 'string') faults.push({ path: place, message: `${shown(loose.trim())} står utanför varje textavsnitt, så Word visar det inte. Filen är skadad eller gjord i ett annat program: öppna den i Word, skriv texten på nytt och spara.` })
}

function unwrapped(wrapper: XmlElement, place: string, faults: Fault[]): XmlElement[] {
  const properties = childOf(wrapper, 'w:sdtPr')
  const unsafe = properties === null ? undefined : elementsOf(properties).find((property) => property.name in UNSAFE_CONTROLS)
  if (unsafe !== undefined) {
    faults.push({ path: place, message: `en innehållskontroll ${UNSAFE_CONTROLS[unsafe.name]}, vilket inte stöds i en mall. Högerklicka på den, välj Ta bort innehållskontroll och skriv texten eller taggen direkt.` })
    return []
  }
  const inner = wrapper.name === 'w:sdt' ? childOf(wrapper, 'w:sdtContent') : wrapper
  return inner === null ? [] : contentOf(inner, place, faults).filter((child) => !OWN_PROPERTIES.has(child.name))
}
