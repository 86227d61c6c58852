import type { Fault } from '../../templates/failure.js'
import type { Archive } from './archive.js'

/** What is wrong with one file: 'missing' and 'changed' are lost bytes, 'stranger' is something that is no archive file at all. */
export interface ArchiveFault extends Fault {
  readonly fault: 'missing' | 'changed' | 'stranger'
}

export interface ArchiveVerification {
  readonly faults: readonly ArchiveFault[]
  /** Files that no row names: bytes are kept before their row, so an interrupted command leaves them and a running one may be about to name them. No damage. */
  readonly litter: readonly Fault[]
  /** How many different files the references named. */
  readonly checked: number
}

interface Verifying {
  readonly archive: Archive
  /** Iterated only after the archive has been listed, so that a file whose row is committed meanwhile is not called orphaned. */
  readonly references: AsyncIterable<{ readonly sha256: string; readonly what: string }> | Iterable<{ readonly sha256: string; readonly what: string }>
  /** Called after each file; `total` is how many the archive holds. */
  readonly onProgress?: (checked: number, total: number) => void
}

/** Hashes every file that a reference names and looks for files that none does. */
export async function verifyArchive({ archive, references, onProgress }: Verifying): Promise<ArchiveVerification> {
  const unnamed = new Set<string>()
  for await (const sha256 of archive.list()) unnamed.add(sha256)
  const total = unnamed.size
  const verdicts = new Map<string, 'whole' | 'missing' | 'changed'>()
  const faults: ArchiveFault[] = []
  for await (const { sha256, what } of references) {
    unnamed.delete(sha256)
    const verdict = verdicts.get(sha256) ?? (await archive.check(sha256))
    if (verdict !== 'whole') faults.push(lost(verdict, sha256, what))
    if (verdicts.has(sha256)) continue
    verdicts.set(sha256, verdict)
    onProgress?.(verdicts.size, total)
  }
  for (const path of await archive.strangers()) {
    faults.push({ fault: 'stranger', path, message: `${path} hör inte hemma i arkivet. Flytta bort den.` })
  }
  const litter = [...unnamed].map((sha256) => ({ path: sha256, message: 'ingen uppgift i databasen nämner filen. Den är kvar efter ett avbrutet kommando, eller hör till ett som pågår, och skadar inget.' }))
  return { faults, litter, checked: verdicts.size }
}

function lost(fault: 'missing' | 'changed', sha256: string, what: string): ArchiveFault {
  const wrong = fault === 'missing' ? 'saknas i arkivet' : 'är ändrad eller skadad i arkivet'
  return { fault, path: sha256, message: `${what}: filen ${sha256} ${wrong}. Läs tillbaka den från säkerhetskopian.` }
}
