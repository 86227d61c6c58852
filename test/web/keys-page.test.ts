import { expect, it } from 'vitest'
import { z } from 'zod'
import { KEYS_PAGE } from '../../src/web/pages/keys.js'
import { openUnpinnedHouse } from '../open-house.js'
import { visitTo } from './visit-to.js'

it('what is wrong with both own keys alike stands once on the page Nycklar', async () => {
  const house = await openUnpinnedHouse()
  await house.reopen({ passphraseFile: null })
  const { content } = await KEYS_PAGE.show(visitTo(house.app))
  const { faults } = z.looseObject({ faults: z.array(z.strictObject({ message: z.string(), stops: z.boolean() })) }).parse(content)
  expect(faults.filter(({ message }) => message.includes('lösenfras saknas'))).toHaveLength(1)
})
