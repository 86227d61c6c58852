import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { ROLE_LABELS, ROLES } from '../../contracts/rights.js'
import { accountSchema, givenPasswordSchema, madeTokenSchema, shownAccount, shownToken } from '../accounts/account-shapes.js'
import { addAccount, givePassword, lockAccount, namedAccount, removeAccount, rolesOf, setRoles, tieAccount, type GivenPassword } from '../accounts/administer.js'
import { accountActor } from '../accounts/account-event.js'
import { proveIdentity } from '../accounts/prove-identity.js'
import { signOnOf } from '../accounts/sign-on.js'
import { makeToken, scopesOf } from '../accounts/tokens.js'
import { Failure } from '../../templates/failure.js'
import { accounts, type Account } from '../storage/accounts.js'
import { argument, demandedOption, textOption, type Command, type OptionSpec, type Options, type Outcome } from './command.js'

const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som gör det', required: true }
const ROLE: OptionSpec = { flags: '--role <roll>', meaning: `roll, kan anges flera gånger: ${ROLES.join(', ')}`, repeatable: true }

/** `user list`. */
export const userListCommand: Command = {
  name: 'user list', arguments: '', summary: 'visar kontona och deras roller', options: [], output: z.array(accountSchema),
  run: async ({ app }) => {
    const all = (await accounts(app.store.read)).filter(({ removedAt }) => removedAt === null)
    return { json: all.map(shownAccount), text: all.length === 0 ? 'Det finns inga konton. ”serve” gör det första.\n' : all.map(told).join(''), exit: 0 }
  },
}

/** `user add`. */
export const userAddCommand: Command = {
  name: 'user add', arguments: '<användarnamn>', summary: 'lägger upp ett konto och visar dess engångslösenord',
  options: [{ flags: '--name <namn>', meaning: 'personens namn, som det ska stå i historiken', required: true }, ROLE, BY], output: givenPasswordSchema,
  run: async ({ app, args, options }) => given(await addAccount(app, { username: argument(args, 0), name: demandedOption(options, 'name'), roles: rolesOption(options) }, app.actor(demandedOption(options, 'by')))),
}

/** `user roles`. */
export const userRolesCommand: Command = {
  name: 'user roles', arguments: '<användarnamn>', summary: 'ger kontot de här rollerna i stället för dem det hade; personen får logga in på nytt', options: [ROLE, BY], output: accountSchema,
  run: async ({ app, args, options }) => shown(await setRoles(app, argument(args, 0), rolesOption(options), app.actor(demandedOption(options, 'by')))),
}

/** `user sign-on`. */
export const userSignOnCommand: Command = {
  name: 'user sign-on', arguments: '<användarnamn>', summary: 'knyter kontot till vem inloggningstjänsten eller ett certifikat säger att personen är, eller utan val till ingen; sessioner och nycklar avslutas',
  options: [{ flags: '--oidc <sub>', meaning: 'det som inloggningstjänsten (ANSLUT_OIDC_ISSUER) kallar sub' }, { flags: '--certificate <text>', meaning: 'certifikatet så som proxyn skickar det (ANSLUT_CERTIFICATE_HEADER)' }, BY], output: accountSchema,
  run: async ({ app, args, options }) => {
    const [oidc, certificate] = [textOption(options, 'oidc'), textOption(options, 'certificate')]
    if (oidc !== undefined && certificate !== undefined) throw new Failure('call-invalid', 'Ange --oidc eller --certificate, inte båda: ett konto är knutet till en identitet.')
    const wanted = oidc !== undefined ? { way: 'oidc' as const, id: oidc } : certificate !== undefined ? { way: 'certificate' as const, id: certificate } : null
    return shown(await tieAccount(app, argument(args, 0), wanted, app.actor(demandedOption(options, 'by'))))
  },
}

/** `user password`. */
export const userPasswordCommand: Command = {
  name: 'user password', arguments: '<användarnamn>', summary: 'ger ett nytt engångslösenord, tar bort tvåstegsinloggningen, avslutar sessioner och nycklar',
  options: [BY, { flags: '--rescue <skäl>', meaning: 'när ingen administratör kan logga in: görs utan nyckel av den som sköter datorn och syns i historiken; i sju dagar räknas kontot inte som en andra person' }], output: givenPasswordSchema,
  run: async ({ app, args, options }) => {
    const rescue = textOption(options, 'rescue')?.trim()
    if (rescue === '') throw new Failure('call-invalid', '--rescue: skriv varför, till exempel ”den enda administratören har slutat”.')
    const by = demandedOption(options, 'by')
    return given(await givePassword(app, argument(args, 0), rescue === undefined ? app.actor(by) : app.typist(by), rescue ?? null))
  },
}

