import type { Answer } from '../storage/answers.js'
import { letterOf } from '../storage/letters.js'
import type { Db } from '../storage/store.js'
import { sameAddress } from '../../signing/same-address.js'

/** Whether a reply to one of our letters comes from another address than the letter went to: then anybody may have written it. Null when the letter is not known, or it is no reply. */
export async function comesFromAnother(db: Db, { kind, letter, from }: Pick<Answer, 'kind' | 'letter' | 'from'>): Promise<boolean | null> {
  const row = kind === 'reply' && letter !== null ? await letterOf(db, letter) : null
  return row === null ? null : !sameAddress(from, row.recipient)
}
