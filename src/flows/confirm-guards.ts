import type { Party } from '../../contracts/kind.js'
import { kindOf } from '../../contracts/kinds.js'
import { listOf, partyName } from '../../contracts/party-name.js'
import type { VersionStatus } from '../../contracts/status.js'
import { evidenceFor, type Evidence } from '../../signing/evidence.js'
import type { Showing } from '../../signing/counting-showing.js'
import { Failure } from '../../templates/failure.js'
import type { StoredVersion } from '../storage/versions.js'

/** What is still to be read may speak against what has been: a page that comes twice, or the same ink in another box. */
export function refusedUnderWay(fileName: string): Failure {
  return new Failure('scan-incomplete', `${fileName} läses fortfarande, och det som återstår kan tala emot underskriften. Vänta tills den är läst och bekräfta då. Har läsningen avbrutits, läs in filen igen med ”scan FIL”. Inget är bekräftat.`)
}

/** Whether the agreement's signature is the document's own, so that only its pages are to be confirmed. @throws Failure `transition-refused` when `party` signs no such document all the same */
export function isCovered(documents: readonly VersionStatus[], version: Pick<StoredVersion, 'code' | 'kind' | 'title'>, party: Party): boolean {
  if (documents.find(({ code }) => code === version.code)?.covered !== true) return false
  const { signs } = kindOf(version.kind)
  if (!signs.includes(party)) throw new Failure('transition-refused', `${version.title} undertecknas inte av ${partyName(party)} utan av ${listOf(signs.map(partyName))}. Inget är bekräftat.`)
  return true
}

/** What a scan offers to confirm of one exemplar; `party` null: its pages alone. @throws Failure `scan-incomplete` when no reason could make it enough */
export function evidenceToConfirm({ sha256, fileName }: { readonly sha256: string; readonly fileName: string }, version: StoredVersion, exemplar: number, known: readonly Showing[], party: Party | null): Evidence {
  const evidence = evidenceFor(sha256, version, known, party)
  const { missing, duplicated, unseen } = evidence
  const about = `${version.title}, exemplar ${exemplar}`
  if (missing.length > 0) throw new Failure('scan-incomplete', `${about} är inte komplett: sida ${missing.join(', ')} av ${version.pageCount} saknas i alla skanningar. Skanna de sidor som saknas med ”scan FIL” och bekräfta sedan. Inget är bekräftat.`)
  if (duplicated.length > 0) throw new Failure('scan-incomplete', `${about}: sida ${duplicated.join(', ')} förekommer två gånger i den senaste skanning som visar den, så det går inte att veta vilken som gäller. Skanna exemplaret på nytt med varje sida en gång. Inget är bekräftat.`)
  if (unseen.length > 0) throw new Failure('scan-incomplete', `${about}: ${fileName} visar inte säkert sida ${unseen.join(', ')}, där parten undertecknar. Bekräfta den skanning som visar underskriften. Inget är bekräftat.`)
  return evidence
}
