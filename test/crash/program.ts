import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const MAIN = resolve('dist/src/main.js')

/** How one run of the built program ended; `exit` is null when it was killed. */
export interface Run {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Kills the program (SIGKILL) when it resolves; `ended` says that the program was quicker. */
  readonly killWhen?: (ended: AbortSignal) => Promise<unknown>
  readonly cwd?: string
  /** Runs before the program in the same shell, as `ulimit -f 100`. */
  readonly limit?: string
}

/** Runs the built program as a process of its own, with no other ANSLUT_ variables than those given. */
export async function run(args: readonly string[], { environment = {}, killWhen, cwd, limit }: RunOptions = {}): Promise<Run> {
  const began = performance.now()
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ANSLUT_') && name !== 'NODE_OPTIONS')
  const shell = limit === undefined ? [process.execPath, MAIN, ...args] : ['/bin/sh', '-c', `${limit}; exec "$@"`, 'sh', process.execPath, MAIN, ...args]
  const [command = '', ...rest] = shell
  const child = spawn(command, rest, { env: { ...Object.fromEntries(inherited), ...environment }, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const ended = new AbortController()
  void killWhen?.(ended.signal).then(() => child.kill('SIGKILL'))
  const exit = await new Promise<number | null>((done, reject) => {
    child.on('close', done)
    child.on('error', reject)
  })
  ended.abort()
  return { exit, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), durationMs: performance.now() - began }
}
