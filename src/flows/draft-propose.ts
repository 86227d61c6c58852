import { createHash } from 'node:crypto'
import type { Actor } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { FilledDocument } from '../../templates/document.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { filledEdition } from '../rendering/filled-edition.js'
import { customerTextOf, customerTexts, insertCustomerText, moveCustomerText, type CustomerText } from '../storage/customer-texts.js'
import { appendEvents } from '../storage/events.js'
import type { StoredVersion } from '../storage/versions.js'
import { comparedText } from './draft-compare.js'
import type { RegisteredDraft } from './draft-register.js'
import { differingPlacesIn, makeCustomerText, type MadeText } from './make-customer-text.js'
import { customerEvent } from './new-event.js'
import { templateFile } from './compared-context.js'
import { registeredEvent } from './record-customer-text.js'
import { refuseChangedFacts } from './refuse-changed-facts.js'
import { refuseOutdatedBase } from './refuse-outdated-base.js'
import { templateWords } from './template-words.js'

interface Proposal {
  readonly base: StoredVersion
  readonly docx: Uint8Array
  readonly fileSha256: string
  readonly by: Actor
}

/**
 * A changed agreement as a deviation from its template, which two persons have to accept; nothing is issued. The same text against the same version is the same proposal.
 * @throws Failure `draft-unreadable`, `signatures-changed`, `facts-missing`; `transition-refused` when the file says nothing else than what is issued, or what it was made from no longer counts
 */
export async function proposeDeviation(app: App, { base, docx, fileSha256, by }: Proposal): Promise<RegisteredDraft> {
  const now = app.now().toISOString()
  const isPending = (text: CustomerText): boolean => text.state === 'proposed' && text.baseCode === base.code
  const pending = (await customerTexts(app.store.read, base.orgnr)).filter(isPending)
  const known = pending.find((text) => text.fileSha256 === fileSha256)
  if (known !== undefined) return proposed(app, base, { text: known, isNew: false })
  await refuseOutdatedBase(app.store.read, base, now)
  await refuseChangedFacts(app, base, docx)
  const made = await makeCustomerText(app, base, docx)
  await refuseNothingNew(app, base, made)

  // Saved again, the file has other bytes and says the same.
  const templateSha256 = createHash('sha256').update(made.template).digest('hex')
  const alike = pending.find((text) => text.templateSha256 === templateSha256)
  if (alike !== undefined) return proposed(app, base, { text: alike, isNew: false })

  await app.archive.keep(made.template)
  await app.archive.keep(docx)
  const text: CustomerText = {
    id: Buffer.from(app.random(4)).toString('hex'), orgnr: base.orgnr, kind: base.kind, baseCode: base.code, edition: made.edition.edition, fileSha256, templateSha256,
    differences: made.differences.length, byName: by.name, osUser: by.osUser, registeredAt: now, state: 'proposed',
  }
  const recorded = await app.store.write(async (tx) => {
    const meanwhile = (await customerTexts(tx, base.orgnr)).find((one) => isPending(one) && one.templateSha256 === templateSha256)
    if (meanwhile !== undefined) return { text: meanwhile, isNew: false }
    const outdated = (await customerTexts(tx, base.orgnr)).filter(({ state, kind, fileSha256: file }) => state === 'proposed' && kind === base.kind && file === fileSha256)
    for (const { id } of outdated) await moveCustomerText(tx, id, 'proposed', 'rejected')
    await insertCustomerText(tx, text)
    await appendEvents(tx, [...outdated.map(({ id }) => customerEvent(by, now, base.orgnr, { type: 'customer-text-rejected', text: id, reason: `Filen är registrerad på nytt mot ${spokenCode(base.code)}.` })), registeredEvent(text, { by, otherFacts: null }, now)], now)
    return { text, isNew: true }
  })
  return proposed(app, base, recorded)
}

async function proposed(app: App, base: StoredVersion, { text, isNew }: { readonly text: CustomerText; readonly isNew: boolean }): Promise<RegisteredDraft> {
  const { id, title } = kindOf(base.kind, app.kinds)
  return { state: 'proposed', code: base.code, kind: id, title, orgnr: base.orgnr, format: 'word', text: text.id, isNew, differences: text.differences, comparison: await comparedText(app, base, text) }
}

/** A deviation that changes nothing would only cost two persons their time and the version its signatures. */
async function refuseNothingNew(app: App, base: StoredVersion, made: MadeText): Promise<void> {
  const named = `${base.title} ${spokenCode(base.code)}`
  if (differingPlacesIn(await issuedWords(app, base), made.filled).length === 0) throw new Failure('transition-refused', `Filen säger ordagrant det som ${named} säger, så det finns ingen avvikelse att anta. Inget är registrerat.`)
  if (made.differences.length === 0) throw new Failure('transition-refused', `Filen säger ordagrant det som mallen säger. Inget är registrerat. Återgå till mallens text med ”draft drop ${spokenCode(base.code)} --by NAMN --reason TEXT”.`)
}

async function issuedWords(app: App, base: StoredVersion): Promise<FilledDocument> {
  const { context, filled } = await templateWords(app, base, { edition: base.edition, at: base.issuedAt })
  const text = base.customerText === null ? null : await customerTextOf(app.store.read, base.customerText)
  return text === null ? filled : filledEdition(await templateFile(app, text.templateSha256), context, 'refuse')
}
