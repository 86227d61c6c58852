import { describe, expect, it } from 'vitest'
import { FULL_COST, hashPassword, passwordFault, passwordMatches } from '../../src/accounts/passwords.js'

const OWNER = { name: 'Eva Ek', username: 'eva.ek@region.example' }
const ofLength = (length: number, sign = 'åäö🔑é x'): string => Array.from({ length }, (_, index) => Array.from(sign)[index % Array.from(sign).length]).join('')

describe('a password that somebody chooses', () => {
  it('has 12 to 128 characters, however they are written', () => {
    expect([11, 12, 64, 128, 129].map((length) => passwordFault(ofLength(length), OWNER))).toEqual([expect.stringContaining('11 tecken'), null, null, null, expect.stringContaining('129 tecken')])
  })

  it('takes any signs and asks for none', () => {
    for (const password of ['bara små bokstäver', '🔑🚪🪟🧱🛋️🪑🛏️🚿🧹🧺🪣🧽', 'МОСКВА ВЕСНОЙ', '  mellanrum först  ']) expect([password, passwordFault(password, OWNER)]).toEqual([password, null])
  })

  it('counts to its last character, and is kept as argon2id with a salt of its own', async () => {
    const password = ofLength(128)
    const kept = await hashPassword(password, FULL_COST)
    expect([await passwordMatches(kept, password, FULL_COST), await passwordMatches(kept, `${password.slice(0, -1)}y`, FULL_COST)]).toEqual([true, false])
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$/)
    expect(await hashPassword(password, FULL_COST)).not.toBe(kept)
  })
})
