import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { endedChildrenCpuMs, tellsChildCpu } from './child-cpu.js'

/** LibreOffice turning Word files into PDF. */
export interface LibreOffice {
  readonly version: string
  /** The PDFs, and the CPU milliseconds of the process that made them, its start included. */
  readonly convert: (files: readonly Uint8Array[]) => { readonly pdfs: readonly Uint8Array[]; readonly cpuMs: number }
  readonly close: () => void
}

const PROGRAM = 'soffice'

function convertedIn(directory: string, profile: string, files: readonly Uint8Array[]): Uint8Array[] {
  const names = files.map((_, index) => `${index}.docx`)
  files.forEach((bytes, index) => writeFileSync(join(directory, names[index] ?? ''), bytes))
  const run = spawnSync(PROGRAM, ['--headless', '--norestore', `-env:UserInstallation=${pathToFileURL(profile).href}`, '--convert-to', 'pdf', '--outdir', directory, ...names], { cwd: directory, stdio: 'ignore' })
  if (run.status !== 0) throw new Error(`${PROGRAM} ended with ${run.status ?? run.signal}`)
  return names.map((name) => readFileSync(join(directory, name.replace('.docx', '.pdf'))))
}

/** LibreOffice with a profile of its own, one process for all files handed in together; null where there is none, or where the system does not tell what children cost. */
export function openLibreOffice(): LibreOffice | null {
  const asked = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' })
  if (asked.error !== undefined || !tellsChildCpu()) return null
  const place = mkdtempSync(join(tmpdir(), 'anslut-bench-'))
  let calls = 0
  return {
    version: /[\d.]+/.exec(asked.stdout)?.[0] ?? '',
    convert: (files) => {
      const directory = join(place, String(calls++))
      mkdirSync(directory)
      const before = endedChildrenCpuMs()
      const pdfs = convertedIn(directory, join(place, 'profile'), files)
      rmSync(directory, { recursive: true })
      return { pdfs, cpuMs: endedChildrenCpuMs() - before }
    },
    close: () => rmSync(place, { recursive: true }),
  }
}
