import { z } from 'zod'
import { price } from '../templates/facts.js'
import { PRODUCT_SORTS } from './card-products.js'
import { EVALUATION_QUESTIONS, EVALUATION_WORDS, GRADES } from './evaluation-questions.js'
import { MOST_YEARS, RETENTION_STARTS } from './retention.js'

const text = z.string().trim().min(1)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const note = { note: text.optional() }
const ordinal = z.int().min(1).max(5)
const step = z.int().min(1).max(12)

/** A moment on the clock in Sweden, "2026-12-01T09:00"; without zone, since a booked hour stays that hour whatever the zone does. */
const wallClock = z.string().regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/).refine((moment) => z.iso.date().safeParse(moment.slice(0, 10)).success)

const weeks = z.strictObject({ from: z.int().min(0).max(520), to: z.int().min(0).max(520).nullable() }).refine(({ from, to }) => to === null || to >= from)
const plannedStep = z.strictObject({ step, weeks })

/** The supplier's people that a customer deals with, besides the local seller who is named by an event of its own. */
export const CONTACT_ROLES = ['contract-manager', 'kundtjanst', 'korttillverkare'] as const

const ways = { phone: text.optional(), email: text.optional() }

/** What is recorded about one customer's checklist, meetings, plan, contacts and evaluation. */
export const FOLLOW_THROUGH_EVENTS = [
  z.strictObject({ type: z.literal('own-point-added'), point: text, step, text }),
  z.strictObject({ type: z.literal('own-point-removed'), point: text, reason: text }),
  z.strictObject({ type: z.literal('local-seller-named'), name: text, ...ways, ...note }),
  z.strictObject({ type: z.literal('local-seller-told'), ...note }),
  z.strictObject({ type: z.literal('supplier-contact-recorded'), role: z.enum(CONTACT_ROLES), name: text, ...ways, ...note }),
  z.strictObject({ type: z.literal('meeting-booked'), ordinal, startsAt: wallClock, endsAt: wallClock, place: text.optional(), link: z.url({ protocol: /^https?$/ }).optional(), participants: z.array(z.strictObject({ name: text, address: z.email().optional() })).max(100), ...note }),
  z.strictObject({ type: z.literal('meeting-cancelled'), ordinal, reason: text }),
  z.strictObject({ type: z.literal('meeting-held'), ordinal, ...note }),
  z.strictObject({ type: z.literal('meeting-attended'), ordinal, participants: z.array(text).min(1).max(100) }),
  z.strictObject({ type: z.literal('meeting-minutes-kept'), ordinal, sha256, fileName: text, ...note }),
  z.strictObject({ type: z.literal('handouts-given'), step, handouts: z.array(z.strictObject({ handout: text, edition: text })).min(1).max(100), ...note }),
  z.strictObject({ type: z.literal('plan-set'), startsOn: z.iso.date().nullable(), steps: z.array(plannedStep).max(12) }),
  z.strictObject({ type: z.literal('evaluation-answered'), question: z.enum(EVALUATION_QUESTIONS), grade: z.enum(GRADES), ...note }),
  z.strictObject({ type: z.literal('evaluation-commented'), question: z.enum(EVALUATION_WORDS), comment: text }),
] as const

/** What is recorded about the installation's handouts, its template of the plan, its card products and how long documents are kept. */
export const HOUSE_FOLLOW_THROUGH_EVENTS = [
  z.strictObject({ type: z.literal('handout-added'), handout: text, edition: text, sha256, fileName: text, mediaType: text, bytes: z.int().positive(), needs: z.array(text).min(1).max(57) }),
  z.strictObject({ type: z.literal('handout-retired'), handout: text, reason: text }),
  z.strictObject({ type: z.literal('plan-template-set'), steps: z.array(plannedStep).max(12) }),
  z.strictObject({ type: z.literal('card-product-set'), article: text, name: text, sort: z.enum(PRODUCT_SORTS), holds: text.optional(), price: price.optional() }),
  z.strictObject({ type: z.literal('card-product-withdrawn'), article: text, reason: text }),
  z.strictObject({ type: z.literal('retention-set'), subject: text, years: z.int().min(0).max(MOST_YEARS).nullable(), from: z.enum(RETENTION_STARTS), decision: text, decidedBy: text, decidedOn: z.iso.date() }),
] as const
