import { PARTIES, type Party } from '../contracts/kind.js'
import { listOf } from '../contracts/party-name.js'
import { spokenCode } from '../contracts/spoken-code.js'
import type { ESignedBy } from './e-signature/e-signed-by.js'
import type { DocumentReport, Proposal } from './scan-report.js'

/** One thing that speaks against taking a document for signed as it was issued; `text` says in Swedish what and where. */
export interface Doubt {
  readonly about: 'missing' | 'doubled' | 'content' | 'illegible' | 'unexamined' | 'sorted' | 'drawn' | 'paperless' | 'between' | 'empty' | 'box' | 'e-signature'
  readonly text: string
}

/** What a document is judged on. */
export type Judged = Pick<DocumentReport, 'exemplar' | 'pages' | 'signatureBoxes' | 'differences'>

/** What is said of a page that two scans show with different signatures, or that a later one shows without. */
export const CONFLICTING = 'visar olika underskrifter i olika skanningar, så det kan vara två papper, eller en underskrift som har försvunnit. Jämför dem.'

/** What is said of a page whose newest showing was not examined, while an older one counts. */
export const NEWER_UNEXAMINED = 'har inte undersökts i den nyaste skanningen; det som visas är från en annan. Den nyaste kan vara ändrad eller undertecknad av fler. Undersök den igen, eller se efter på pappret.'

/** What is said of a page that an upload as late as the counting one, or later, shows too coarsely. */
export const NEWER_ILLEGIBLE = 'visas för grovt för att kunna jämföras i en annan skanning, lika ny eller nyare än den som används. Den kan vara ändrad. Se efter på pappret.'

/** What is proposed about each party that has boxes in the document, in the order of the parties; `eSigned` gives what the file's electronic signatures say of a party, null without any. */
export function proposalsOf(judged: Judged, eSigned: (party: Party) => ESignedBy | null = () => null): Proposal[] {
  return PARTIES.filter((party) => judged.signatureBoxes.some((box) => box.party === party)).map((party) => {
    const doubts = doubtsAbout(judged, party, eSigned(party))
    return { party, answer: answerTo(doubts), doubts: doubts.map(({ text }) => text) }
  })
}

function answerTo(doubts: readonly Doubt[]): Proposal['answer'] {
  if (doubts.length === 0) return 'proposed'
  return doubts.some(({ about }) => about === 'missing' || about === 'empty') ? 'not' : 'look'
}

/** What another box says against a party's boxes that show ink, also after somebody has confirmed them. */
export function sameInkDoubts({ exemplar, signatureBoxes }: Pick<Judged, 'exemplar' | 'signatureBoxes'>, party: Party): string[] {
  return signatureBoxes.filter((box) => box.party === party && box.sameAs !== undefined).map((box) => boxDoubt(exemplar, box).text)
}

/** Everything seen that speaks against a party having signed the document as it was issued; `party` null asks about the pages alone, for which `eSigned` of who signs it says whether they need be paper. */
export function doubtsAbout({ exemplar, pages: { missing, duplicated, conflicting = [], drawnOver = [], paperless = [], between = [], unexamined = [] }, signatureBoxes, differences }: Judged, party: Party | null, eSigned: ESignedBy | null = null): Doubt[] {
  const pagesOf = (...reasons: readonly DocumentReport['differences'][number]['reason'][]): number[] => [...new Set(differences.filter(({ reason }) => reasons.includes(reason)).map(({ page }) => page))]
  const on = (about: Doubt['about'], pages: readonly number[], says: string): Doubt[] => (pages.length === 0 ? [] : [{ about, text: `Exemplar ${exemplar}: sida ${listOf(pages.map(String))} ${says}` }])
  const boxes = signatureBoxes.filter((box) => box.party === party && (box.ink !== 'signed' || box.sameAs !== undefined) && !missing.includes(box.page)).map((box): Box => (paperless.includes(box.page) ? { ...box, paperless: true } : box))
  const newer = unexamined.flatMap(({ page, counts }) => (counts ? [] : [page]))
  return [
    ...on('missing', missing, 'saknas i alla skanningar.'),
    ...on('doubled', duplicated, 'förekommer två gånger i samma skanning, så det går inte att veta vilken som gäller.'),
    ...on('doubled', conflicting, CONFLICTING),
    ...on('content', pagesOf('changed', 'other-content'), 'ser inte ut som den utfärdades. Jämför med den utfärdade sidan.'),
    ...on('illegible', pagesOf('illegible'), 'visas för grovt eller suddigt för att kunna jämföras. Jämför själv, eller skanna i gråskala med minst 200 dpi.'),
    ...on('unexamined', pagesOf('not-examined').filter((page) => !newer.includes(page)), 'har inte undersökts. Undersök skanningen igen, eller jämför själv.'),
    ...on('unexamined', newer, NEWER_UNEXAMINED),
    ...on('sorted', pagesOf('sorted'), 'har bara sorterats efter sin kod, inte undersökts (ANSLUT_SCAN_DEPTH är sort).'),
    ...on('drawn', drawnOver, 'har något ritat eller skrivet ovanpå sig i filen (en stämpel, en anteckning, ett ifyllt fält eller bilden av en e-underskrift utanför rutorna). Det finns inte på pappret och räknas inte. Se efter på pappret.'),
    ...on('paperless', isESignedInstead(eSigned, party) ? [] : paperless.filter((page) => !boxes.some((box) => box.page === page && box.paperless === true && box.ink === 'look' && box.sameAs === undefined)), 'är ingen bild av ett papper utan skriven i filen, så ingen kan se på den vad som står på pappret. Be om en skanning av pappret, eller om e-underskrifter.'),
    ...between.map(({ sourcePage, after, before }): Doubt => ({ about: 'between', text: `Exemplar ${exemplar}: mellan sida ${after} och ${before} ligger ett blad som inte hör till handlingen (sida ${sourcePage} i filen). Se efter vad det är, och lägg bort det på bordet om det inte har med handlingen att göra.` })),
    ...(party === null ? [] : signatureDoubts(exemplar, eSigned, signatureBoxes.filter((box) => box.party === party), boxes.filter((box) => !pagesOf('not-examined', 'sorted').includes(box.page)))),
  ]
}

