import { expect, test } from 'vitest'
import { sealedHeaders, sealedTo } from '../../src/mail/sealed.js'

test.each([['its headers', sealedHeaders], ['its recipients', sealedTo]])('a file that only begins as a letter is closed when it is asked for %s', async (_, read) => {
  let isOpen = true
  async function* file(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('From: kund@region.example\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\n')
      yield Buffer.from('mer')
    } finally {
      isOpen = false
    }
  }
  await expect(read(file())).rejects.toMatchObject({ code: 'letter-not-encrypted' })
  expect(isOpen).toBe(false)
})
