import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

/** `serve` as its own process. */
export interface ServedProcess {
  readonly process: ChildProcess
  readonly port: number
  readonly token: string
  /** Everything written to stderr so far. */
  readonly told: () => string
  /** The exit code, once it ends; null when a signal ended it. */
  readonly ended: Promise<number | null>
}

/** Starts the compiled program and waits until it answers, or ends. `limitKb` caps the size of any file it writes. */
export async function startServe(directory: string, options: { readonly args?: readonly string[]; readonly limitKb?: number; readonly environment?: Readonly<Record<string, string>> } = {}): Promise<ServedProcess> {
  const args = [MAIN, 'serve', '--data', directory, '--port', '0', ...(options.args ?? [])]
  const command = options.limitKb === undefined ? process.execPath : 'bash'
  const all = options.limitKb === undefined ? args : ['-c', `ulimit -f ${options.limitKb} && exec "$@"`, 'bash', process.execPath, ...args]
  const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ANSLUT_SCAN_DEPTH: 'sort', ...options.environment } })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const listening = new Promise<void>((resolve) => child.stderr.on('data', () => {
    if (text.includes('Avsluta med Ctrl-C')) resolve()
  }))
  await Promise.race([listening, ended])
  const port = Number(/http:\/\/[^:\s]+:(\d+)\//.exec(text)?.[1] ?? 0)
  const token = port === 0 ? '' : readFileSync(join(directory, '.anslut-token'), 'utf8').trim()
  return { process: child, port, token, told: () => text, ended }
}