/** Whether pages need be no paper: all the party's persons have signed the file electronically, or it is the issued one and what is lacking is said of each box. */
function isESignedInstead(eSigned: ESignedBy | null, party: Party | null): boolean {
  if (eSigned === null) return false
  return (party !== null && eSigned.pages === 'digital') || (eSigned.boxes.size > 0 && [...eSigned.boxes.values()].every(({ signature }) => signature !== null))
}

type Box = DocumentReport['signatureBoxes'][number] & { readonly paperless?: true }

/** A valid electronic signature stands in place of ink in its own person's box, and in the party's boxes for initials when all its persons have signed so; where nothing can be ink, ink does not stand in place of it. */
function signatureDoubts(exemplar: number, eSigned: ESignedBy | null, own: readonly Box[], inkless: readonly Box[]): readonly Doubt[] {
  if (eSigned === null) return inkless.map((box) => boxDoubt(exemplar, box))
  const unsigned = own.filter(({ id, initials }) => initials !== true && !isESigned(eSigned, id))
  const others = eSigned.doubts.map((text): Doubt => ({ about: 'e-signature', text: `Exemplar ${exemplar}: ${text}` }))
  const unsure = [...new Set(own.flatMap(({ id }) => eSigned.boxes.get(id)?.unsure ?? []))].map((text): Doubt => ({ about: 'e-signature', text: `Exemplar ${exemplar}: ${text}` }))
  if (eSigned.pages === 'digital') return [...unsigned.map(({ id, page }): Doubt => ({ about: 'e-signature', text: `Exemplar ${exemplar}, sida ${page}: rutan ${id} saknar giltig e-underskrift${by(eSigned, id)}.` })), ...unsure, ...others]
  const open = inkless.filter((box) => (box.initials === true ? unsigned.length > 0 : unsigned.includes(box)))
  return [...open.map((box) => alsoNotESigned(boxDoubt(exemplar, box), box, eSigned)), ...(inkless.length === 0 ? [] : unsure), ...(open.length === 0 ? [] : others)]
}

function isESigned({ boxes }: ESignedBy, id: string): boolean {
  return (boxes.get(id)?.signature ?? null) !== null
}

/** " av Nils Ek"; empty when nobody is known by name. */
function by({ boxes }: ESignedBy, id: string): string {
  const name = boxes.get(id)?.name ?? null
  return name === null ? '' : ` av ${name}`
}

function alsoNotESigned(doubt: Doubt, { id, initials }: Box, eSigned: ESignedBy): Doubt {
  return initials === true ? doubt : { ...doubt, text: `${doubt.text} Filen har inte heller någon giltig e-underskrift${by(eSigned, id)} för rutan.` }
}

const MOST_NAMED = 3

/** Each box once, whatever scans show it. */
function otherBoxes(sameAs: NonNullable<Box['sameAs']>): string {
  const named = [...new Set(sameAs.map(spokenBox))]
  return named.length > MOST_NAMED ? `${named.slice(0, MOST_NAMED).join(', ')} och fler` : listOf(named)
}

function spokenBox({ id, code, exemplar, page, scan, sourcePage, fallen }: NonNullable<Box['sameAs']>[number]): string {
  return `rutan ${id} i exemplar ${exemplar} av ${spokenCode(code)}, sida ${page} (sida ${sourcePage} i skanning ${scan.slice(0, 12)}${fallen === true ? '; handlingen är ersatt eller makulerad' : ''})`
}

function boxDoubt(exemplar: number, { id, page, ink, bilevel, cutout, initials, sameAs, paperless }: Box): Doubt {
  const where = `Exemplar ${exemplar}, sida ${page}: rutan ${initials === true ? 'för signum ' : ''}${id}`
  if (sameAs !== undefined) return { about: 'box', text: `${where} visar precis samma bläckstreck som ${otherBoxes(sameAs)}. Ingen skriver två gånger lika med penna: en bild av underskriften kan vara inklistrad, eller ett och samma papper räknat två gånger. Se efter på pappren. Är den andra sidan kopian, lägg bort den sidan på bordet (”desk discard”); annars be om nya underskrifter.` }
  if (ink === 'look' && paperless === true) return { about: 'box', text: `${where} visar något som ser ut som bläck, men sidan är ingen bild av ett papper utan skriven i filen. Det kan vara en inklistrad bild av en underskrift. Be om en skanning av det undertecknade pappret, eller om e-underskrifter.` }
  if (ink === 'look' || cutout === undefined) return { about: 'box', text: `${where} visar inte säkert ${initials === true ? 'ett signum' : 'en underskrift'}. Se efter på pappret.` }
  if (bilevel === true) return { about: 'box', text: `${where} visar inget bläck på svartvit skanning. Skanna i gråskala, eller se efter på pappret.` }
  return { about: 'empty', text: `${where} visar inget bläck. Se efter på pappret.` }
}
