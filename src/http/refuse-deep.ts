import { Failure } from '../../templates/failure.js'

/** Deeper than any form here, and far from what exhausts the stack of whoever walks it. */
const MOST_LEVELS = 64

/** Refuses JSON nested deeper than any form. @throws Failure `call-invalid` */
export function refuseDeep(json: unknown): void {
  let level: readonly unknown[] = [json]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) throw new Failure('call-invalid', `Det som skickades är nästlat i fler än ${MOST_LEVELS} nivåer. Rätta det och skicka igen. Formen står i /api/openapi.json.`)
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
}
