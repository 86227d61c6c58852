import type { Block, FilledDocument } from '../../templates/document.js'
import { approvalTableIn } from '../../templates/print-decision.js'

/** The edition's own table for the decision, with its heading and what it says before it. */
export function approvalBlocks({ blocks }: FilledDocument): Block[] {
  const table = approvalTableIn(blocks)
  const before = blocks.slice(0, Math.max(table, 0)).findLastIndex((block) => block.type !== 'paragraph')
  return blocks.slice(before + 1, table + 1)
}

/** The edition's own closing: from the last heading before the places to sign, through them. */
export function signatureBlocks({ blocks }: FilledDocument): Block[] {
  const first = blocks.findIndex(({ type }) => type === 'signature')
  const heading = blocks.slice(0, first).findLastIndex((block) => block.type === 'paragraph' && block.style === 'Heading1')
  return blocks.slice(Math.max(heading, 0), blocks.findLastIndex(({ type }) => type === 'signature') + 1)
}
