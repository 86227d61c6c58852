/** Every rule that is checked and the clause it comes from. */
export const RULES = {
  'header': 'ISO 19005-2, 6.1.2',
  'file-identifier': 'ISO 19005-2, 6.1.3',
  'end-of-file': 'ISO 19005-2, 6.1.3',
  'no-encryption': 'ISO 19005-2, 6.1.3',
  'stream-length': 'ISO 19005-2, 6.1.7.1',
  'no-external-stream': 'ISO 19005-2, 6.1.7.1',
  'filter': 'ISO 19005-2, 6.1.7.2',
  'limits': 'ISO 19005-2, 6.1.13',
  'operator': 'ISO 19005-2, 6.2.2',
  'resources': 'ISO 19005-2, 6.2.2',
  'output-intent': 'ISO 19005-2, 6.2.3',
  'color-space': 'ISO 19005-2, 6.2.4.3',
  'image': 'ISO 19005-2, 6.2.8',
  'no-transparency': 'ISO 19005-2, 6.2.10',
  'font-dictionary': 'ISO 19005-2, 6.2.11.3',
  'font-embedded': 'ISO 19005-2, 6.2.11.4',
  'glyph-width': 'ISO 19005-2, 6.2.11.5',
  'to-unicode': 'ISO 19005-2, 6.2.11.7',
  'no-notdef': 'ISO 19005-2, 6.2.11.8',
  'annotation': 'ISO 19005-2, 6.3',
  'no-forms': 'ISO 19005-2, 6.4',
  'no-actions': 'ISO 19005-2, 6.5',
  'metadata': 'ISO 19005-2, 6.6.2',
  'metadata-equals-info': 'ISO 19005-2, 6.6.3',
  'pdfa-identification': 'ISO 19005-2, 6.6.4',
  'mark-info': 'ISO 19005-2, 6.7.2',
  'structure-tree': 'ISO 19005-2, 6.7.3',
  'structure-type': 'ISO 19005-2, 6.7.3.4',
  'language': 'ISO 19005-2, 6.7.4',
  'no-embedded-files': 'ISO 19005-2, 6.8',
  'no-optional-content': 'ISO 19005-2, 6.9',
  'pdfua-identification': 'ISO 14289-1, 5',
  'display-title': 'ISO 14289-1, 7.1',
  'all-content-tagged': 'ISO 14289-1, 7.1',
  'marked-content-balanced': 'ISO 14289-1, 7.1',
  'artifact-apart': 'ISO 14289-1, 7.1',
  'parent-tree': 'ISO 14289-1, 7.1',
  'figure-alt': 'ISO 14289-1, 7.3',
  'headings': 'ISO 14289-1, 7.4.2',
  'table': 'ISO 14289-1, 7.5',
  'list': 'ISO 14289-1, 7.6',
  'running-artifact': 'ISO 14289-1, 7.8',
  'note-id': 'ISO 14289-1, 7.9',
  'contents-list': 'ISO 14289-1, 7.2',
  'outline': 'ISO 14289-1, 7.17',
  'tab-order': 'ISO 14289-1, 7.18.3',
  'link': 'ISO 14289-1, 7.18.5',
} as const

export type Rule = keyof typeof RULES

/** What was found wrong. */
export interface Violation {
  readonly rule: Rule
  readonly detail: string
}

/** Collects violations. */
export class Findings {
  readonly violations: Violation[] = []

  expect(rule: Rule, holds: boolean, detail: string): void {
    if (!holds) this.violations.push({ rule, detail })
  }
}

/** A violation as a line: rule, clause and what was found. */
export function spoken({ rule, detail }: Violation): string {
  return `${rule} (${RULES[rule]}): ${detail}`
}
