import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { distDirectory } from '../../program-files.js'
import { TOKEN_FILE } from '../../http/token.js'

/** The service in a process of its own, with a browser session and a program's token. */
export interface ServedChild {
  /** `http://127.0.0.1:43210/`. */
  readonly url: string
  readonly cookie: string
  readonly token: string
  readonly stop: () => Promise<void>
}

/** Starts `anslut serve` on a free port and opens its login link. */
export async function serveChild(dataDirectory: string): Promise<ServedChild> {
  const child = spawn(process.execPath, [join(distDirectory, 'src', 'main.js'), 'serve', '--port', '0', '--data', dataDirectory], { stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    await ended
  }
  try {
    for await (const line of createInterface({ input: child.stderr })) {
      const link = /^Öppna (http:\S+\/)(\?token=\S+) /.exec(line)
      if (link === null) continue
      const [, url = '', query = ''] = link
      child.stderr.resume()
      return { url, cookie: await openSession(url + query), token: readFileSync(join(dataDirectory, TOKEN_FILE), 'utf8').trim(), stop }
    }
    throw new Error('serve ended before it answered')
  } catch (error) {
    await stop()
    throw error
  }
}

function openSession(link: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(link, (response) => {
      response.resume()
      const [cookie = ''] = response.headers['set-cookie'] ?? []
      resolve(cookie.split(';')[0] ?? '')
    }).on('error', reject).end()
  })
}
