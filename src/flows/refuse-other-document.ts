import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { type StoredVersion, versionOf } from '../storage/versions.js'

/** A file that says it is another document is most likely handed in under the wrong code. `says` is the code it says, null where it says none. @throws Failure `transition-refused` */
export async function refuseOtherDocument(app: App, base: StoredVersion, says: string | null): Promise<void> {
  const said = says === null ? null : await versionOf(app.store.read, says.replaceAll('-', ''))
  if (said === null || (said.kind === base.kind && said.orgnr === base.orgnr)) return
  throw new Failure('transition-refused', `Filen säger själv att den är ${said.title} ${spokenCode(said.code)} (${said.orgnr}), inte ${base.title} ${spokenCode(base.code)} (${base.orgnr}). Inget är registrerat. Ange rätt kod med --document.`)
}
