import { resolve } from 'node:path'
import { z } from 'zod'
import { readConfig, type Config } from '../config.js'
import type { DemoRun } from '../demo/demo.js'
import { textOption, type Command } from './command.js'
import { untilSignal } from './serve.js'

/** `demo`: the whole journey on made-up customers, then the web UI on that data until interrupted. */
export const demoCommand: Command = {
  name: 'demo',
  arguments: '',
  summary: 'visar hela kedjan med påhittade kunder i ./demo-data och öppnar sedan webbsidan',
  options: [{ flags: '--no-serve', meaning: 'avsluta när allt är gjort' }],
  output: z.strictObject({ directory: z.string(), story: z.array(z.string()) }),
  standsAlone: async ({ options, progress, environment }) => {
    const directory = resolve(textOption(options, 'data') ?? 'demo-data')
    const quiet = options['json'] === true
    const story: string[] = []
    const config = demoConfig(environment, directory)
    if (options['serve'] !== false) {
      const { tryAddress } = await import('../http/listen.js')
      await tryAddress(config)
    }
    const { runDemo } = await import('../demo/demo.js')
    const run = await runDemo(directory, config, {
      say: (line) => {
        progress.end()
        story.push(line)
        if (!quiet) process.stdout.write(`${line}\n`)
      },
      progress: (what, done, total) => progress.report(what, done, total),
    })
    try {
      if (options['serve'] !== false) await serveUntilSignal(run)
    } finally {
      await run.close()
    }
    return { json: { directory, story }, text: '', exit: 0 }
  },
}

/** What the demo runs with: what the environment says, but for what is somebody's own, and a free port unless it names one. */
export function demoConfig(environment: NodeJS.ProcessEnv, directory: string): Config {
  return readConfig({ ANSLUT_PORT: '0', ...environment, ANSLUT_DATA: undefined, ANSLUT_PASSPHRASE_FILE: undefined, ANSLUT_SMTP_URL: undefined, ANSLUT_SMTP_CA: undefined, ANSLUT_IMAP_URL: undefined, ANSLUT_CONFIG: undefined }, directory)
}

/** Shows the pages on the demo's data, until Ctrl-C. */
async function serveUntilSignal({ app }: DemoRun): Promise<void> {
  const ended = untilSignal()
  const [{ serveAlone }, { openLog }] = await Promise.all([import('../http/serve-alone.js'), import('../http/log.js')])
  const served = await serveAlone(app, { host: app.config.host, port: app.config.port, log: openLog(process.stderr) })
  process.stderr.write(`Öppna ${served.loginLink()} i webbläsaren (länken gäller en gång, i en timme). Avsluta med Ctrl-C.\n`)
  await ended
  await served.close()
}
