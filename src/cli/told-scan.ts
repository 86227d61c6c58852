import { whyUsed } from '../../signing/why-used.js'
import { WHY_USED_TOLD } from './told-sources.js'
import { toldESignatures } from './told-e-signatures.js'
import { kindOf } from '../../contracts/kinds.js'
import { listOf, partyName } from '../../contracts/party-name.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { DocumentReport, Proposal, ScanReport } from '../../signing/scan-report.js'
import type { ToldArrival } from '../storage/arrivals.js'

const VERDICTS = { complete: 'alla sidor finns', incomplete: 'SIDOR SAKNAS', suspect: 'SE EFTER' } as const

const MM_PER_POINT = 25.4 / 72

type Difference = DocumentReport['differences'][number]
type Box = DocumentReport['signatureBoxes'][number]

/** A scan report as a clerk reads it; `nameOf` gives a customer's name. */
export function toldScan(report: ScanReport, nameOf: (orgnr: string) => string): string {
  const lines = [`Skanning ${report.scan.slice(0, 12)}: ${report.pagesRead === 1 ? '1 sida läst' : `${report.pagesRead} sidor lästa`}`]
  for (const document of report.documents) lines.push(`  ${nameOf(document.orgnr)}: ${toldPages(document, paperlessIn(report, document))}`, ...document.assigned.map(toldAssigned), ...toldShowings(document), ...toldBoxes(document), ...toldDifferences(document), ...toldUnexamined(document), ...document.proposals.flatMap(toldProposal), ...nextSteps(report.scan, document).map((step) => `    Nästa steg: ${step}`))
  lines.push(...toldESignatures(report))
  for (const { sourcePage, why, discarded } of report.unmatched) lines.push(`  Sida ${sourcePage} i filen: ${why}${discarded === undefined ? '' : `; bortlagd av ${discarded.by} ${discarded.on}: ${discarded.reason}`}`)
  if (report.unmatched.some(({ reason, discarded }) => reason !== 'blank' && discarded === undefined)) lines.push('  Sidor utan handling väntar: se ”desk list”, och hänför dem med ”desk assign” eller lägg bort dem med ”desk discard”.')
  if (report.documents.length > 0) lines.push('  Omdömet gäller sidorna, inte underskrifterna: bekräfta dem med ”confirm”.')
  return `${lines.join('\n')}\n`
}

/** That a file's bytes had come in before, so that nobody waits for something new. */
export function toldRepeat(file: string, { at, fileName }: ToldArrival): string {
  return `${file}: samma fil kom in redan ${at.slice(0, 10)} (${fileName}); inget är dubblerat.\n`
}

/** The pages of a document that are no pictures of paper; none where valid electronic signatures alone are all there is to look for: in the issued file itself, and in one that a signing service has written anew when every party is proposed, which no party is on such pages without electronic signatures of its own. */
export function paperlessIn({ eSignatures = [], issuedFile }: ScanReport, { code, exemplar, pages: { paperless = [] }, proposals }: DocumentReport): readonly number[] {
  const isESigned = eSignatures.length > 0 && eSignatures.every(({ verdict }) => verdict === 'valid')
  const isIssued = issuedFile?.code === code && issuedFile.exemplar === exemplar && issuedFile.since.length === 0
  const isProposed = issuedFile === undefined && proposals.length > 0 && proposals.every(({ answer }) => answer === 'proposed')
  return isESigned && (isIssued || isProposed) ? [] : paperless
}

function toldPages({ kind, code, exemplar, verdict, pages: { expected, found, missing, duplicated, recognised = [], conflicting = [], drawnOver = [], between = [] } }: DocumentReport, paperless: readonly number[]): string {
  const faults = [...(missing.length > 0 ? [`saknas: ${missing.join(', ')}`] : []), ...(duplicated.length > 0 ? [`dubbla: ${duplicated.join(', ')}`] : []), ...(recognised.length > 0 ? [`igenkända på innehållet, koderna går inte att läsa: ${recognised.join(', ')}`] : []), ...(conflicting.length > 0 ? [`olika underskrifter i olika skanningar, kanske två papper: ${conflicting.join(', ')}`] : []), ...(drawnOver.length > 0 ? [`något är ritat eller skrivet ovanpå i filen, inte på pappret, och räknas inte: ${drawnOver.join(', ')}`] : []), ...(paperless.length > 0 ? [`ingen bild av ett papper utan skriven i filen, så bläck där kan vara inlagt i filen: ${paperless.join(', ')}`] : []), ...between.map(({ sourcePage, after, before }) => `främmande blad mellan sida ${after} och ${before} (sida ${sourcePage} i filen)`)]
  return `${kindOf(kind).title}, ${spokenCode(code)} exemplar ${exemplar}: ${VERDICTS[verdict]} (${found.length} av ${expected})${faults.length > 0 ? `; ${faults.join('; ')}` : ''}`
}

function toldAssigned({ page, by, on, reason, override }: DocumentReport['assigned'][number]): string {
  return `    Sida ${page} är hänförd hit för hand av ${by} ${on}: ${reason}${override === null ? '' : ` (fast programmet tvivlade: ${override})`}`
}

