import type { Selectable } from 'kysely'
import { z } from 'zod'
import { pageExaminationSchema, withoutShapes, type PageExamination } from '../../signing/page-examination.js'
import type { MatchedPage, PlacedByHand } from '../../signing/scan-report.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import { keepBoxInks, type DrawnBox } from './box-inks.js'
import type { PagePlacementTable } from './intake-database.js'
import type { Db, Transaction } from './store.js'

/** One paper of a version. */
export interface Exemplar {
  readonly code: string
  readonly exemplar: number
}

/** The codes that exemplars have, each once. */
export function codesOf(exemplars: readonly Exemplar[]): string[] {
  return [...new Set(exemplars.map(({ code }) => code))]
}

/** Whether a row is about one of them. */
export function isOneOf(exemplars: readonly Exemplar[]): (row: { readonly code: string | null; readonly exemplar: number | null }) => boolean {
  const named = new Set(exemplars.map(({ code, exemplar }) => `${code} ${exemplar}`))
  return ({ code, exemplar }) => named.has(`${code} ${exemplar}`)
}

const quarterTurn = z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)])

/** What a person has decided about one scanned page: which issued page it shows, or (`assigned` null) that it is nothing to keep on the desk. */
export interface Placement extends PlacedByHand {
  readonly scan: string
  readonly sourcePage: number
  readonly assigned: { readonly shown: MatchedPage; readonly examination: PageExamination } | null
}

/** Puts a placement in force, with what is drawn in the boxes of a page assigned; the page must have none. */
export async function insertPlacement(tx: Transaction, { event, scan, sourcePage, assigned, by, on, reason, override }: Placement, drawn: readonly DrawnBox[] = []): Promise<void> {
  const shown = assigned?.shown
  await tx.insertInto('page_placement').values({
    event, scan, source_page: sourcePage,
    code: shown?.code ?? null, exemplar: shown?.exemplar ?? null, page: shown?.page ?? null, page_count: shown?.pageCount ?? null, rotation: shown?.rotation ?? null,
    examination_json: assigned === null ? null : canonicalJson(pageExaminationSchema.parse(withoutShapes(assigned.examination))),
    by_name: by, placed_on: on, reason, override_reason: override, taken_back_by: null,
  }).execute()
  if (assigned !== null) await keepBoxInks(tx, assigned.shown, drawn)
}

/** Takes the placement that `event` put in force out of force. */
export async function takeBackPlacement(tx: Transaction, event: number, by: number): Promise<void> {
  await tx.updateTable('page_placement').set({ taken_back_by: by }).where('event', '=', event).execute()
}

/** The placements in force of one scan's pages, in the file's order. */
export async function placementsOfScan(db: Db, scan: string): Promise<Placement[]> {
  const rows = await db.selectFrom('page_placement').selectAll().where('scan', '=', scan).where('taken_back_by', 'is', null).orderBy('source_page').execute()
  return rows.map(placementFrom)
}

/** The placements in force that assign pages to these exemplars. */
export async function placementsIn(db: Db, exemplars: readonly Exemplar[]): Promise<Placement[]> {
  const rows = await db.selectFrom('page_placement').selectAll().where('code', 'in', codesOf(exemplars)).where('taken_back_by', 'is', null).orderBy('event').execute()
  return rows.filter(isOneOf(exemplars)).map(placementFrom)
}

/** Every placement there has been, those taken back too. */
export async function allPlacements(db: Db): Promise<Placement[]> {
  return (await db.selectFrom('page_placement').selectAll().orderBy('event').execute()).map(placementFrom)
}

function placementFrom(row: Selectable<PagePlacementTable>): Placement {
  const about = { event: row.event, scan: row.scan, sourcePage: row.source_page, by: row.by_name, on: row.placed_on, reason: row.reason, override: row.override_reason }
  const { code, exemplar, page, page_count: pageCount, rotation, examination_json: json } = row
  if (code === null || exemplar === null || page === null || pageCount === null || json === null) return { ...about, assigned: null }
  const shown = { scan: row.scan, sourcePage: row.source_page, code, exemplar, page, pageCount, rotation: quarterTurn.parse(rotation) }
  return { ...about, assigned: { shown, examination: pageExaminationSchema.parse(JSON.parse(json)) } }
}
