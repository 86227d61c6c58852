import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { TOKEN_FILE } from '../http/token.js'
import { textOption, type Command, type Options } from './command.js'

/** `serve`: pages, API and outbox worker until SIGTERM or SIGINT. */
export const serveCommand: Command = {
  name: 'serve',
  arguments: '',
  threads: () => 2,
  summary: 'visar sidorna i webbläsaren, svarar på API:et och arbetar med utkorgen tills den avbryts',
  options: [
    { flags: '--host <adress>', meaning: 'adress att lyssna på; bara den egna datorn (annars $ANSLUT_HOST, annars 127.0.0.1)' },
    { flags: '--port <nummer>', meaning: 'port att lyssna på, 0 tar en ledig (annars $ANSLUT_PORT, annars 8420)' },
  ],
  output: z.strictObject({ url: z.string() }),
  run: async ({ app, options }) => {
    const ended = untilSignal()
    const [{ serve }, { openLog }] = await Promise.all([import('../http/serve.js'), import('../http/log.js')])
    const served = await serve(app, { host: textOption(options, 'host') ?? app.config.host, port: portOption(options) ?? app.config.port, log: openLog(process.stderr) })
    process.stderr.write(`Anslut svarar på ${served.url}\nÖppna ${served.loginLink()} (länken gäller en gång, i en timme).\nProgram skickar nyckeln i ${TOKEN_FILE} i datakatalogen. Avsluta med Ctrl-C.\n`)
    await ended
    process.stderr.write('Avslutar: pågående begäranden och brev görs färdiga. Tryck Ctrl-C igen för att avbryta dem.\n')
    await served.close()
    return { json: { url: served.url }, text: 'Anslut är avslutat.\n', exit: 0 }
  },
}

/** Resolves at the first signal to end; a second ends the program at once, with an error. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const ask = (): void => {
      if (asked) process.exit(1)
      asked = true
      resolve()
    }
    process.on('SIGTERM', ask).on('SIGINT', ask)
  })
}

function portOption(options: Options): number | null {
  const typed = textOption(options, 'port')
  if (typed === undefined) return null
  if (!/^\d{1,5}$/.test(typed) || Number(typed) > 65_535) throw new Failure('call-invalid', `--port ${typed}: ange ett heltal från 0 till 65535.`)
  return Number(typed)
}
