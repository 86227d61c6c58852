import { createHash } from 'node:crypto'
import { plannedDocuments } from '../../contracts/pack-plan.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { newVersionCode } from '../../signing/page-code.js'
import type { FillContext } from '../../templates/context.js'
import { readFacts } from '../../templates/facts-faults.js'
import { cardMakerSchema, providerSchema, supplierSchema, type Parties } from '../../templates/party.js'
import { shippedFacts, shippedParty, shippedTemplate } from '../program-files.js'
import type { RenderJob } from '../rendering/render-version.js'

/** One document to be made in one round. */
export interface Subject {
  readonly kind: string
  readonly template: RenderJob['template']
  readonly context: FillContext
  readonly code: string
  readonly issuedAt: string
}

/** The fictional customer whose pack is made: one that gets every agreement. */
const CUSTOMER = 'lillfors-kommun'
const ISSUED_AT = '2026-11-22T09:00:00Z'

function shippedParties(): Parties {
  return {
    svr: providerSchema.parse(shippedParty('svr')),
    driftleverantor: supplierSchema.parse(shippedParty('driftleverantor')),
    korttillverkare: cardMakerSchema.parse(shippedParty('korttillverkare')),
  }
}

/** Gives the documents of one customer's pack. Every round is a customer not seen before, so that nobody wins by remembering what was made last time. */
export function openSubjects(): (round: number) => Subject[] {
  const facts = readFacts(shippedFacts(CUSTOMER))
  const parties = shippedParties()
  const planned = plannedDocuments(facts, null).map(({ kind, subject }) => {
    const bytes = shippedTemplate(kind.id)
    const person = facts.kontakter?.handlaggare?.[Number(subject) - 1]
    return { kind, handlaggaren: person, template: { sha256: createHash('sha256').update(bytes).digest('hex'), bytes } }
  })
  return (round) => planned.map(({ kind, handlaggaren, template }, index) => {
    const code = newVersionCode(createHash('sha256').update(`${round} ${index}`).digest())
    const kund = { ...facts.kund, namn: `${facts.kund.namn} ${round}` }
    const dokument = { titel: kind.title, kod: spokenCode(code), utgava: '1', datum: ISSUED_AT.slice(0, 10), stadium: 'undertecknande', exempel: true, ogranskad: true, andring: false } as const
    return { kind: kind.id, template, code, issuedAt: ISSUED_AT, context: { ...facts, ...parties, kund, dokument, ...(handlaggaren === undefined ? {} : { handlaggaren }) } }
  })
}
