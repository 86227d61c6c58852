import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { SYSTEM } from '../flows/new-event.js'
import type { Served } from '../http/serve.js'
import { TOKEN_FILE } from '../http/token.js'
import { accountsSince } from '../storage/accounts.js'
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
    const [{ serveAlone }, { openLog }] = await Promise.all([import('../http/serve-alone.js'), import('../http/log.js')])
    const served = await serveAlone(app, { host: textOption(options, 'host') ?? app.config.host, port: portOption(options) ?? app.config.port, log: openLog(process.stderr) })
    process.stderr.write(await wayIn(app, served))
    await ended
    process.stderr.write('Avslutar: pågående begäranden och brev görs färdiga. Tryck Ctrl-C igen för att avbryta dem.\n')
    await served.close()
    return { json: { url: served.url }, text: 'Anslut är avslutat.\n', exit: 0 }
  },
}

/** How people and programs get in; the first start makes an administrator, whose one-time password is shown here and nowhere else. */
async function wayIn(app: App, { url, loginLink }: Pick<Served, 'url' | 'loginLink'>): Promise<string> {
  const answers = `Anslut svarar på ${app.config.publicUrl === null ? url : `${app.config.publicUrl}/ (genom proxyn)`}\n`
  if ((await accountsSince(app.store.read)) !== null) return `${answers}Logga in med användarnamn och lösenord. Program skickar en nyckel från Mitt konto. Avsluta med Ctrl-C.\n`
  const { firstAdministrator } = await import('../accounts/administer.js')
  const first = await firstAdministrator(app, SYSTEM)
  const told = first === null ? '' : `Konton: logga in på ${url}konto/inloggning som ${first.account.username} med engångslösenordet ${first.oneTimePassword}\nDet visas bara nu och gäller i sju dagar. När du har valt ett eget lösenord gäller konton, och länken och nyckelfilen slutar gälla.\n`
  return `${answers}Öppna ${loginLink()} (länken gäller en gång, i en timme).\n${told}Program skickar nyckeln i ${TOKEN_FILE} i datakatalogen. Avsluta med Ctrl-C.\n`
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
