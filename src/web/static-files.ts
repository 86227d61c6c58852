import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Router } from 'express'

/** The style sheet, the script and the icon of every page, each at an address that changes with its content, so that a browser may keep it. */
export interface StaticFiles {
  readonly css: string
  readonly htmx: string
  readonly icon: string
  readonly router: Router
}

/** Reads them once. */
export function staticFiles(): StaticFiles {
  const router = Router({ caseSensitive: true, strict: true })
  const offer = (name: string, type: string, bytes: Buffer): string => {
    const path = `/${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}/${name}`
    router.get(path, (_request, response) => void response.type(type).set('Cache-Control', 'public, max-age=31536000, immutable').send(bytes))
    return path
  }
  const css = offer('anslut.css', 'css', Buffer.concat(['anslut', 'work'].map((name) => readFileSync(new URL(`./${name}.css`, import.meta.url)))))
  const htmx = offer('htmx.js', 'js', readFileSync(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')))
  const icon = offer('anslut.svg', 'image/svg+xml', readFileSync(new URL('./anslut.svg', import.meta.url)))
  return { css, htmx, icon, router }
}
