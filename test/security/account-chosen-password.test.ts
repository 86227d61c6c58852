import { describe, expect, it } from 'vitest'
import { readCommonPasswords } from '../../src/accounts/password-strength.js'
import { FULL_COST, hashingOf, hashPassword, passwordFault, passwordMatches } from '../../src/accounts/passwords.js'
import { shippedCommonPasswords } from '../../src/program-files.js'

const OWNER = { name: 'Eva Ek', username: 'eva.ek@region.example' }
const ofLength = (length: number, sign = 'åäö🔑é x'): string => Array.from({ length }, (_, index) => Array.from(sign)[index % Array.from(sign).length]).join('')

describe('a password that somebody chooses', () => {
  it('has 12 to 128 characters, however they are written', () => {
    expect([11, 12, 64, 128, 129].map((length) => passwordFault(ofLength(length), OWNER))).toEqual([expect.stringContaining('11 tecken'), null, null, null, expect.stringContaining('129 tecken')])
  })

  it('takes any signs and asks for none', () => {
    for (const password of ['bara små bokstäver', '🔑🚪🪟🧱🛋️🪑🛏️🚿🧹🧺🪣🧽', 'МОСКВА ВЕСНОЙ', '  mellanrum först  ']) expect([password, passwordFault(password, OWNER)]).toEqual([password, null])
  })

  it('is none that guessers try first: the commonest, a common word with a birthday or signs around it, two in one, also disguised', () => {
    const common = ['123qweasdzxc', 'q1w2e3r4t5y6', 'Motherfucker', 'counterstrike', 'registration', 'ghbdtnrfrltkf', 'Stockholm2024!', 'fotboll123456', 'Elisabeth19850312', '!!Hammarby1915', 'sommarvinter', 'sommarsommar', 'L0senord 2026', 'p@ssw0rd-2026', 'Välkommen2026!', 'aaaabbbbcccc', 'HANDLÄGGARE26']
    expect(common.filter((password) => passwordFault(password, OWNER)?.includes('prövas först') !== true)).toEqual([])
    const own = ['stol lampa hund moln', 'sommar vinter regn och blåst', 'Stockholm7Kv9#xQ2w', 'brevlådan är grön idag', '1985-kaffe-på-verandan']
    expect(own.map((password) => passwordFault(password, OWNER))).toEqual(own.map(() => null))
    const { whole, words } = readCommonPasswords(shippedCommonPasswords())
    expect([whole.size, words.size > 2900, [...whole].every((password) => password.length >= 12), [...whole, ...words].every((one) => one === one.toLocaleLowerCase('sv'))]).toEqual([5000, true, true, true])
  })

  it('counts to its last character, and is kept as argon2id with a salt of its own', async () => {
    const password = ofLength(128)
    const hashing = await hashingOf({ passwordCost: FULL_COST, accountKey: () => Promise.resolve(new Uint8Array(32)) })
    const kept = await hashPassword(password, hashing)
    expect([await passwordMatches(kept, password, hashing), await passwordMatches(kept, `${password.slice(0, -1)}y`, hashing)]).toEqual([true, false])
    expect(kept).toMatch(/^[0-9a-f]{8}\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$/)
    expect(await hashPassword(password, hashing)).not.toBe(kept)
  })
})
