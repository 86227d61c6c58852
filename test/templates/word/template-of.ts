import { unzipSync, zipSync } from 'fflate'
import { buildTemplate } from '../../../templates/build-template.js'
import { compileTemplate } from '../../../templates/compile-template.js'
import { Failure, type Fault } from '../../../templates/failure.js'

const FRONT = '---\ntitel: Provmall\nnumrering: ja\ninnehåll: nej\n---\n'

/** A Word template with that library markup as its body. */
export function templateOf(markup: string): Promise<Uint8Array> {
  return buildTemplate({ kind: 'prov', text: FRONT + markup })
}

/** The file with parts changed as text; a new name adds a part, null takes one away. */
export function tampered(docx: Uint8Array, changes: Readonly<Record<string, (xml: string) => string | null>>): Uint8Array {
  const parts = unzipSync(docx)
  for (const [name, change] of Object.entries(changes)) {
    const changed = change(new TextDecoder().decode(parts[name] ?? new Uint8Array()))
    if (changed === null) delete parts[name]
    else parts[name] = new TextEncoder().encode(changed)
  }
  return zipSync(parts)
}

/** The file with the first occurrence of a text in `word/document.xml` replaced; throws when it is not there. */
export function withDocument(docx: Uint8Array, find: string | RegExp, put: string): Uint8Array {
  return tampered(docx, {
    'word/document.xml': (xml) => {
      const changed = xml.replace(find, () => put)
      if (changed === xml) throw new Error(`${String(find)} is not in the document`)
      return changed
    },
  })
}

/** The text of one part. */
export function partOf(docx: Uint8Array, name: string): string {
  return new TextDecoder().decode(unzipSync(docx)[name] ?? new Uint8Array())
}

/** What the compiler refuses the file for; empty when it does not. */
export function faultsOf(docx: Uint8Array): readonly Fault[] {
  try {
    compileTemplate(docx)
    return []
  } catch (error) {
    if (error instanceof Failure && error.code === 'template-invalid') return error.faults
    throw error
  }
}
