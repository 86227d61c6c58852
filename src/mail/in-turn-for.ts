const TAILS = new Map<string, Promise<void>>()

/** Does the work after all that was asked before of the same thing in this process. */
export async function inTurnFor<T>(what: string, work: () => Promise<T>): Promise<T> {
  const done = (TAILS.get(what) ?? Promise.resolve()).then(work)
  const tail = done.then(() => undefined, () => undefined)
  TAILS.set(what, tail)
  try {
    return await done
  } finally {
    if (TAILS.get(what) === tail) TAILS.delete(what)
  }
}
