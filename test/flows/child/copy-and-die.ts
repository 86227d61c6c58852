// Makes a customer's clean copies and kills itself (SIGKILL) once the first lies in the archive, before anything names it.
import { openApp } from '../../../src/app.js'
import { readConfig } from '../../../src/config.js'
import { keepCleanCopies } from '../../../src/flows/clean-copies.js'

const [directory, orgnr] = process.argv.slice(2)
if (directory === undefined || orgnr === undefined) throw new Error('copy-and-die.js DIRECTORY ORGNR')
const app = await openApp(readConfig({}, directory))
const keep = async (bytes: Uint8Array): Promise<never> => {
  process.stdout.write(`${(await app.archive.keep(bytes)).sha256}\n`, () => process.kill(process.pid, 'SIGKILL'))
  return new Promise(() => undefined)
}
await keepCleanCopies({ ...app, archive: { ...app.archive, keep } }, orgnr)