/** `user lock`. */
export const userLockCommand: Command = {
  name: 'user lock', arguments: '<användarnamn>', summary: 'stänger ute kontot genast', options: [BY], output: accountSchema,
  run: async ({ app, args, options }) => shown(await lockAccount(app, argument(args, 0), 'locked', app.actor(demandedOption(options, 'by')))),
}

/** `user unlock`. */
export const userUnlockCommand: Command = {
  name: 'user unlock', arguments: '<användarnamn>', summary: 'släpper in kontot igen', options: [BY], output: accountSchema,
  run: async ({ app, args, options }) => shown(await lockAccount(app, argument(args, 0), 'unlocked', app.actor(demandedOption(options, 'by')))),
}

/** `user remove`. */
export const userRemoveCommand: Command = {
  name: 'user remove', arguments: '<användarnamn>', summary: 'tar kontot ur bruk för gott; namnet står kvar i historiken', options: [BY], output: accountSchema,
  run: async ({ app, args, options }) => shown(await removeAccount(app, argument(args, 0), app.actor(demandedOption(options, 'by')))),
}

/** `user token`. */
export const userTokenCommand: Command = {
  name: 'user token', arguments: '<användarnamn>', summary: 'gör en nyckel åt ägaren själv, mot lösenordet; den visas en gång och sätts i ANSLUT_TOKEN',
  options: [
    { flags: '--password-file <fil>', meaning: 'fil med kontots lösenord', required: true },
    { flags: '--code <kod>', meaning: 'kod ur appen, eller reservkod, där tvåstegsinloggning är på' },
    { flags: '--label <text>', meaning: 'vad nyckeln är till för', required: true },
    { flags: '--scope <rätt>', meaning: 'vad nyckeln räcker till, kan anges flera gånger; annars allt som rollerna ger', repeatable: true },
    { flags: '--days <antal>', meaning: 'hur länge den gäller (annars 30 dagar)' },
  ],
  output: madeTokenSchema,
  run: async ({ app, args, options }) => {
    const named = await namedAccount(app, argument(args, 0))
    const account = await proveIdentity(app, named.username, await passwordIn(demandedOption(options, 'passwordFile')), textOption(options, 'code') ?? null)
    const { token, secret } = await makeToken(app, account, { label: demandedOption(options, 'label'), scopes: scopesOf(texts(options, 'scope')), days: Number(textOption(options, 'days') ?? '30') }, accountActor(account))
    return { json: { token: shownToken(token), secret }, text: `${secret}\nNyckeln visas bara nu och gäller till ${token.expiresAt.slice(0, 10)} för ${token.scopes.join(', ')}.\n`, exit: 0 }
  },
}

async function passwordIn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
}

function rolesOption(options: Options): ReturnType<typeof rolesOf> {
  return rolesOf(texts(options, 'role'))
}

function texts(options: Options, name: string): readonly string[] {
  const value = options[name]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function given({ account, oneTimePassword }: GivenPassword): Outcome {
  return { json: { account: shownAccount(account), oneTimePassword }, text: `${told(account)}Engångslösenord: ${oneTimePassword}\nDet visas bara nu och gäller i sju dagar. Lämna det på annat sätt än användarnamnet.\n`, exit: 0 }
}

function shown(account: Account): Outcome {
  return { json: shownAccount(account), text: told(account), exit: 0 }
}

function told(account: Account): string {
  const { username, name, roles, lockedAt, totpSealed, oneTimeUntil } = account
  const signOn = signOnOf(account)
  const state = [lockedAt === null ? '' : 'låst', oneTimeUntil === null ? '' : 'engångslösenord', totpSealed === null ? '' : 'tvåstegsinloggning', signOn === null ? '' : `${signOn.way === 'oidc' ? 'inloggningstjänst' : 'certifikat'}: ${signOn.id}`].filter((part) => part !== '')
  return `${username}  ${name}: ${roles.length === 0 ? 'inga roller' : roles.map((role) => ROLE_LABELS[role]).join(', ')}${state.length === 0 ? '' : ` (${state.join(', ')})`}\n`
}
