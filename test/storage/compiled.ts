import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A TypeScript file compiled so that a child process can run it; `remove` takes the output away. */
export interface Compiled {
  readonly script: string
  readonly remove: () => void
}

/** Compiles one file and what it imports, beside the installed modules where Node finds them. */
export function compile(entry: string): Compiled {
  const parent = resolve('node_modules/.cache')
  mkdirSync(parent, { recursive: true })
  const directory = mkdtempSync(join(parent, 'anslut-child-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  // Node looks for the kind of module no further up than node_modules.
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ extends: resolve('tsconfig.json'), compilerOptions: { rootDir: resolve('.'), outDir: directory, noCheck: true }, include: [], files: [resolve(entry)] }))
  try {
    execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', join(directory, 'tsconfig.json')], { encoding: 'utf8' })
  } catch (error) {
    remove()
    throw error
  }
  return { script: join(directory, entry.replace(/\.ts$/, '.js')), remove }
}
