import type { Facts } from '../facts.js'
import type { Parties } from '../party.js'
import { antal, datum } from '../swedish.js'

/** A label under which documents state one thing that the facts know too. */
export interface Label {
  /** The fact, as faults name it. */
  readonly path: string
  /** The label as the first cell of a table row; null where only running text has it. */
  readonly cell: RegExp | null
  /** The label in running text, what it says in the first group; null where only tables have it. */
  readonly inText: RegExp | null
  /** The headings under which the label means this fact. */
  readonly under: RegExp | null
  /** Every way the fact may be written; empty when the facts do not know it, and nothing can be said. */
  readonly values: readonly string[]
}

type Given = string | undefined

function label(path: string, cell: RegExp | null, inText: RegExp | null, ...values: readonly Given[]): Label {
  return { path, cell, inText, under: null, values: values.filter((value) => value !== undefined) }
}

/** A day as ISO and as Swedish writes it. */
function day(value: Given): Given[] {
  return value === undefined ? [] : [value, datum(value)]
}

function count(value: number | undefined): Given[] {
  return value === undefined ? [] : [antal(value), String(value)]
}

/** What starts, ends and counts cards under a heading of its own. */
function phase(path: string, under: RegExp, stated: { start?: string | undefined; slut?: string | undefined; antal?: number | undefined } | undefined): Label[] {
  if (stated === undefined) return []
  return [
    { ...label(`${path}.start`, /^start(?:dag|datum)?$/iu, null, ...day(stated.start)), under },
    { ...label(`${path}.slut`, /^slut(?:dag|datum)?$/iu, null, ...day(stated.slut)), under },
    { ...label(`${path}.antal`, /^antal(?: kort)?$/iu, null, ...count(stated.antal)), under },
  ]
}

/** The labels that templates and customers' own texts use, with what the facts say. */
export function labelsOf(facts: Facts, parties: Parties): Label[] {
  const { kund, avtal, prognos, sisDnv } = facts
  const organisations = [kund, parties.svr, parties.driftleverantor, parties.korttillverkare]
  const people = Object.values(facts.kontakter ?? {}).flat().filter((person) => person !== undefined)
  return [
    label('kund.orgnr', /^(?:organisations|org\.?\s?)(?:nummer|nr)\.?$/iu, /\borganisations(?:nummer|nr)\.?:?\s+(?:är\s+)?(\d{6}-?\d{4})/iu, ...organisations.flatMap(({ orgnr }) => [orgnr, orgnr.replace('-', '')])),
    label('kund.hsaId', /^HSA-id$/iu, /\bHSA-id:?\s+(?:är\s+)?(SE\d{10}-[A-Z0-9-]+)/iu, kund.hsaId, ...people.map(({ hsaId }) => hsaId)),
    label('avtal.avtalsnummer', /^avtalsnummer$/iu, /\bavtalsnummer:?\s+((?=\S*\d)[^\s,;]+)/iu, avtal?.avtalsnummer, avtal?.befintligtGrundavtal?.avtalsnummer),
    label('avtal.svrArende', /^ärende(?:nummer)?(?: hos .+)?$/iu, /(?<!\p{L})ärende(?:nummer)?:?\s+((?=[^.]*?\d)[^.,;]{1,60}?)\s+hos\b/iu, avtal?.svrArende),
    label('kund.diarienummer', /^(?:kundens |sökandens )?diarienummer$/iu, /\bdiarienummer:?\s+(?:är\s+)?((?=[^.,;·]*\d)[^.,;·]{1,60})/iu, kund.diarienummer),
    label('raFunktionsbrevlada', /^RA-funktion(?:sbrevlåda|en)?$/iu, /\bfunktionsbrevlåda[n]?\b[^.@]{0,60}?\s([\w.+-]+@[\w.-]+\w)/iu, facts.raFunktionsbrevlada),
    label('kund.gln', /^GLN$/u, /\bGLN (?:är )?(\d{13})\b/u, kund.gln),
    label('kund.peppolId', /^Peppol-id$/iu, null, kund.peppolId),
    label('kund.fakturareferens', /^(?:faktura)?referens$/iu, null, kund.fakturareferens),
    label('avtal.startdatum', /^(?:startdatum|avtalsstart|gäller från)$/iu, /avtalet gäller från och med den (\d{1,2} \p{L}+ \d{4})/iu, ...day(avtal?.startdatum)),
    label('avtal.slutdatum', /^(?:slutdatum|gäller till)$/iu, null, ...day(avtal?.slutdatum)),
    label('sisDnv.antalKort', /samtidigt giltiga kort$/iu, null, ...count(sisDnv?.antalKort)),
    label('sisDnv.antalAnstallda', /^antal anställda$/iu, null, ...count(sisDnv?.antalAnstallda)),
    ...phase('prognos.pilot', /\bpilot/iu, prognos?.pilot),
    ...phase('prognos.breddinforande', /\bbreddinförande/iu, prognos?.breddinforande),
  ]
}
