import { because, notMet, testsOf, type Requirement } from './requirement.js'

const architecture = testsOf('architecture.test.ts')
const roles = testsOf('security/account-roles.test.ts')
const hostile = testsOf('security/http-hostile-input.test.ts')
const NO_EXTRAS = testsOf('security/markup-in-every-field.test.ts')('is refused by every route at every depth, and by every form')
const READER = testsOf('imaging/killed-reader.test.ts')('a reader that has been taken over is not believed: it cannot flood the program, hold it up, or leave pages out')
const TLS_OUT = testsOf('mail/smtp.test.ts')('with a certificate from an unknown authority nothing of the letter is sent (%s)')
const HOUSE = 'how a house works is its own; what shows here is that '

/** V1: architecture, design and threats. */
export const ARCHITECTURE_AND_DESIGN: readonly Requirement[] = [
  ['1.1.1', 'security has its place in every stage of the work', because(`${HOUSE}every kind of attack has its test, and no change goes in that fails one`)],
  ['1.1.2', 'every change of design is looked at for threats', notMet('no list of threats is kept beside the code; the tests named after attacks stand in for one')],
  ['1.1.3', 'what people may do is said with what they may not', roles('%s is let in by exactly the routes and pages that the table gives')],
  ['1.1.4', 'boundaries of trust, parts and flows are written down', because('README says it: the picture, the map, and Security')],
  ['1.1.5', 'what is connected from outside is known and looked at', because('mail server, mailbox, sign-on provider, proxy and webhooks; README, Security, says what each may and how it is checked')],
  ['1.1.6', 'each guard is there once, and simple', architecture('the technologies under src do not know each other')],
  ['1.1.7', 'whoever writes code knows the rules', because('README has the map and the reasons, and tests hold code to them')],
  ['1.2.1', 'the service runs as a user of its own', because('README asks for a data directory readable by the service’s user alone; nothing of it needs more')],
  ['1.2.2', 'parts that talk are known to each other', because('one process on one database file; the reader of uploads is its own child and gets no rights')],
  ['1.2.3', 'there is one way of knowing who somebody is', roles('is over when accounts are in force: its token, its links and their sessions')],
  ['1.2.4', 'every way in is as strong as the others', testsOf('web/account-pages.test.ts')('opens nothing by password, for pages, API or command line, before it is set up; readers and other sign-ons excepted')],
  ['1.4.1', 'the server alone decides', roles('%s is let in by exactly the routes and pages that the table gives')],
  ['1.4.4', 'one mechanism decides for everything', roles('%s is let in by exactly the routes and pages that the table gives')],
  ['1.4.5', 'rights are asked for, not roles', because('every route and page names a right; contracts/rights.ts alone says which roles have it')],
  ['1.5.1', 'it is said how each kind of input is handled', NO_EXTRAS],
  ['1.5.2', 'nothing foreign is made into objects', hostile('with prototype keys is refused by name and changes no prototype')],
  ['1.5.3', 'input is checked where it is trusted', NO_EXTRAS],
  ['1.5.4', 'output is written for its reader where it goes out', testsOf('security/markup-in-every-field.test.ts')('of every event that is recorded, and of every form, comes back as text')],
  ['1.6.1', 'keys have a life from making to end', testsOf('flows/key-life.test.ts')('that is revoked seals nothing, is handed out as revoked, and gives way to a new one')],
  ['1.6.2', 'whoever uses keys has them from a vault', notMet('they lie in files for the owner alone, as 6.4.1 says')],
  ['1.6.3', 'every key and password can be replaced', notMet('passwords, tokens and OpenPGP keys can; MAC keys of page codes are kept for ever, since printed pages are known by them')],
  ['1.6.4', 'what the browser holds is trusted with nothing', because('browsers hold random marks alone, and everything is looked up')],
  ['1.7.1', 'the log has one form', testsOf('security/who-asked-for-what.test.ts')('stands in the log by the number of the account, with when, where and why; nobody known stands there as nobody')],
  ['1.7.2', 'the log goes to another machine', because('it goes to the service manager line by line as JSON, which carries it on; the program keeps no log file')],
  ['1.8.1', 'sensitive data are known and classed', because('README, Security, says what lies where; kinds of documents say who may see them and how long they are kept')],
  ['1.8.2', 'each class has its protection', testsOf('security/mail-clear-text.test.ts')('clear text smuggled beside the encrypted part never reaches the wire')],
  ['1.9.1', 'what parts say to each other is encrypted', TLS_OUT],
  ['1.9.2', 'each end knows the other', TLS_OUT],
  ['1.10.1', 'changes are kept under control', because('every change is a commit with its reason')],
  ['1.11.1', 'every part’s work is written down', because('README’s map says what every folder does, and a test holds it true')],
  ['1.11.2', 'no work shares a state that is not held together', testsOf('web/seen.test.ts')('is taken once of two sent at the same moment: the other is told')],
  ['1.12.2', 'uploads come back as files, or from elsewhere', testsOf('http/openapi.test.ts')('says of a file exactly the kinds that its answer may be of: one that is of another is no answer')],
  ['1.14.1', 'parts of unlike trust are kept apart', READER],
  ['1.14.2', 'what is installed is signed', because('it is installed from its source by npm ci, which checks every package against its hash')],
  ['1.14.3', 'the build warns of old and unsafe parts', testsOf('security/known-faults.test.ts')('warns of each, and of what uses it')],
  ['1.14.4', 'one step builds and checks', because('npm test builds, checks types and style, and runs every test')],
  ['1.14.5', 'what is dangerous is boxed in', READER],
  ['1.14.6', 'nothing outdated runs in the browser', testsOf('web/pages.test.ts')('allow no inline script, no inline style and nothing from elsewhere')],
]
