import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Router } from 'express'
import { distDirectory, shippedCommonPasswords } from '../program-files.js'

/** The style sheet, the scripts and the icon of every page, each at an address that changes with its content, so that a browser may keep it. */
export interface StaticFiles {
  readonly css: string
  readonly htmx: string
  /** The script of password fields, a module; what it asks for lies beside it. */
  readonly passwords: string
  /** The script that keeps what has the focus in sight, a module. */
  readonly inSight: string
  readonly icon: string
  readonly router: Router
}

interface Offered {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}

/** Reads them once. */
export function staticFiles(): StaticFiles {
  const router = Router({ caseSensitive: true, strict: true })
  const beside = (name: string): Buffer => readFileSync(new URL(`./${name}`, import.meta.url))
  /** Together in one place, which changes with any of them; gives the address of the first. */
  const offer = (...files: readonly [Offered, ...Offered[]]): string => {
    const place = files.reduce((hash, { bytes }) => hash.update(bytes), createHash('sha256')).digest('hex').slice(0, 12)
    for (const { name, type, bytes } of files) router.get(`/${place}/${name}`, (_request, response) => void response.type(type).set('Cache-Control', 'public, max-age=31536000, immutable').send(bytes))
    return `/${place}/${files[0].name}`
  }
  return {
    css: offer({ name: 'anslut.css', type: 'css', bytes: Buffer.concat(['anslut.css', 'work.css'].map(beside)) }),
    htmx: offer({ name: 'htmx.js', type: 'js', bytes: readFileSync(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')) }),
    passwords: offer(
      { name: 'password-fields.js', type: 'js', bytes: beside('password-fields.js') },
      { name: 'password-strength.js', type: 'js', bytes: readFileSync(join(distDirectory, 'src', 'accounts', 'password-strength.js')) },
      { name: 'common-passwords.txt', type: 'text/plain', bytes: Buffer.from(shippedCommonPasswords()) },
    ),
    inSight: offer({ name: 'keep-in-sight.js', type: 'js', bytes: beside('keep-in-sight.js') }),
    icon: offer({ name: 'anslut.svg', type: 'image/svg+xml', bytes: beside('anslut.svg') }),
    router,
  }
}
