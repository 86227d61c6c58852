import type { BlankStamp } from '../../templates/stamp.js'

/** A page with no code: nothing on it can be taken for a version when it comes back as a scan. */
export const UNCODED: BlankStamp = { qr: null, text: '', code: '', exemplar: '' }
