import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { endedChildrenCpuMs, tellsChildCpu } from './child-cpu.js'

/** GnuPG with a key ring of its own. */
export interface Gpg {
  readonly version: string
  /** Runs it; gives the CPU milliseconds it cost. Throws when it fails. */
  run(args: readonly string[], input?: string): number
  close(): void
}

/** GnuPG where it is installed and the system tells what it costs; null otherwise. */
export function openGpg(): Gpg | null {
  const { status, stdout } = spawnSync('gpg', ['--version'], { encoding: 'utf8' })
  if (status !== 0 || !tellsChildCpu()) return null
  // Its agent's socket needs a short path.
  const home = mkdtempSync(join('/tmp', 'anslut-gpg-'))
  const all = ['--homedir', home, '--batch', '--yes', '--quiet', '--no-tty', '--pinentry-mode', 'loopback', '--passphrase', '', '--trust-model', 'always']
  return {
    version: /\d+\.\d+\.\d+/u.exec(stdout)?.[0] ?? '',
    run(args, input) {
      const before = endedChildrenCpuMs()
      const ended = spawnSync('gpg', [...all, ...args], { encoding: 'utf8', ...(input === undefined ? {} : { input }) })
      if (ended.status !== 0) throw new Error(`gpg ${args.join(' ')}: ${ended.stderr}`)
      return endedChildrenCpuMs() - before
    },
    close() {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      rmSync(home, { recursive: true, force: true })
    },
  }
}
