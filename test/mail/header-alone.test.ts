import { expect, it } from 'vitest'
import { headerAlone } from '../../src/mail/header-alone.js'

const keptOf = (mail: string): string => Buffer.from(headerAlone(Buffer.from(mail))).toString('utf8')

it('of a mail that cannot be read the header is kept, no more than 16 kB of it, and no word of what follows', () => {
  expect(keptOf('From: a@b.example\r\nSubject: x\r\n\r\nhemligt')).toMatch(/^From: a@b\.example\r\nSubject: x\r\n\r\n\[Bara brevhuvudet är sparat\. [^\]]*[0-9a-f]{64}\]\r\n$/u)
  expect(keptOf('\n\nhemligt')).toMatch(/^\r\n\[Bara/u)
  expect(keptOf('x'.repeat(1_000_000)).length).toBeLessThan(16_600)
  expect(keptOf('From: a@b.example\n\nett')).not.toBe(keptOf('From: a@b.example\n\ntvå'))
})
