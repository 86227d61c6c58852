import { because, testsOf, type Requirement } from './requirement.js'

const chosen = testsOf('security/account-chosen-password.test.ts')
const brute = testsOf('security/account-brute-force.test.ts')
const stolen = testsOf('security/account-stolen-database.test.ts')
const told = testsOf('flows/remind.test.ts')
const pages = testsOf('web/account-pages.test.ts')
const roles = testsOf('security/account-roles.test.ts')
const config = testsOf('config.test.ts')
const eyes = testsOf('security/account-four-eyes.test.ts')
const LIVELY = testsOf('browser/pages.test.ts')('show what is typed as a password when they are asked to, and say in words how strong a new one is, without sending it')
const NO_OTHER_CHANNEL = because('no code is ever sent by another channel: the second step is an app, and a lost one is replaced by an administrator')
const OTHERS_CHECK = because('Anslut checks no smart card or key itself: the proxy or the provider does, and says who it was')
const ONE_PROCESS = because('one process on one directory; it has no services of its own that sign in to each other')

/** V2: how people show who they are. */
export const AUTHENTICATION: readonly Requirement[] = [
  ['2.1.1', 'own passwords have at least 12 characters', chosen('has 12 to 128 characters, however they are written')],
  ['2.1.2', '64 characters are taken, more than 128 are not', chosen('has 12 to 128 characters, however they are written')],
  ['2.1.3', 'nothing of a password is cut off', chosen('counts to its last character, and is kept as argon2id with a salt of its own')],
  ['2.1.4', 'any sign may stand in it, spaces and emoji too', chosen('takes any signs and asks for none')],
  ['2.1.5', 'people can change it', pages('changes the password against the one before, and signs out everywhere')],
  ['2.1.6', 'changing takes the old one', pages('changes the password against the one before, and signs out everywhere')],
  ['2.1.7', 'those that guessers try first are refused', chosen('is none that guessers try first: the commonest, a common word with a birthday or signs around it, two in one, also disguised')],
  ['2.1.8', 'a meter shows how strong it is', LIVELY],
  ['2.1.9', 'no rules of composition', chosen('takes any signs and asks for none')],
  ['2.1.10', 'no change by the calendar, no memory of old ones', because('an own password has no end and old hashes are not kept')],
  ['2.1.11', 'pasting and password programs work', because('plain password fields with autocomplete; the script beside them changes nothing that is typed or pasted')],
  ['2.1.12', 'it can be shown while it is typed', LIVELY],
  ['2.2.1', 'guessing is slowed down', brute('is slowed down after five attempts, longer and longer, and never for more than a quarter')],
  ['2.2.2', 'weak ways in, such as SMS, are no replacement', NO_OTHER_CHANNEL],
  ['2.2.3', 'the holder is told when a way in has changed', pages('tells no holder by mail in the name of the example party, and says so')],
  ['2.3.1', 'first passwords are random, short-lived and must be replaced', brute('of a one-time password must be done within a week')],
  ['2.3.2', 'people’s own keys, such as FIDO, can be used', because('people enrol their own telephone with any app for codes (2.8.3); cards and FIDO keys are used through the proxy or the sign-on provider, which ask for them and say who it was')],
  ['2.3.3', 'a reminder before a way in runs out', told('is told once, within a week, of a token that runs out, and not of a revoked or short-lived one')],
  ['2.4.1', 'passwords are kept as slow salted hashes', chosen('counts to its last character, and is kept as argon2id with a salt of its own')],
  ['2.4.2', 'each has a salt of its own', chosen('counts to its last character, and is kept as argon2id with a salt of its own')],
  ['2.4.3', 'PBKDF2 has enough rounds', because('argon2id is used instead')],
  ['2.4.4', 'bcrypt has enough rounds', because('argon2id is used instead')],
  ['2.4.5', 'a secret of the verifier goes into the hash', stolen('is not enough to guess passwords by: the installation\'s own key goes into every hash, with a salt of its own')],
  ['2.5.1', 'first secrets are never sent in clear', because('a one-time password is shown once to the administrator who gave it; letters to holders carry no secret')],
  ['2.5.2', 'no hints and no secret questions', because('there are none')],
  ['2.5.3', 'recovery shows no password', because('only hashes are kept; recovery gives a new one-time password')],
  ['2.5.4', 'no shared or default accounts', roles('is over when accounts are in force: its token, its links and their sessions')],
  ['2.5.5', 'the holder is told when a factor is replaced', pages('tells no holder by mail in the name of the example party, and says so')],
  ['2.5.6', 'a forgotten password has a safe way back', pages('lays up a person with roles, who signs in, is shut out, let in and taken away')],
  ['2.5.7', 'a lost factor takes the same proof of who one is', eyes('is not both eyes for seven days, by no chain of resets, and is when the colleague is somebody else')],
  ['2.6.1', 'recovery codes work once', brute('takes no code twice, none from the set-up, and each recovery code once')],
  ['2.6.2', 'recovery codes are long enough, or salted', stolen('holds recovery codes as slow salted hashes; those from before work once, until they are renewed')],
  ['2.6.3', 'recovery codes cannot be foretold', because('taken from the system’s generator, without bias')],
  ['2.7.1', 'no codes by SMS by default', NO_OTHER_CHANNEL],
  ['2.7.2', 'codes by another channel run out in ten minutes', NO_OTHER_CHANNEL],
  ['2.7.3', 'they work once, for what they were asked for', NO_OTHER_CHANNEL],
  ['2.7.4', 'the channel is independent and safe', NO_OTHER_CHANNEL],
  ['2.7.5', 'only a hash of them is kept', NO_OTHER_CHANNEL],
  ['2.7.6', 'they have 20 bits of chance', NO_OTHER_CHANNEL],
  ['2.8.1', 'time-based codes run out', brute('takes no code twice, none from the set-up, and each recovery code once')],
  ['2.8.2', 'their keys are well kept', brute('keeps the secret sealed: the database alone is not enough')],
  ['2.8.3', 'they are made by an approved algorithm', pages('sets up the second step from a picture, asks for its code ever after, and takes a recovery code')],
  ['2.8.4', 'one works once', brute('takes no code twice, none from the set-up, and each recovery code once')],
  ['2.8.5', 'one used again is refused, logged and told to the holder', told('is told when somebody tries a used code with the right password, once an hour, and sees it among the sign-ins')],
  ['2.8.6', 'a lost generator is shut out at once', because('a new one-time password from an administrator takes the second step away and ends every session and token')],
  ['2.8.7', 'biometrics only beside something else', because('there are none')],
  ['2.9.1', 'keys that verify cards are well kept', OTHERS_CHECK],
  ['2.9.2', 'challenges are long and unique', OTHERS_CHECK],
  ['2.9.3', 'the algorithms are approved', OTHERS_CHECK],
  ['2.10.1', 'services do not share lasting secrets', ONE_PROCESS],
  ['2.10.2', 'service accounts have no default password', because('the mail server’s and mailbox’s accounts come from the settings, which have no defaults for them')],
  ['2.10.3', 'service passwords are kept safe from other users', config('for a passphrase file inside the data directory')],
  ['2.10.4', 'no secret stands in the source', because('every secret is a setting or a file that the installation makes; the repository holds none')],
]
