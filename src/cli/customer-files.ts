import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { readFacts } from '../../templates/facts-faults.js'
import type { Facts } from '../../templates/facts.js'
import { readJson } from './read-json.js'

/** A customer's file that can be worked on. */
export interface CustomerFile {
  readonly file: string
  readonly facts: Facts
}

/** One that cannot, and why. */
export interface FaultyFile {
  readonly file: string
  readonly failure: Failure
}

/** Whether more than one customer is asked for: several paths, or a directory of files. */
export function isBatch(paths: readonly string[]): boolean {
  return paths.length > 1 || paths.some((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
}

/** The files the paths stand for, each once: a directory stands for its `.json` files by name. @throws Failure `file-unreadable` when a directory has none */
export async function filesAt(paths: readonly string[]): Promise<string[]> {
  const files = new Map<string, string>()
  for (const path of paths) {
    for (const file of (await filesIn(path)) ?? [path]) if (!files.has(resolve(file))) files.set(resolve(file), file)
  }
  return [...files.values()]
}

/** Null when the path is no directory. */
async function filesIn(path: string): Promise<string[] | null> {
  let names: string[]
  try {
    names = await readdir(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOTDIR' || cause.code === 'ENOENT')) return null
    throw new Failure('file-unreadable', `Katalogen ${path} går inte att läsa. Kontrollera behörigheten. Inget är gjort.`, { cause })
  }
  const facts = names.filter((name) => name.toLowerCase().endsWith('.json')).sort()
  if (facts.length === 0) throw new Failure('file-unreadable', `Katalogen ${path} innehåller inga uppgiftsfiler (.json). Kontrollera sökvägen. Inget är gjort.`)
  return facts.map((name) => join(path, name))
}

/** Reads every file before any is worked on. Of several about the same organisation none is taken: which of them is right only a person knows. */
export async function readCustomers(files: readonly string[]): Promise<{ readonly customers: CustomerFile[]; readonly faulty: FaultyFile[] }> {
  const read: CustomerFile[] = []
  const faulty: FaultyFile[] = []
  for (const file of files) {
    try {
      read.push({ file, facts: readFacts(await readJson(file)) })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      faulty.push({ file, failure: error })
    }
  }
  const customers = read.filter((one) => {
    const others = read.filter((other) => other !== one && other.facts.kund.orgnr === one.facts.kund.orgnr)
    if (others.length > 0) faulty.push({ file: one.file, failure: doubled(one, others) })
    return others.length === 0
  })
  return { customers, faulty }
}

function doubled({ facts }: CustomerFile, others: readonly CustomerFile[]): Failure {
  const where = others.map(({ file }) => file).join(', ')
  return new Failure('facts-invalid', `Samma organisation finns i flera av filerna. Behåll den fil som gäller och kör igen.`, { faults: [{ path: 'kund.orgnr', message: `${facts.kund.orgnr} (${facts.kund.namn}) står också i ${where}; behåll en av filerna` }] })
}
