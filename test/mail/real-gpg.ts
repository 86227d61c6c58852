import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { EPOCH } from './letter-fixture.js'

/** First line of `gpg --version`; null when GnuPG is not installed, which is then said aloud. */
export const gpg: string | null = versionOf()

function versionOf(): string | null {
  const { status, stdout } = spawnSync('gpg', ['--version'], { encoding: 'utf8' })
  if (status === 0) return stdout.split('\n')[0] ?? null
  process.stderr.write('SKIPPED: gpg is not installed; the tests against GnuPG do not run. Install it with: apt-get install gnupg\n')
  return null
}

export interface GpgHome {
  /** What another program needs in its environment to use this key ring. */
  readonly env: { readonly GNUPGHOME: string }
  /** Runs gpg with a clock an hour past the letters' and gives what it writes; throws when it fails. */
  run(args: readonly string[], input?: Uint8Array): Buffer
  /** What gpg writes, and its machine-readable status lines. */
  judge(args: readonly string[], input: Uint8Array): { readonly output: Buffer; readonly status: string }
}

const CLOCK = `${new Date(EPOCH.getTime() + 3_600_000).toISOString().replace(/[-:]|\.\d+Z$/gu, '')}!`
const ARGS = ['--batch', '--yes', '--quiet', '--no-tty', '--pinentry-mode', 'loopback', '--passphrase', '', '--trust-model', 'always', '--faked-system-time', CLOCK]

/** A key ring of GnuPG's own for one test, in a short path because its agent's socket needs one. */
export async function withGpg(use: (home: GpgHome) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join('/tmp', 'g-'))
  const env = { ...process.env, GNUPGHOME: directory, LC_ALL: 'C.UTF-8' }
  try {
    await use({
      env: { GNUPGHOME: directory },
      run: (args, input) => execFileSync('gpg', [...ARGS, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 2 ** 26, ...(input === undefined ? {} : { input }) }),
      judge: (args, input) => {
        const { stdout, stderr } = spawnSync('gpg', [...ARGS, '--status-fd', '2', ...args], { env, input, maxBuffer: 2 ** 26 })
        return { output: stdout, status: stderr.toString('utf8') }
      },
    })
  } finally {
    spawnSync('gpgconf', ['--kill', 'all'], { env })
    rmSync(directory, { recursive: true, force: true })
  }
}
