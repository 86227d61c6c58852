import { consequencesOf } from '../../contracts/reissue.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Db } from '../storage/store.js'
import type { StoredVersion } from '../storage/versions.js'
import { historyOf } from './history.js'
import { lostByReissue } from './lost-by-reissue.js'

/** An approval or a signature falls only by somebody's word. @throws Failure `reissue-needed` naming what would fall, when no reason is given */
export async function refuseLostApproval(app: App, db: Db, version: StoredVersion, reason: string | null): Promise<void> {
  if (reason !== null) return
  const faults = consequencesOf(await historyOf(app, db, version.orgnr), [version.code]).flatMap((fall) => {
    const message = lostByReissue(fall)
    return message === null ? [] : [{ path: `${fall.kind} ${spokenCode(fall.code)}`, message }]
  })
  if (faults.length > 0) throw new Failure('reissue-needed', `${version.title} ${spokenCode(version.code)} är redan godkänd eller undertecknad, och det faller om den ersätts. Inget är gjort. Ange varför med --reason TEXT om den ändå ska ersättas.`, { faults })
}
