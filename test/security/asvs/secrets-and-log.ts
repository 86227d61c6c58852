import { because, notMet, testsOf, type Requirement } from './requirement.js'

const encrypt = testsOf('mail/encrypt-letter.test.ts')
const brute = testsOf('security/account-brute-force.test.ts')
const hostile = testsOf('security/http-hostile-input.test.ts')
const problem = testsOf('http/problem.test.ts')
const DISK = 'they lie on the encrypted disk that README asks operation for, which the program neither makes nor can see; it encrypts OpenPGP keys, second steps and kept letters itself'
const LOG = hostile('names neither customer, person, token nor what was said')

/** V6: secrets that are kept, and V7: what is told when something goes wrong. */
export const SECRETS_AND_LOG: readonly Requirement[] = [
  ['6.1.1', 'personal data lie encrypted', because(DISK)],
  ['6.1.2', 'health data lie encrypted', because('there are none: contracts and contacts only')],
  ['6.1.3', 'financial data lie encrypted', because('prices of cards only: no accounts, pay or tax')],
  ['6.2.1', 'cryptography fails shut', encrypt('one changed byte in the kept letter is found')],
  ['6.2.2', 'proven libraries only', testsOf('mail/other-programs.test.ts')('decrypts the letter and verifies its signature')],
  ['6.2.3', 'modes and first values as advised', because('left to OpenPGP.js and node:crypto, with authenticated modes')],
  ['6.2.4', 'algorithms can be exchanged', testsOf('flows/key-life.test.ts')('is rotated, and letters sealed with the ones before it are still opened and proved')],
  ['6.2.5', 'no weak modes and hashes', testsOf('mail/recipient.test.ts')('point 8: a key bound by SHA-1 is refused as such')],
  ['6.2.6', 'no nonce is used twice', because('each is drawn anew by the library')],
  ['6.3.1', 'what must not be guessed is drawn from the system', because('app.random is the system’s generator in everything but tests')],
  ['6.3.2', 'GUIDs are of version 4', because('identifiers are bytes of the system’s generator, not GUIDs')],
  ['6.4.1', 'secrets are kept in a vault', notMet('they lie in files for the owner alone; OpenPGP keys are locked with a passphrase, which a vault or the service manager may lay in its file, but MAC keys of page codes and the accounts’ key are not')],
  ['6.4.2', 'the program never sees key material', notMet('it unlocks its keys in its own memory: one process without a security module beside it')],
  ['7.1.1', 'no secret in the log', LOG],
  ['7.1.2', 'no personal data in the log', LOG],
  ['7.1.3', 'what matters to security is logged', brute('is slowed down after five attempts, longer and longer, and never for more than a quarter')],
  ['7.1.4', 'with what it takes to look into it', because('sign-ins hold instant, outcome and address, events who did what and when, requests route, status, code and the id of a bug')],
  ['7.2.1', 'every sign-in is noted, without secrets', brute('is slowed down after five attempts, longer and longer, and never for more than a quarter')],
  ['7.2.2', 'every refusal is noted, with what it takes to look into it', testsOf('security/who-asked-for-what.test.ts')('stands in the log by the number of the account, with when, where and why; nobody known stands there as nobody')],
  ['7.3.1', 'nothing typed forges a log line', problem('is logged with its place, without numbers and addresses that name somebody')],
  ['7.3.3', 'what is noted cannot be changed unseen', testsOf('security/store-history-tampered.test.ts')('nothing but the number of events, by adding one beside the program')],
  ['7.3.4', 'clocks agree', because('instants are kept as UTC; the clock is the operating system’s')],
  ['7.4.1', 'a bug tells an id and nothing else', problem('tells the client an id and nothing of what happened')],
  ['7.4.2', 'errors are handled everywhere alike', problem('%s has a status, a Swedish title and the failure\'s own words')],
  ['7.4.3', 'a last resort catches the rest', problem('tells the client an id and nothing of what happened')],
]
