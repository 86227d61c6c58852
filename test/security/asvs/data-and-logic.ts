import { because, notMet, testsOf, type Requirement } from './requirement.js'

const hostile = testsOf('security/http-hostile-input.test.ts')
const outside = testsOf('security/public-address.test.ts')
const smtp = testsOf('mail/smtp.test.ts')
const NO_STORE = hostile('keeps nothing in a cache that others share, frames nothing, guesses no type and opens no camera, whatever was asked')
const NOWHERE_ELSE = testsOf('web/pages.test.ts')('allow no inline script, no inline style and nothing from elsewhere')
const LIMIT = outside('holds up an account, or an address that is nobody\'s, that asks the API without end, and says for how long')
const ALARM = testsOf('security/refusal-alarm.test.ts')('of one kind in a day are told to administrators, on Att göra and by reminder, once a day and naming nobody; fewer are told to nobody')
const PROXY = because('the proxy in front ends TLS; its versions and ciphers are set there')
const TLS_OUT = smtp('point 14: without STARTTLS nothing of the letter is sent')

/** V8: data, V9: connections, V10: foreign code, and V11: the steps of the work. */
export const DATA_AND_LOGIC: readonly Requirement[] = [
  ['8.1.1', 'nothing sensitive in shared caches', NO_STORE],
  ['8.1.2', 'temporary copies are swept away', testsOf('security/http-upload.test.ts')('cut in the middle leaves nothing, and the service goes on')],
  ['8.1.3', 'requests carry no more than they need', testsOf('security/markup-in-every-field.test.ts')('is refused by every route at every depth, and by every form')],
  ['8.1.4', 'unusual numbers of requests are seen and told', ALARM],
  ['8.2.1', 'browsers keep no copies', NO_STORE],
  ['8.2.2', 'browser storage holds nothing sensitive', because('no script stores anything; cookies hold random marks only')],
  ['8.2.3', 'signing out clears the browser', because('answers are no-store and nothing else is kept; the next page is the sign-in')],
  ['8.3.1', 'nothing sensitive in query strings', because('the only name there is that of who did something in office, by which the history is searched, and every reader of the history sees it; addresses are never logged, cached or told to others')],
  ['8.3.2', 'people can have their data removed or exported', because('the data are an authority’s records, kept by its decision; the history is exported by archive history')],
  ['8.3.3', 'people are told how their data are used', because('the employer tells its staff; nothing is collected from the public')],
  ['8.3.4', 'sensitive data are known, with a policy', because('README, Security, says what lies where and how it is kept')],
  ['8.3.5', 'reading sensitive data is audited', testsOf('security/who-asked-for-what.test.ts')('stands in the log by number with the code of what was read, on the house’s pages and behind a customer link, and not with what there is not')],
  ['8.3.6', 'secrets in memory are wiped', notMet('JavaScript’s strings cannot be overwritten; what is unlocked lives in the service’s memory, and the processes that read uploads never get it')],
  ['8.3.7', 'what must be encrypted is, with integrity', testsOf('mail/encrypt-letter.test.ts')('one changed byte in the kept letter is found')],
  ['8.3.8', 'old personal data are deleted in time', notMet('sign-ins and counts of refusals are forgotten after 90 days; every kind of record has a decided time and is listed when it has run out, but destroying records is left to the authority, outside the program')],
  ['9.1.1', 'people come by TLS alone', outside('lets people in over TLS alone, with cookies that no other host or plain connection gets, and tells browsers to keep to it')],
  ['9.1.2', 'strong ciphers only', PROXY],
  ['9.1.3', 'new versions of TLS only', PROXY],
  ['9.2.1', 'certificates of others are checked', smtp('with a certificate from an unknown authority nothing of the letter is sent (%s)')],
  ['9.2.2', 'everything leaves by TLS', TLS_OUT],
  ['9.2.3', 'connections outwards are authenticated', smtp('an account from the settings logs in over TLS; a wrong password sends nothing')],
  ['9.2.4', 'revoked certificates are seen', notMet('Node asks no authority whether a server’s certificate was revoked; letters are sealed before they leave, so a false mail server would learn only envelopes')],
  ['10.2.1', 'nothing phones home', NOWHERE_ELSE],
  ['10.2.2', 'no camera, microphone or place is asked for', NO_STORE],
  ['10.3.1', 'updates are signed', because('it does not update itself')],
  ['10.3.2', 'no code comes from elsewhere', NOWHERE_ELSE],
  ['10.3.3', 'no name that it relies on can be taken over', because('it relies on no subdomain; the mail server and the provider are named by the operator')],
  ['11.1.1', 'steps come in order', testsOf('http/api.test.ts')('records approvals, events and points, and takes one back')],
  ['11.1.2', 'steps take human time', because('clerks and their programs may be as quick as they like; what is sent goes once, and a person confirms what a scan shows')],
  ['11.1.3', 'limits for what one may do', testsOf('security/customer-link.test.ts')('takes no more than a day\'s papers, and goes on the day after')],
  ['11.1.4', 'automatic requests are bounded', LIMIT],
  ['11.1.5', 'the risks of the work have guards', testsOf('security/account-four-eyes.test.ts')('pin a key only by two accounts')],
  ['11.1.6', 'nothing changes between check and use', testsOf('http/once.test.ts')('is refused while the first is under way, also long after, in the process that does it')],
  ['11.1.7', 'unusual steps are watched for', ALARM],
  ['11.1.8', 'alerts can be set for attacks', ALARM],
]
