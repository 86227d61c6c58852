import type { Run, RunPicture } from './document.js'

const FIELDS = { 'page': '‹sidnummer›', 'page-count': '‹antal sidor›' } as const

/** What stands in text for a number that whoever sets the pages counts. */
export function fieldStandIn(field: NonNullable<Run['field']>): string {
  return FIELDS[field]
}

/** What stands in text for a picture, which is known by its bytes: another under the same name is another. */
export function pictureStandIn({ picture, alt }: RunPicture): string {
  return `‹bild ${picture.sha256.slice(0, 8)}: ${alt}›`
}
