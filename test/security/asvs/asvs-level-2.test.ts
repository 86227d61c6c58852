import { readFileSync, existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ARCHITECTURE_AND_DESIGN } from './architecture-and-design.js'
import { AUTHENTICATION } from './authentication.js'
import { DATA_AND_LOGIC } from './data-and-logic.js'
import { FILES_API_AND_SET_UP } from './files-api-and-set-up.js'
import { SECRETS_AND_LOG } from './secrets-and-log.js'
import { SESSIONS_AND_ACCESS } from './sessions-and-access.js'
import { VALIDATION } from './validation.js'

const TABLE = [...ARCHITECTURE_AND_DESIGN, ...AUTHENTICATION, ...SESSIONS_AND_ACCESS, ...VALIDATION, ...SECRETS_AND_LOG, ...DATA_AND_LOGIC, ...FILES_API_AND_SET_UP]

/** How many requirements of level 2 each section of ASVS 4.0.3 holds, without those of level 3 alone and those taken out of it. */
const SECTIONS: Readonly<Record<string, number>> = {
  '1.1': 7, '1.2': 4, '1.4': 3, '1.5': 4, '1.6': 4, '1.7': 2, '1.8': 2, '1.9': 2, '1.10': 1, '1.11': 2, '1.12': 1, '1.14': 6,
  '2.1': 12, '2.2': 3, '2.3': 3, '2.4': 5, '2.5': 7, '2.6': 3, '2.7': 6, '2.8': 7, '2.9': 3, '2.10': 4, '3.1': 1, '3.2': 4, '3.3': 4, '3.4': 5, '3.5': 3, '3.7': 1, '4.1': 4, '4.2': 2, '4.3': 3,
  '5.1': 5, '5.2': 8, '5.3': 10, '5.4': 3, '5.5': 4, '6.1': 3, '6.2': 6, '6.3': 2, '6.4': 2, '7.1': 4, '7.2': 2, '7.3': 3, '7.4': 3, '8.1': 4, '8.2': 3, '8.3': 8, '9.1': 3, '9.2': 4,
  '10.2': 2, '10.3': 3, '11.1': 8, '12.1': 3, '12.2': 1, '12.3': 6, '12.4': 2, '12.5': 2, '12.6': 1, '13.1': 4, '13.2': 5, '13.3': 2, '13.4': 2, '14.1': 4, '14.2': 6, '14.3': 2, '14.4': 7, '14.5': 4,
}

/** The text of a test file, which holds the names of its tests as they are written there; empty when there is none. */
const textOf = (file: string): string => (existsSync(`test/${file}`) ? readFileSync(`test/${file}`, 'utf8') : '')

describe('the requirements of OWASP ASVS 4.0.3, level 2', () => {
  it('stand in the table, each once', () => {
    const numbers = TABLE.map(([number]) => number)
    expect(new Set(numbers).size).toBe(numbers.length)
    const held: Record<string, number> = {}
    for (const number of numbers) {
      const section = number.split('.').slice(0, 2).join('.')
      held[section] = (held[section] ?? 0) + 1
    }
    expect(held).toEqual(SECTIONS)
  })

  it('are proved by tests that there are', () => {
    const lost = TABLE.flatMap(([number, , standing]) => ('test' in standing && !textOf(standing.file).includes(`('${standing.test.replaceAll('\'', '\\\'')}'`) ? [`${number}: ${standing.file}: ${standing.test}`] : []))
    expect(lost).toEqual([])
  })
})
