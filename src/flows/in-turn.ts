import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'

/** Takes every step, one after the other, also when one before it threw; then throws what was thrown first. Bugs thrown after it are reported; a later `Failure` comes again with the next attempt. */
export async function inTurn(app: Pick<App, 'report'>, steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const thrown: unknown[] = []
  for (const step of steps) await step().catch((error: unknown) => thrown.push(error))
  for (const further of thrown.slice(1)) if (!(further instanceof Failure)) app.report(further)
  if (thrown.length > 0) throw thrown[0]
}
