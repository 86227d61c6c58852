import { createHash } from 'node:crypto'
import { canonicalJson } from '../../templates/canonical-json.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { FieldSpec } from './form.js'

/** What a form that overwrites a state sends back; its schema takes `SEEN`. */
export const SEEN = 'sedd'

/** The state that a form was shown with, sent back with it: a form shown again keeps the one it was first shown with, until somebody has been told that it is another. */
export function seenField(state: unknown): FieldSpec {
  return { kind: 'hidden', name: SEEN, value: markOf(state), kept: 'until told' }
}

/** What a form overwrites: what it is called, and how it stands; `app` reads inside the transaction that will overwrite it. */
export interface Overwritten {
  readonly what: string
  readonly stateIn: (app: App) => Promise<unknown>
}

/**
 * The app to overwrite a state with. A form holds every field: one from an old page would take back what a colleague has changed since, so it is refused at once, and again in the transaction of its first write, where of two sent at the same moment only one finds the state it was shown with.
 * What is not there yet (null) is overwritten by nobody. @throws Failure `transition-refused`, once: the form that is shown again has seen it
 */
export async function unlessStale(app: App, seen: string | undefined, { what, stateIn }: Overwritten): Promise<App> {
  refuseStale(seen, await stateIn(app), what)
  let isWritten = false
  const write: App['store']['write'] = async (work) => {
    const result = await app.store.write(async (tx) => {
      if (!isWritten) refuseStale(seen, await stateIn({ ...app, store: { ...app.store, read: tx } }), what)
      return work(tx)
    })
    isWritten = true
    return result
  }
  return { ...app, store: { ...app.store, write } }
}

function refuseStale(seen: string | undefined, state: unknown, what: string): void {
  if (seen === undefined || state === null || seen === markOf(state)) return
  throw new Failure('transition-refused', `${what} ${seen === markOf(null) ? 'finns redan' : 'har ändrats av någon annan sedan du öppnade sidan'}. Inget är sparat. Jämför med det som gäller nu, som står på sidan, och spara igen om det du har skrivit ska gälla.`, { faults: [{ path: SEEN, message: 'Ändrad sedan sidan öppnades.' }] })
}

function markOf(state: unknown): string {
  return createHash('sha256').update(canonicalJson(state)).digest('base64url').slice(0, 16)
}
