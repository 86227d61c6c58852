import { spawn } from 'node:child_process'

/** Runs a Node script that prints lines, kills it (SIGKILL) so many milliseconds after its first `lines` lines, and gives the whole lines it had printed. */
export async function killAfter(script: readonly string[], lines: number, delayMs: number): Promise<string[]> {
  const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  let timer: NodeJS.Timeout | null = null
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    output += text
    if (output.split('\n').length > lines) timer ??= setTimeout(() => { child.kill('SIGKILL') }, delayMs)
  })
  await new Promise<void>((resolve, reject) => {
    child.on('close', () => resolve())
    child.on('error', reject)
  })
  return output.split('\n').slice(0, -1)
}
