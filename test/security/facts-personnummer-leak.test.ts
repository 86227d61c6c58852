import { expect, test } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { readFacts } from '../../templates/facts-faults.js'

function failureOf(json: unknown): Failure {
  try {
    readFacts(json)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('the facts were taken')
}

const WRONG = [
  '19850412-9812', '198504129812', '850412-9812', '19850412 981', '19850412-9811x', '19851350-9811', 'Eva 19850412-9811', `19850412-9811${' '.repeat(100)}`, '19850412\u200B-9811',
]

test.each(WRONG)('a mistyped personnummer (%s) never stands in the failure that refuses it', (personnummer) => {
  const failure = failureOf({ kund: { namn: 'A', kundtyp: 'privat', orgnr: '212000-0142' }, kontakter: { handlaggare: [{ namn: 'Eva', personnummer }] } })
  expect(failure.faults.map(({ path }) => path)).toEqual(['kontakter.handlaggare.0.personnummer'])
  expect(`${failure.message} ${JSON.stringify(failure.faults)} ${String(failure.cause)}`).not.toMatch(/8504|9811|9812/u)
})

test.each([198504129811, ['19850412-9811'], { nummer: '19850412-9811' }])('a personnummer of the wrong type (%j) is not repeated either', (personnummer) => {
  const read = (): unknown => readFacts({ kund: { namn: 'A', kundtyp: 'privat', orgnr: '212000-0142' }, kontakter: { handlaggare: [{ namn: 'Eva', personnummer }] } })
  expect(read).toThrow(expect.objectContaining({ faults: [{ path: 'kontakter.handlaggare.0.personnummer', message: expect.not.stringMatching(/9811/u) }] }))
})

test('a private person\'s number given as organisationsnummer is not repeated', () => {
  for (const orgnr of ['850412-9811', '19850412-9811', '198504129811', '850412-98111']) {
    expect(() => readFacts({ kund: { namn: 'A', kundtyp: 'privat', orgnr } })).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ path: 'kund.orgnr', message: expect.not.stringMatching(/850412/u) })] }),
    )
  }
})

test.each([
  ['hsaId', '19850412-9811'], ['postadress', '850412 9811'], ['gln', '198504129811'], ['peppolId', '0007:850412-9811'], ['epost', '850412-9811'], ['telefon', 'pnr 850412-9811'], ['webb', '8504129811'],
  ['logotyp', '850412+9811'], ['kundtyp', '850472-9811'], ['850412-9811', 'x'],
])('a personnummer typed at kund.%s (%s) is not repeated', (key, value) => {
  const read = (): unknown => readFacts({ kund: { namn: 'A', kundtyp: 'privat', orgnr: '212000-0142', [key]: value } })
  expect(read).toThrow(expect.objectContaining({ faults: [{ path: expect.not.stringMatching(/8504/u), message: expect.not.stringMatching(/8504/u) }] }))
})
