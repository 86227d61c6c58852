import { expect, test } from 'vitest'
import { RecentTexts } from '../../templates/recent-texts.js'

test('what is asked for again stays, however much else comes, and the rest is forgotten', () => {
  const recent = new RecentTexts<number>(10)
  recent.set('gemensamt', 1)
  recent.set('en kunds', 2)
  for (let other = 0; other < 100; other++) {
    recent.set(`annat ${other}`, other)
    expect(recent.get('gemensamt')).toBe(1)
  }
  expect(recent.get('en kunds')).toBeUndefined()
})
