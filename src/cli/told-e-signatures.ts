import { spokenCode } from '../../contracts/spoken-code.js'
import type { ESignature } from '../../signing/e-signature/e-signature.js'
import type { ScanReport } from '../../signing/scan-report.js'

const VERDICTS: Readonly<Record<ESignature['verdict'], string>> = { 'valid': 'gäller', 'invalid': 'GÄLLER INTE', 'not-trusted': 'INTE BETRODD', 'not-checkable': 'GÅR INTE ATT KONTROLLERA' }

/** What a file's electronic signatures say, as a clerk reads it; no lines for a file without any. */
export function toldESignatures({ eSignatures = [], issuedFile }: Pick<ScanReport, 'eSignatures' | 'issuedFile'>): string[] {
  return [...(issuedFile === undefined ? [] : [toldIssued(issuedFile)]), ...eSignatures.flatMap((one) => [`  ${toldOne(one)}`, ...one.reasons.map((reason) => `    ${reason}`)])]
}

function toldIssued({ code, exemplar, since }: NonNullable<ScanReport['issuedFile']>): string {
  const about = `  Filen är exakt den utställda (${spokenCode(code)} exemplar ${exemplar})`
  return since.length === 0 ? `${about}, med bara underskrifter tillagda.` : `  SE EFTER: filen börjar som den utställda (${spokenCode(code)} exemplar ${exemplar}) men är ändrad sedan: ${since.join('; ')}.`
}

function toldOne({ kind, signer, issuer, verdict, time, timeSource, coversWholeDocument, algorithm }: ESignature): string {
  const who = signer === null ? '' : ` av ${[signer.name, signer.organisation, signer.orgnr].filter((part) => part !== null).join(', ')}`
  const when = time === null ? '' : `, ${time.slice(0, 16).replace('T', ' ')} UTC ${timeSource === 'timestamp' ? 'enligt tidsstämpel' : 'enligt undertecknaren'}`
  const by = issuer === null ? '' : `; certifikat från ${issuer}`
  const how = algorithm === null ? '' : `; ${algorithm}`
  return `${kind === 'timestamp' ? 'Tidsstämpel' : 'E-underskrift'}${who}: ${VERDICTS[verdict]}${when}${by}${how}${coversWholeDocument ? '' : '; omfattar inte allt i filen'}`
}
