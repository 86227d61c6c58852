import type { Actor } from '../../contracts/event.js'
import type { Right } from '../../contracts/rights.js'
import { whoMay } from '../../contracts/rights.js'
import { personMay } from '../accounts/person.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { accountsSince } from '../storage/accounts.js'

/** What a person must be allowed to do to be the `--by` of these commands; of the others it is `work`. */
const OF_COMMANDS: Readonly<Record<string, Right>> = {
  'approve': 'decide', 'return-for-revision': 'decide', 'template import': 'templates', 'template release': 'templates', 'draft accept': 'deviate', 'draft reject': 'deviate',
  'keys import': 'operate', 'keys adopt': 'operate', 'keys rotate': 'operate', 'keys revoke': 'operate', 'keys pin': 'operate', 'keys unpin': 'operate', 'outbox pause': 'operate', 'outbox resume': 'operate',
  'withdraw': 'read',
  'user add': 'manage', 'user roles': 'manage', 'user sign-on': 'manage', 'user password': 'manage', 'user lock': 'manage', 'user unlock': 'manage', 'user remove': 'manage',
}

/** Commands that write and name nobody: they take a token as well, or who can read the data directory could do through them what the table of rights gives to others. Those that only read or copy need none, nor does a check of the archive, which notes that it was done. */
const NAMELESS: Readonly<Record<string, Right>> = { 'pack': 'work', 'scan': 'work', 'send': 'operate', 'keys generate': 'operate', 'answer read': 'work', 'answer fetch': 'work' }

/** The app as a command may use it: whoever acts must be allowed to, once accounts are in force. @throws Failure `token-required`, `access-refused` for a command that writes and names nobody */
export async function appForCommand(app: App, command: string): Promise<App> {
  const nameless = NAMELESS[command]
  if (nameless !== undefined && (await accountsSince(app.store.read)) !== null) requireMay(app, nameless, app.actor(''))
  const right = OF_COMMANDS[command] ?? 'work'
  return { ...app, actor: (typed) => requireMay(app, right, app.actor(typed)) }
}

function requireMay({ person }: App, right: Right, actor: Actor): Actor {
  if (person !== null && !personMay(person, right)) throw new Failure('access-refused', `${actor.name} har inte behörighet till detta, eller så gäller nyckeln inte för det. Det får ${whoMay(right)} göra.`)
  return actor
}
