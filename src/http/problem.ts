import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Failure, FAILURE_CODES } from '../../templates/failure.js'
import { faultShape } from '../flows/outward-shapes.js'
import { STATUS_OF_FAILURE, STATUS_TITLES } from './failure-status.js'

/** The body of every refusal (RFC 9457), `application/problem+json`; `code` is the failure code, or `internal` with the `id` the log has. */
export const problemSchema = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.enum([...FAILURE_CODES, 'internal']),
  detail: z.string(),
  faults: z.array(faultShape).optional(),
  id: z.string().optional(),
})

export type Problem = z.infer<typeof problemSchema>

/** What a client is told of anything thrown; a bug tells only its id. */
export function problemOf(thrown: unknown): Problem {
  const failure = translated(thrown)
  if (failure === null) {
    const id = randomBytes(4).toString('hex')
    return { type: 'about:blank', title: 'Internt fel', status: 500, code: 'internal', detail: `Internt fel ${id}: programmet gjorde något det inte skulle. Se efter om det du gjorde blev sparat innan du gör om det, och meddela numret till den som sköter programmet.`, id }
  }
  const status = STATUS_OF_FAILURE[failure.code]
  const faults = failure.faults.map(({ path, message }) => ({ path, message }))
  return { type: 'about:blank', title: STATUS_TITLES[status], status, code: failure.code, detail: failure.message, ...(faults.length === 0 ? {} : { faults }) }
}

/** What Express and its body parser throw about the request, in the project's own words; null for a bug. */
function translated(thrown: unknown): Failure | null {
  if (thrown instanceof Failure) return thrown
  if (!(thrown instanceof Error)) return null
  if ('type' in thrown) {
    switch (thrown.type) {
      case 'entity.too.large':
        return new Failure('request-too-large', 'Det som skickades är större än vad som tas emot som JSON (en megabyte, med logotyp åtta). Skanningar lämnas som filer till /api/v1/scans.', { cause: thrown })
      case 'entity.parse.failed':
        return new Failure('call-invalid', 'Det som skickades är inte JSON. Rätta och skicka igen.', { cause: thrown })
      case 'request.aborted':
      case 'request.size.invalid':
        return new Failure('call-invalid', 'Det som skickades kom inte fram helt. Skicka det igen.', { cause: thrown })
      case 'encoding.unsupported':
      case 'charset.unsupported':
        return new Failure('media-type-unsupported', 'Det som skickades är i en kodning som inte stöds. Skicka JSON i UTF-8, utan packning.', { cause: thrown })
      default:
        break
    }
  }
  if (thrown instanceof URIError) return new Failure('call-invalid', 'Adressen är inte rätt kodad.', { cause: thrown })
  return null
}
