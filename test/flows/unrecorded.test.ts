import { expect, it } from 'vitest'
import { unrecorded } from '../../src/flows/unrecorded.js'
import { Failure } from '../../templates/failure.js'

it('what could not be recorded is told in whole sentences, whatever stood in the way', () => {
  const words = (why: Failure): string => {
    const failure = unrecorded('Brev 1 för 212000-9879', { kind: 'accepted', response: '250 Ok.' }, why)
    return failure instanceof Failure ? failure.message : ''
  }
  for (const why of [new Failure('data-directory', 'Datakatalogen går inte att använda.'), new Failure('disk-full', 'Disken är full.'), new Failure('database-busy', 'Databasen är upptagen.')]) {
    expect(words(why)).toMatch(/^Brev 1 för 212000-9879 har gått \(Postservern tog emot brevet: 250 Ok\), men det kunde inte skrivas i databasen: [^.]+\. Det är antecknat/u)
  }
})
