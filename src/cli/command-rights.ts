import type { Right } from '../../contracts/rights.js'
import { whoMay } from '../../contracts/rights.js'
import { personMay } from '../accounts/person.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'

/** What a person must be allowed to do to be the `--by` of these commands; of the others it is `work`. */
const OF_COMMANDS: Readonly<Record<string, Right>> = {
  'approve': 'decide', 'return-for-revision': 'decide', 'template import': 'templates', 'template release': 'templates', 'draft accept': 'deviate', 'draft reject': 'deviate',
  'keys import': 'operate', 'keys adopt': 'operate', 'keys rotate': 'operate', 'keys revoke': 'operate', 'keys pin': 'operate', 'keys unpin': 'operate', 'outbox pause': 'operate', 'outbox resume': 'operate',
  'user add': 'manage', 'user roles': 'manage', 'user sign-on': 'manage', 'user password': 'manage', 'user lock': 'manage', 'user unlock': 'manage', 'user remove': 'manage',
}

/** The app as a command may use it: whoever acts must be allowed to, once accounts are in force. */
export function appForCommand(app: App, command: string): App {
  const right = OF_COMMANDS[command] ?? 'work'
  return {
    ...app,
    actor: (typed) => {
      const actor = app.actor(typed)
      if (app.person !== null && !personMay(app.person, right)) throw new Failure('access-refused', `${actor.name} har inte behörighet till detta, eller så gäller nyckeln inte för det. Det får ${whoMay(right)} göra.`)
      return actor
    },
  }
}
