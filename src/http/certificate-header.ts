import type { Request } from 'express'
import { Failure } from '../../templates/failure.js'
import type { Config } from '../config.js'
import { comesByProxy } from './access.js'

/** Whom the client certificate names that the proxy has checked; null without one. @throws Failure `access-refused` when the header comes by any other way, or twice */
export function certificateOf(request: Request, config: Pick<Config, 'certificateHeader' | 'publicUrl' | 'proxies'>): string | null {
  const named = config.certificateHeader === null ? [] : (request.headersDistinct[config.certificateHeader.toLowerCase()] ?? [])
  if (named.length === 0) return null
  if (named.length > 1 || !comesByProxy(request, config)) throw new Failure('access-refused', 'Uppgiften om certifikat kommer inte från den betrodda proxyn och tas inte emot.')
  return named[0]?.trim() || null
}