/** Which scan is used of the pages that several show, and why; the others are kept. */
function toldShowings({ pages: { showings = [] } }: DocumentReport): string[] {
  return showings.filter(({ counts }) => counts).map((used) => {
    const { page, scan, sourcePage } = used
    const others = showings.filter((one) => one.page === page && !one.counts)
    return `    Sida ${page} finns ${others.length + 1} gånger; ${scan.slice(0, 12)} sida ${sourcePage} gäller (${WHY_USED_TOLD[whyUsed(used, others)]})${others.some(({ changed }) => changed) ? '; EN ANNAN SER ÄNDRAD UT' : ''}`
  })
}

function toldBoxes({ signatureBoxes, pages }: DocumentReport): string[] {
  return signatureBoxes.map((box) => `    ${box.initials === true ? 'Signumruta' : 'Underskriftsruta'} för ${partyName(box.party)} (${box.id}), sida ${box.page}: ${toldInk(box, pages.found)}`)
}

/** What a box shows, in words; never that somebody has not signed. */
export function toldInk({ ink, bilevel, cutout, page, sameAs }: Box, found: readonly number[]): string {
  if (!found.includes(page)) return 'sidan saknas'
  if (cutout === undefined) return 'inte undersökt, se efter själv'
  if (sameAs !== undefined) return 'PRECIS SAMMA BLÄCKSTRECK som i en annan ruta, kanske en inklistrad bild, se efter på pappren'
  if (ink === 'signed') return 'bläck som en underskrift'
  if (ink === 'look') return 'något syns men inte säkert en underskrift, se efter själv'
  return bilevel === true ? 'inget bläck syns på svartvit skanning, skanna i gråskala' : 'inget bläck syns'
}

function toldDifferences({ differences }: DocumentReport): string[] {
  const pagesOf = (reason: Difference['reason']): number[] => [...new Set(differences.filter((one) => one.reason === reason).map(({ page }) => page))]
  const [illegible, sorted] = [pagesOf('illegible'), pagesOf('sorted')]
  return [
    ...differences.flatMap((one) => (one.reason === 'other-content' ? [`    SE EFTER sida ${one.page}: det som står där är inte det som koden står för`] : one.reason === 'changed' ? [`    SE EFTER sida ${one.page}, ${placeOf(one)}: skiljer sig här från den utfärdade sidan (ändrat, struket, tillagt eller stämplat)`] : [])),
    ...(illegible.length > 0 ? [`    ${numbered(illegible)} visas för grovt eller suddigt för att texten ska kunna jämföras; skanna i gråskala med minst 200 dpi`] : []),
    ...(sorted.length > 0 ? [`    INTE UNDERSÖKT: ${sorted.length === 1 ? 'sidan är' : `${sorted.length} sidor är`} bara sorterad${sorted.length === 1 ? '' : 'e'} efter sin kod (ANSLUT_SCAN_DEPTH är sort); jämför och se efter underskrifterna själv`] : []),
  ]
}

/** Each page of which nobody knows what its newest showing shows, and why. */
function toldUnexamined({ pages: { unexamined = [] } }: DocumentReport): string[] {
  return unexamined.map(({ page, scan, sourcePage, counts, why }) => `    INTE UNDERSÖKT: sida ${page} (${scan.slice(0, 12)} sida ${sourcePage}). ${why}${counts ? '' : ' Det som sägs om sidan är från en annan skanning; den här är nyare och kan vara ändrad eller undertecknad av fler.'}`)
}

function numbered(pages: readonly number[]): string {
  return `Sida ${listOf(pages.map(String))}`
}

function placeOf({ xPt, yPt, heightPt }: Difference): string {
  return `${Math.round(xPt * MM_PER_POINT)} mm från vänsterkanten och ${Math.round((yPt + heightPt) * MM_PER_POINT)} mm från nederkanten`
}

function toldProposal({ party, answer, refused }: Proposal): string[] {
  return [`    ${toldAnswer(party, answer)}`, ...(refused === undefined ? [] : [`      Kan inte bekräftas nu: ${refused}`])]
}

function toldAnswer(party: Proposal['party'], answer: Proposal['answer']): string {
  switch (answer) {
    case 'proposed': return `FÖRSLAG: undertecknad av ${partyName(party)}; se på utklippen och bekräfta`
    case 'look': return `Osäkert om ${partyName(party)} har undertecknat en oförändrad handling: se efter själv`
    case 'not': return `Föreslås inte som undertecknad av ${partyName(party)}`
    default: return answer satisfies never
  }
}

function nextSteps(scan: string, { code, pages, differences, proposals }: DocumentReport): string[] {
  const steps: string[] = []
  if (pages.missing.length > 0) steps.push('skanna de sidor som saknas; de får komma i en fil för sig.')
  if (pages.unexamined !== undefined) steps.push(`undersök igen: scan --again ${scan.slice(0, 12)}`)
  if (pages.duplicated.length > 0) steps.push('skanna exemplaret på nytt med varje sida en gång.')
  if (differences.some(({ answer }) => answer === 'look')) steps.push('jämför pappret med den utfärdade sidan (utklipp läggs i katalogen efter --out). Är något ändrat, fråga den som har undertecknat innan någon bekräftar.')
  const signed = proposals.filter(({ answer, refused }) => answer === 'proposed' && refused === undefined)
  for (const from of new Set(signed.map((one) => one.scan ?? scan))) steps.push(`se på underskriften och bekräfta: confirm ${from.slice(0, 12)} --document ${spokenCode(code)} --party ${signed.filter((one) => (one.scan ?? scan) === from).map(({ party }) => party).join(' eller --party ')} --by NAMN`)
  return steps
}
