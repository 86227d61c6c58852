import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { partyRecordSchema } from '../../../templates/party.js'
import { checkArchive } from '../../flows/check-archive.js'
import { storedPartySchema, verificationSchema } from '../../flows/outward-shapes.js'
import { setParty } from '../../flows/party.js'
import { accountsSince } from '../../storage/accounts.js'
import { archiveCheckSchema, archiveChecks } from '../../storage/archive-checks.js'
import { parties } from '../../storage/parties.js'
import { billOfMaterials, programVersion } from '../../program-files.js'
import { downloading, listing, reading, writing, type Download, type Route } from '../route.js'
import { by, numberOf, partOf, partOnly, segment } from './parts.js'

const part = z.strictObject({ part: segment })
const CYCLONE_DX = 'application/vnd.cyclonedx+json; version=1.6'

/** The parties, the archive and the way in. */
export const INSTALLATION_ROUTES: readonly Route[] = [
  reading({ path: '/parties', right: 'follow', summary: 'The parties as they stand', params: z.strictObject({}), answer: z.array(storedPartySchema), run: ({ app }) => parties(app.store.read) }),
  reading({
    path: '/parties/:part', right: 'follow', summary: 'One party', params: part, answer: storedPartySchema,
    run: async ({ app, params }) => (await parties(app.store.read)).find(({ record }) => record.part === params.part) ?? unknownPart(params.part),
  }),
  writing({
    method: 'put', path: '/parties/:part', right: 'work', summary: 'Records a party in place of the one before', params: part, body: z.strictObject({ by, record: partyRecordSchema }), bodyFailure: 'party-invalid', answer: storedPartySchema, status: 200,
    run: ({ app, params, body }) => {
      if (body.record.part !== params.part) throw new Failure('call-invalid', `Adressen gäller parten ”${params.part}” men uppgifterna parten ”${body.record.part}”. Rätta det ena.`)
      return setParty(app, body.record, app.actor(body.by))
    },
  }),
  reading({
    path: '/archive/verification', right: 'operate', summary: 'Hashes every archived file and recomputes the event chain; when, by whom and how much was found is recorded', params: z.strictObject({}), answer: verificationSchema,
    run: async ({ app }) => {
      const { filesChecked, eventsChecked, faults, litter } = await checkArchive(app)
      return { filesChecked, eventsChecked, faults: faults.map(({ path, message }) => ({ path, message })), litter: [...litter] }
    },
  }),
  listing({
    path: '/archive/checks', right: 'follow', summary: 'When the archive was checked, by whom and what was found, latest first', params: z.strictObject({}), query: partOnly, answer: z.array(archiveCheckSchema),
    run: async ({ app, query: { limit, cursor } }) => partOf(await archiveChecks(app.store.read, { most: limit + 1, before: numberOf(cursor) }), limit, ({ number }) => String(number)),
  }),
  downloading({
    path: '/bill-of-materials', right: 'follow', summary: 'What the program is made of: every package with version, licence and hash, as CycloneDX 1.6', params: z.strictObject({}), mediaTypes: [CYCLONE_DX],
    run: (): Promise<Download> => {
      const bytes = billOfMaterials()
      return Promise.resolve({ bytes, mediaType: CYCLONE_DX, fileName: `anslut-${programVersion()}.cdx.json`, sha256: createHash('sha256').update(bytes).digest('hex') })
    },
  }),
  writing({
    method: 'post', path: '/login-links', right: 'manage', secret: 'in the answer', summary: 'A one-time link that opens the pages in a browser', params: z.strictObject({}), body: z.strictObject({}), answer: z.strictObject({ path: z.string() }), status: 201,
    run: async ({ app, around }) => {
      if ((await accountsSince(app.store.read)) !== null) throw new Failure('transition-refused', 'Konton gäller, så inloggningslänkar används inte längre. Logga in med användarnamn och lösenord.')
      return { path: `/?token=${around.offerLink()}` }
    },
  }),
]

function unknownPart(named: string): never {
  throw new Failure('resource-unknown', `Parten ”${named}” finns inte. Parterna är svr, driftleverantor och korttillverkare.`)
}
