// Keeps files in an archive until it has kept the count asked for or is killed, naming each on stdout once it is kept; a Failure ends it with its code on stdout.
import { Readable } from 'node:stream'
import { openArchive } from '../../../src/archive/archive.js'
import { Failure } from '../../../templates/failure.js'

const [directory, name, count, bytes] = process.argv.slice(2)
if (directory === undefined || name === undefined || count === undefined || bytes === undefined) throw new Error('keep.js DIRECTORY NAME COUNT BYTES')
const archive = await openArchive(directory)
process.stdout.write('open\n')
for (let round = 0; round < Number(count); round++) {
  const content = Buffer.alloc(Number(bytes), `${name} ${round} `)
  try {
    const kept = await archive.keepFile(Readable.from([content.subarray(0, 1000), content.subarray(1000)]), Infinity)
    process.stdout.write(`${kept.sha256}\n`)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    process.stdout.write(`${error.code}\n`)
    break
  }
}
