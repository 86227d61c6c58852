import type { TextLine } from '../text-difference.js'
import { canonicalJson } from '../canonical-json.js'
import { pageMark } from './form-document.js'
import { sortName } from './form-fields.js'
import type { CompiledForm } from './read-form.js'

function line(section: string, text: string): TextLine {
  return { section, style: null, text }
}

/** The form as its author reads it, tags visible: a line for each of its pages, fields and places to sign. */
export function formLines({ fields, map, pageSha256s, boxes }: CompiledForm): TextLine[] {
  const entries = new Map(Object.entries(map.fields))
  const filled = fields.map(({ field, program }) => {
    const given = entries.get(field.name) ?? null
    const said = given === null ? '‹för hand›' : typeof given === 'string' ? given : program.type === 'text' && given.of === undefined ? (given.text ?? '') : canonicalJson(given)
    return line('Fält', `${field.name} (${sortName(field.sort)}): ${said}`)
  })
  const signed = map.signatures.map(({ party, role, of, number }, index) => {
    const box = boxes[index]
    const place = box === undefined ? '' : `sida ${box.page}, ${[box.area.xPt, box.area.yPt, box.area.widthPt, box.area.heightPt].map(Math.round).join(' ')}`
    return line('Underskrifter', `‹underskrift ${party}› ${role ?? ''}${of === undefined ? '' : ` (${of}, nummer ${number ?? ''})`} ${place}`)
  })
  return [...pageSha256s.map((sha256, index) => line('Blanketten', `Sida ${index + 1}: ‹${pageMark(sha256)}›`)), ...filled, ...signed]
}
