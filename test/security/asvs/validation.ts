import { because, testsOf, type Requirement } from './requirement.js'

const hostile = testsOf('security/http-hostile-input.test.ts')
const markup = testsOf('security/markup-in-every-field.test.ts')
const ssrf = testsOf('security/ssrf-in-webhooks.test.ts')
const unseen = testsOf('security/facts-invisible-characters.test.ts')
const tags = testsOf('security/template-prototype-access.test.ts')
const NO_EXTRAS = markup('is refused by every route at every depth, and by every form')

/** V5: what comes in, and what goes out of it. */
export const VALIDATION: readonly Requirement[] = [
  ['5.1.1', 'a parameter said twice confuses nobody', hostile('an unknown query is refused')],
  ['5.1.2', 'nobody sets fields that were not asked for', NO_EXTRAS],
  ['5.1.3', 'every input is held against what is allowed', NO_EXTRAS],
  ['5.1.4', 'structured input has a schema', hostile('with unknown fields is refused, each named, with what was meant')],
  ['5.1.5', 'redirects stay in the house', testsOf('security/account-sign-on-forged.test.ts')('never leads on to %s')],
  ['5.2.1', 'HTML from editors is cleaned', because('no HTML is taken')],
  ['5.2.2', 'free text is bounded and cleaned', unseen('with %s in the middle is refused')],
  ['5.2.3', 'nothing typed adds a line to mail', unseen('a review address cannot smuggle in a second receiver')],
  ['5.2.4', 'nothing typed is run', tags('a tag inside a fact is printed, not obeyed')],
  ['5.2.5', 'nothing typed is a template', tags('a tag inside a fact is printed, not obeyed')],
  ['5.2.6', 'the server asks no inward address for somebody', ssrf('is refused by every address that is not on the public internet')],
  ['5.2.7', 'SVG with scripts is not shown', testsOf('security/template-hostile-picture.test.ts')('a drawing that Word keeps as an SVG beside a PNG is one fault, and so is a picture in the header')],
  ['5.2.8', 'markup languages of users run nothing', tags('a getter in the facts is not run')],
  ['5.3.1', 'what goes out is written for its reader', markup('of every event that is recorded, and of every form, comes back as text')],
  ['5.3.2', 'every character survives', testsOf('security/facts-hostile-text.test.ts')('and combining accents are printed as the whole letters they stand for')],
  ['5.3.3', 'no script gets into a page', markup('stands as text on every page that shows it, and in what every page is asked')],
  ['5.3.4', 'questions to the database take parameters', testsOf('architecture.test.ts')('SQL stands in src/storage only')],
  ['5.3.5', 'where they cannot, values are escaped', because('they always can: kysely binds every value')],
  ['5.3.6', 'no JSON is broken out of', markup('of every route, by the schemas it is read with, is answered as JSON and no bug')],
  ['5.3.7', 'no LDAP is broken out of', because('no directory is asked')],
  ['5.3.8', 'no command is broken out of', because('programs are started without a shell, and with no argument that somebody typed')],
  ['5.3.9', 'no file of the machine is included', hostile('%s gives no file')],
  ['5.3.10', 'no XML is broken out of', testsOf('security/template-remarks-leak.test.ts')('a tag that would be markup is shown in the comment as it was typed')],
  ['5.4.1', 'memory is not overrun', testsOf('imaging/killed-reader.test.ts')('a page that takes the reader’s memory is named, and the pages after it are read')],
  ['5.4.2', 'format strings are constant', because('the language has none that reach memory')],
  ['5.4.3', 'numbers stay in their range', testsOf('security/facts-flood.test.ts')('by the number %s where a count belongs is refused')],
  ['5.5.1', 'stored objects have not been changed', testsOf('security/archive-file-tampered.test.ts')('is refused when it is read')],
  ['5.5.2', 'XML readers fetch and expand nothing', testsOf('security/template-xml-entities.test.ts')('a DTD that reads a file is refused in %s')],
  ['5.5.3', 'nothing foreign is made into objects', hostile('with prototype keys is refused by name and changes no prototype')],
  ['5.5.4', 'JSON is parsed, not run', hostile('%j is answered with 400')],
]
