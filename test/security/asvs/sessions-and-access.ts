import { because, testsOf, type Requirement } from './requirement.js'

const token = testsOf('security/http-token.test.ts')
const fixation = testsOf('security/account-fixation.test.ts')
const roles = testsOf('security/account-roles.test.ts')
const pages = testsOf('web/account-pages.test.ts')
const outside = testsOf('security/public-address.test.ts')
const stolen = testsOf('security/account-stolen-token.test.ts')
const another = testsOf('security/identifier-of-another.test.ts')
const csrf = testsOf('security/http-csrf.test.ts')
const eyes = testsOf('security/account-four-eyes.test.ts')
const hostile = testsOf('security/http-hostile-input.test.ts')
const COOKIE = token('opens one session, once, with a cookie that scripts and other sites never see')

/** V3: sessions, and V4: who may what. */
export const SESSIONS_AND_ACCESS: readonly Requirement[] = [
  ['3.1.1', 'no session stands in an address', COOKIE],
  ['3.2.1', 'signing in makes a new one', fixation('cannot be planted, is another after every step, and opens nothing before the last')],
  ['3.2.2', 'it has at least 64 bits of chance', COOKIE],
  ['3.2.3', 'the browser keeps it in a safe cookie', COOKIE],
  ['3.2.4', 'it comes from a good generator', because('32 bytes of the system’s generator, kept as a hash')],
  ['3.3.1', 'signing out ends it', roles('ends at sign-out, for whoever has copied its cookie too')],
  ['3.3.2', 'it ends after 12 hours, or idle', roles('ends when roles change, when it is idle, and after a working day, however it is used')],
  ['3.3.3', 'a new password ends the others', pages('changes the password against the one before, and signs out everywhere')],
  ['3.3.4', 'one’s own are listed, and ended with the password', pages('lists where one is signed in and ends it there, and makes and revokes tokens')],
  ['3.4.1', 'cookies are Secure', outside('lets people in over TLS alone, with cookies that no other host or plain connection gets, and tells browsers to keep to it')],
  ['3.4.2', 'cookies are HttpOnly', COOKIE],
  ['3.4.3', 'cookies are SameSite', COOKIE],
  ['3.4.4', 'cookies are bound to the host by their name', outside('lets people in over TLS alone, with cookies that no other host or plain connection gets, and tells browsers to keep to it')],
  ['3.4.5', 'where others share the host, the path is narrow', because('the public address is a host of its own; the name that binds to it asks for the path /')],
  ['3.5.1', 'people can revoke what linked programs hold', roles('is over when it is revoked, has expired, or its owner is locked out, and is kept by nobody')],
  ['3.5.2', 'programs hold tokens that end, not lasting secrets', roles('makes none that lasts longer, and takes those it made with it when it ends, however long the chain')],
  ['3.5.3', 'tokens without state are signed', because('every session and token is looked up; only the browser’s mark for a known device is without state, and it has a MAC')],
  ['3.7.1', 'sensitive changes take more than a session', stolen('neither changes how the owner signs in nor signs the owner out, and its guesses are slowed down without keeping the owner from anything')],
  ['4.1.1', 'the server decides who may what', roles('%s is let in by exactly the routes and pages that the table gives')],
  ['4.1.2', 'nobody changes what decides it', roles('cannot give itself a role, act in another\'s name, or reach another\'s tokens')],
  ['4.1.3', 'everybody may the least they need', roles('%s is let in by exactly the routes and pages that the table gives')],
  ['4.1.5', 'what fails is shut', token('nothing of the API answers, whatever the method')],
  ['4.2.1', 'another’s identifier opens nothing', another('has a row for every route and page that takes one')],
  ['4.2.2', 'no other site sends forms in one’s name', csrf('is taken only with the token that this session was shown')],
  ['4.3.1', 'administration takes a second step', pages('opens nothing by password, for pages, API or command line, before it is set up; readers and other sign-ons excepted')],
  ['4.3.2', 'no directory is listed, no stray file given', hostile('%s gives no file')],
  ['4.3.3', 'what matters most takes two persons', eyes('pin a key only by two accounts')],
]
