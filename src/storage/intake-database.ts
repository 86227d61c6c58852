import type { Generated } from 'kysely'
import type { Arrival } from './arrivals.js'

export interface PagePlacementTable {
  event: number
  scan: string
  source_page: number
  code: string | null
  exemplar: number | null
  page: number | null
  page_count: number | null
  rotation: number | null
  examination_json: string | null
  by_name: string
  placed_on: string
  reason: string
  override_reason: string | null
  taken_back_by: number | null
}

export interface ScanArrivalTable {
  id: Generated<number>
  scan: string
  file_name: string
  via: Arrival['via']
  arrived_at: string
  mark: string
}

export interface ScanUnderWayTable {
  scan: string
  begun_at: string
  pid: number
}

export interface BoxInkTable {
  id: Generated<number>
  scan: string
  source_page: number
  code: string
  exemplar: number
  page: number
  box: string
  aspect: number
  lean: number
  shape: string
}

export interface SameInkTable {
  one: number
  other: number
}

export interface PossiblePageTable {
  scan: string
  source_page: number
  rank: number
  code: string
  exemplar: number
  page: number
}
