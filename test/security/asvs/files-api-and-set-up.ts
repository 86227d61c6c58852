import { because, notMet, testsOf, type Requirement } from './requirement.js'

const upload = testsOf('security/http-upload.test.ts')
const hostile = testsOf('security/http-hostile-input.test.ts')
const csrf = testsOf('security/http-csrf.test.ts')
const docs = testsOf('docs.test.ts')
const ssrf = testsOf('security/ssrf-in-webhooks.test.ts')
const outside = testsOf('security/public-address.test.ts')
const roles = testsOf('security/account-roles.test.ts')
const NO_PATH = roles('is no file: a path sent as one is read by nobody')
const HEADERS = hostile('keeps nothing in a cache that others share, frames nothing, guesses no type and opens no camera, whatever was asked')
const METHODS = hostile('is a refusal where the method is none of the route\'s')
const NO_SOAP = because('there is no SOAP')
const NO_GRAPHQL = because('there is no GraphQL')
const PINNED = docs('pins exact versions')

/** V12: files, V13: the API, and V14: how it is set up. */
export const FILES_API_AND_SET_UP: readonly Requirement[] = [
  ['12.1.1', 'no file is too large', upload('one byte over the limit is refused with the limit named, and leaves nothing')],
  ['12.1.2', 'packed files are measured before they are unpacked', testsOf('security/template-zip-bomb.test.ts')('a part of zeros packed a thousandfold is refused')],
  ['12.1.3', 'nobody fills the disk', upload('of an account comes to an end for the day at its bound, and goes on the day after; others go on')],
  ['12.2.1', 'a file is what it is called', testsOf('security/scan-disguised.test.ts')('is read as what it begins as: a PDF hidden behind a picture is never seen')],
  ['12.3.1', 'names of files are no paths', NO_PATH],
  ['12.3.2', 'names of files open nothing of the machine', NO_PATH],
  ['12.3.3', 'names of files fetch nothing', NO_PATH],
  ['12.3.4', 'downloads have fixed names and types', testsOf('http/api.test.ts')('gives a version and its files as archived')],
  ['12.3.5', 'names of files reach no command', testsOf('security/scan-hostile-kept.test.ts')('hostile files are kept byte for byte, under names that command no terminal, and the same house reads the next upload')],
  ['12.3.6', 'no code of strangers is run', testsOf('security/scan-hostile-pdf.test.ts')('what a PDF wants started, fetched or opened is not, and its page is read like every other')],
  ['12.4.1', 'uploads lie apart, for nobody to run', testsOf('archive/archive.test.ts')('lie under their hash, for nobody to write')],
  ['12.4.2', 'uploads are scanned for viruses', notMet('they are read in a process without rights, but no virus scanner is asked')],
  ['12.5.1', 'only files that are meant are served', hostile('%s gives no file')],
  ['12.5.2', 'uploads are never run as pages', HEADERS],
  ['12.6.1', 'the server asks only addresses it may', ssrf('goes to the checked address whatever the name stands for, signed and without names, follows no redirect, and is tried again')],
  ['13.1.1', 'addresses are read alike everywhere', ssrf('is refused when any address of its name is inward, or the name is unknown')],
  ['13.1.3', 'no secret stands in an address', testsOf('security/http-token.test.ts')('nothing of the API answers, whatever the method')],
  ['13.1.4', 'rights are held against route and thing', testsOf('security/identifier-of-another.test.ts')('has a row for every route and page that takes one')],
  ['13.1.5', 'other types of content are refused', hostile('in another form than JSON is not taken for JSON')],
  ['13.2.1', 'methods are bound to rights', roles('%s is let in by exactly the routes and pages that the table gives')],
  ['13.2.2', 'JSON is held against a schema first', hostile('with unknown fields is refused, each named, with what was meant')],
  ['13.2.3', 'cookies alone do nothing from other sites', csrf('is taken only with the token that this session was shown')],
  ['13.2.5', 'the type of content is checked', hostile('in another form than JSON is not taken for JSON')],
  ['13.2.6', 'requests are not changed on their way', outside('lets people in over TLS alone, with cookies that no other host or plain connection gets, and tells browsers to keep to it')],
  ['13.3.1', 'SOAP is held against a schema', NO_SOAP],
  ['13.3.2', 'SOAP is signed', NO_SOAP],
  ['13.4.1', 'deep questions are bounded', NO_GRAPHQL],
  ['13.4.2', 'rights stand below the questions', NO_GRAPHQL],
  ['14.1.1', 'building is the same every time', because('npm ci takes what the lock file names, and one command builds and runs every test')],
  ['14.1.2', 'compilers guard memory', because('Anslut compiles no native code of its own; what others ship is bounded in a process of its own')],
  ['14.1.3', 'the server is hardened', HEADERS],
  ['14.1.4', 'it can be put back soon', testsOf('flows/backup.test.ts')('is the same house, whose unsent letter is held until a person releases it')],
  ['14.2.1', 'what is used is up to date', notMet('.ci/run asks the registry for known faults and warns of them, but an answer that does not come, or names some, stops nothing')],
  ['14.2.2', 'what is not needed is left out', docs('asks for nothing that the program does not use; what no file imports is explained in README')],
  ['14.2.3', 'what others host is checked', testsOf('web/pages.test.ts')('allow no inline script, no inline style and nothing from elsewhere')],
  ['14.2.4', 'what is used comes from known places', PINNED],
  ['14.2.5', 'there is a list of all that is used', testsOf('http/bill-of-materials.test.ts')('names every package that is installed with the program, at its version, with licence and hash, and nothing that only builds or tests it')],
  ['14.2.6', 'what others wrote is boxed in', testsOf('imaging/killed-reader.test.ts')('a reader that has been taken over is not believed: it cannot flood the program, hold it up, or leave pages out')],
  ['14.3.2', 'no debugging in use', testsOf('http/problem.test.ts')('tells the client an id and nothing of what happened')],
  ['14.3.3', 'no versions are given away', HEADERS],
  ['14.4.1', 'every answer has a type and a character set', testsOf('security/markup-in-every-field.test.ts')('of every route, by the schemas it is read with, is answered as JSON and no bug')],
  ['14.4.2', 'answers of the API are attachments', testsOf('security/markup-in-every-field.test.ts')('of every route, by the schemas it is read with, is answered as JSON and no bug')],
  ['14.4.3', 'a policy says what may run', HEADERS],
  ['14.4.4', 'types are not guessed', HEADERS],
  ['14.4.5', 'browsers keep to TLS, for subdomains too', testsOf('security/public-address.test.ts')('holds browsers to TLS for the names below it, but for a whole organisation’s name')],
  ['14.4.6', 'addresses are not told to others', HEADERS],
  ['14.4.7', 'nobody frames the pages', HEADERS],
  ['14.5.1', 'only methods that are used', METHODS],
  ['14.5.2', 'Origin alone lets nobody in', csrf('is taken only with the token that this session was shown')],
  ['14.5.3', 'no other site may read answers', METHODS],
  ['14.5.4', 'headers of proxies are believed from proxies alone', testsOf('security/account-sign-on-forged.test.ts')('is nothing from anybody else, on any other way in, or for anything else than signing in')],
]
