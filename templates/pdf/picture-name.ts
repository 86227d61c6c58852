import type { Picture } from '../picture.js'

/** The name under which pages draw a picture. */
export function pictureNameOf({ sha256 }: Picture): string {
  return `P${sha256.slice(0, 24)}`
}
