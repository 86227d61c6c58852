import { describe, expect, it } from 'vitest'
import { mayDo, RIGHTS, ROLES, whoMay, type Right, type Role } from '../../contracts/rights.js'

/** What each role may do, said the other way round, so that a slip in the table is seen. */
const MAY: Readonly<Record<Role, readonly Right[]>> = {
  administrator: ['read', 'follow', 'work', 'deviate', 'operate', 'manage', 'self'],
  mallansvarig: ['read', 'follow', 'templates', 'deviate', 'self'],
  namnd: ['read', 'follow', 'decide', 'self'],
  lasare: ['read', 'follow', 'self'],
  drift: ['follow', 'operate', 'self'],
}
const ALL: readonly Right[] = ['read', 'follow', 'work', 'decide', 'templates', 'deviate', 'operate', 'manage', 'self']

describe('the table of rights', () => {
  it('holds every right that is tested here', () => {
    expect(Object.keys(RIGHTS)).toEqual(ALL)
  })

  it.each(ROLES)('lets %s do what it says and nothing else', (role) => {
    expect(ALL.filter((right) => mayDo(new Set([role]), right))).toEqual(MAY[role])
  })

  it('lets nobody without a role do anything, and adds roles together', () => {
    expect(ALL.filter((right) => mayDo(new Set(), right))).toEqual([])
    expect(ALL.filter((right) => mayDo(new Set<Role>(['namnd', 'drift']), right))).toEqual(['read', 'follow', 'decide', 'operate', 'self'])
  })

  it('tells who may', () => {
    expect([whoMay('deviate'), whoMay('decide')]).toEqual(['administratör eller mallansvarig', 'nämnd'])
  })
})
