import { createHash } from 'node:crypto'
import { plannedDocuments } from '../../contracts/pack-plan.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { newVersionCode } from '../../signing/page-code.js'
import type { FillContext } from '../../templates/context.js'
import type { Facts } from '../../templates/facts.js'
import { cardMakerSchema, providerSchema, supplierSchema, type Parties } from '../../templates/party.js'
import { shippedCustomerList, shippedKinds, shippedParty, shippedTemplate } from '../program-files.js'
import type { RenderJob } from '../rendering/render-version.js'
import { fictionalFacts } from './fictional-facts.js'
import { readCustomerList, type ListedCustomer } from './read-customer-list.js'

/** One document to be made in one round. */
export interface Subject {
  readonly kind: string
  readonly template: RenderJob['template']
  readonly context: FillContext
  readonly code: string
  readonly issuedAt: string
}

const ISSUED_AT = '2026-11-22T09:00:00Z'

function shippedParties(): Parties {
  return {
    svr: providerSchema.parse(shippedParty('svr')),
    driftleverantor: supplierSchema.parse(shippedParty('driftleverantor')),
    korttillverkare: cardMakerSchema.parse(shippedParty('korttillverkare')),
  }
}

/** Complete facts about one organisation of the country a round, with persons and numbers of that round; it has no agreement from before, so that it gets every one. */
function factsOfRound(customers: readonly ListedCustomer[], round: number): Facts {
  const customer = customers[round % customers.length]
  const [made] = customer === undefined ? [] : fictionalFacts([customer], round + 1)
  if (made === undefined) throw new Error('there is no customer to make documents for')
  const { befintligtGrundavtal: _, ...avtal } = made.facts.avtal ?? {}
  return { ...made.facts, avtal }
}

/** Gives the documents of one customer's pack. Every round is a customer not seen before, so that nobody wins by remembering what was made last time. */
export function openSubjects(): (round: number) => Subject[] {
  const customers = readCustomerList(shippedCustomerList())
  const parties = shippedParties()
  const templates = new Map(shippedKinds().map((kind) => {
    const bytes = shippedTemplate(kind)
    return [kind, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes }]
  }))
  return (round) => {
    const facts = factsOfRound(customers, round)
    return plannedDocuments(facts, null).map(({ kind, subject }, index) => {
      const template = templates.get(kind.id)
      if (template === undefined) throw new Error(`no template is shipped for ${kind.id}`)
      const code = newVersionCode(createHash('sha256').update(`${round} ${index}`).digest())
      const handlaggaren = facts.kontakter?.handlaggare?.[Number(subject) - 1]
      const dokument = { titel: kind.title, kod: spokenCode(code), utgava: '1', datum: ISSUED_AT.slice(0, 10), stadium: 'undertecknande', exempel: true, ogranskad: true, andring: false } as const
      return { kind: kind.id, template, code, issuedAt: ISSUED_AT, context: { ...facts, ...parties, dokument, ...(handlaggaren === undefined ? {} : { handlaggaren }) } }
    })
  }
}
