import type { XmlElement } from './xml.js'

/** What a construct of Word is called there, and what its author does about it where taking it away is not all. */
interface FeatureName {
  readonly name: string
  readonly step?: string
}

const SHAPE: FeatureName = { name: 'textruta eller figur', step: 'Skriv texten i ett vanligt stycke och ta bort rutan.' }
const FORMULA: FeatureName = { name: 'formel', step: 'Skriv den som vanlig text.' }
const HIDDEN: FeatureName = { name: 'dold text', step: 'Ta bort texten, eller gör den synlig (Tecken, Dold).' }
const STRUCK: FeatureName = { name: 'genomstruken text', step: 'Ta bort texten, eller strykningen.' }
const RAISED: FeatureName = { name: 'upphöjd eller nedsänkt text', step: 'Skriv den på raden.' }
const TURNED: FeatureName = { name: 'text med ändrad skrivriktning', step: 'Klistra in den på nytt med Behåll endast text.' }
const SQUEEZED: FeatureName = { name: 'text som pressas samman eller vrids (anpassad text)', step: 'Markera texten och välj Radera all formatering.' }
const OUTLINED: FeatureName = { name: 'text med kontur, skugga, relief eller animering', step: 'Markera texten och välj Radera all formatering.' }
const LATER_COLUMN: FeatureName = { name: 'tabellrad som börjar i en senare kolumn', step: 'Fyll raden med tomma celler i stället.' }
const EARLIER_COLUMN: FeatureName = { name: 'tabellrad som slutar i en tidigare kolumn', step: 'Fyll raden med tomma celler i stället.' }
const COUNTED: FeatureName = { name: 'datum eller sidnummer i ett mycket gammalt format', step: 'Infoga det på nytt i Word.' }
const SYSTEM: FeatureName = { name: 'del av en fotnot eller slutnot', step: 'Klistra in texten på nytt med Behåll endast text.' }

const NAMES: Readonly<Record<string, FeatureName>> = {
  'mc:AlternateContent': SHAPE,
  'w:pict': { name: 'textruta, figur eller bild i äldre format (infoga en bild på nytt som PNG eller JPEG)' },
  'w:drawing': { name: 'bild eller figur på denna plats (bilder får stå i löptexten och i tabellers celler)' },
  'w:contentPart': { name: 'handritad figur' },
  'w:object': { name: 'inbäddat objekt (OLE)' },
  'w:control': { name: 'ActiveX-kontroll' },
  'w:altChunk': { name: 'inbäddat dokument (altChunk)', step: 'Klistra in dess text i stället.' },
  'w:subDoc': { name: 'underdokument', step: 'Klistra in dess text i stället.' },
  'w:sdt': { name: 'innehållskontroll', step: 'Högerklicka på den och välj Ta bort innehållskontroll; texten blir kvar.' },
  'w:hyperlink': { name: 'hyperlänk', step: 'Högerklicka och ta bort länken; texten blir kvar.' },
  'w:footnoteReference': { name: 'fotnot', step: 'Skriv dess text i stycket och ta bort noten.' },
  'w:endnoteReference': { name: 'slutnot', step: 'Skriv dess text i stycket och ta bort noten.' },
  'w:footnoteRef': SYSTEM,
  'w:endnoteRef': SYSTEM,
  'w:separator': SYSTEM,
  'w:continuationSeparator': SYSTEM,
  'w:sectPr': { name: 'avsnittsbrytning', step: 'Ta bort den (Visa alla tecken, markera den, Delete); en sidbrytning går bra.' },
  'w:br': { name: 'spaltbrytning', step: 'Ta bort den; en sidbrytning i ett eget stycke går bra.' },
  'w:ptab': { name: 'tabb som följer marginalen (justeringstabb)', step: 'Ta bort den och sätt ett vanligt tabbstopp.' },
  'w:dir': TURNED,
  'w:bdo': TURNED,
  'w:fitText': SQUEEZED,
  'w:eastAsianLayout': SQUEEZED,
  'w:framePr': { name: 'textram', step: 'Dubbelklicka på ramens kant och välj Ta bort ram; texten blir kvar.' },
  'w:vanish': HIDDEN,
  'w:webHidden': HIDDEN,
  'w:specVanish': HIDDEN,
  'w:hidden': { name: 'dold tabellrad' },
  'w:strike': STRUCK,
  'w:dstrike': STRUCK,
  'w:vertAlign': RAISED,
  'w:position': RAISED,
  'w:outline': OUTLINED,
  'w:shadow': OUTLINED,
  'w:emboss': OUTLINED,
  'w:imprint': OUTLINED,
  'w:effect': OUTLINED,
  'w:em': { name: 'betoningstecken över text', step: 'Gör texten fet eller kursiv i stället.' },
  'w:oMath': FORMULA,
  'm:oMath': FORMULA,
  'm:oMathPara': FORMULA,
  'w:textDirection': { name: 'stående text', step: 'Vrid texten till vågrätt.' },
  'w:sym': { name: 'symboltecken', step: 'Skriv tecknet som vanlig text.' },
  'w:ruby': { name: 'fonetisk text' },
  'w:pgNum': COUNTED,
  'w:dayShort': COUNTED,
  'w:dayLong': COUNTED,
  'w:monthShort': COUNTED,
  'w:monthLong': COUNTED,
  'w:yearShort': COUNTED,
  'w:yearLong': COUNTED,
  'w:tblpPr': { name: 'flytande tabell', step: 'Välj Figursättning: Ingen i tabellens egenskaper.' },
  'w:bidiVisual': { name: 'tabell från höger till vänster', step: 'Välj Från vänster till höger i tabellens egenskaper.' },
  'w:hMerge': { name: 'sammanfogade celler i ett äldre format', step: 'Dela cellerna och sammanfoga dem på nytt.' },
  'w:gridBefore': LATER_COLUMN,
  'w:wBefore': LATER_COLUMN,
  'w:gridAfter': EARLIER_COLUMN,
  'w:wAfter': EARLIER_COLUMN,
  'w:instrText': { name: 'rest av en borttagen fältkod', step: 'Ta bort texten omkring och skriv den på nytt.' },
}

/** That a template may not hold the construct, and what to do, for one that Word has as an element. */
export function refusalOfElement({ name }: XmlElement): string {
  const known = NAMES[name]
  if (known !== undefined) return `${known.name} stöds inte i en mall. ${known.step ?? 'Ta bort den.'}`
  return `här finns något som Anslut inte kan återge (i filens kod heter det ${name}). Skriv stället på nytt i Word, eller klistra in det med Behåll endast text.`
}

/** The same for one that is named in words. */
export function refusalOf(named: string): string {
  return `${named} stöds inte i en mall. Ta bort den.`
}
