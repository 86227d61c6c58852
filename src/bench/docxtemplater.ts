import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import type { FillContext } from '../../templates/context.js'
import { printValue } from '../../templates/word/print-value.js'
import { elementScope, holds, resolvePath, rootScope, type Scope } from '../../templates/word/scope.js'
import { parseTag, type Tag } from '../../templates/word/tag.js'
import { ifInstalled, type Contender } from './contender.js'
import type { Subject } from './subject.js'

/** A template in docxtemplater's own syntax: blocks have names (`b1`) that stand for our conditions and lists. */
interface PeerTemplate {
  readonly bytes: Uint8Array
  readonly blocks: ReadonlyMap<string, Tag>
}

const TAG = /\{\{[^{}]*\}\}/g
/** The place of a picture that Anslut fills, or names where there is none; the peer's free edition prints text alone. */
const PICTURE_PLACE = /<w:drawing>(?:(?!<\/w:drawing>).)*(\{\{[^{}]*\}\})(?:(?!<\/w:drawing>).)*<\/w:drawing>/gs
const FILLED_PARTS = /^word\/(document|header\d*|footer\d*)\.xml$/

function plainTag(written: string): string {
  return written.replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
}

/** `{{#if a}} … {{else}} … {{/if}}` as `{{#b1}} … {{/b1}}{{^b1}} … {{/b1}}`. */
function withNamedBlocks(xml: string, blocks: Map<string, Tag>): string {
  const open: { name: string; inverted: boolean }[] = []
  return xml.replaceAll(TAG, (written) => {
    const tag = parseTag(plainTag(written))
    const innermost = open.at(-1)
    if (tag.type === 'open') {
      const block = { name: `b${blocks.size + 1}`, inverted: tag.block === 'unless' }
      blocks.set(block.name, tag)
      open.push(block)
      return `{{${block.inverted ? '^' : '#'}${block.name}}}`
    }
    if (tag.type === 'else' && innermost !== undefined) return `{{/${innermost.name}}}{{${innermost.inverted ? '#' : '^'}${innermost.name}}}`
    if (tag.type === 'close' && innermost !== undefined) {
      open.pop()
      return `{{/${innermost.name}}}`
    }
    return written
  })
}

/** The same Word template with its tags in docxtemplater's syntax. */
function peerTemplateOf(docx: Uint8Array): PeerTemplate {
  const blocks = new Map<string, Tag>()
  const parts = unzipSync(docx)
  const mapped = Object.entries(parts).map(([name, bytes]) => [name, FILLED_PARTS.test(name) ? strToU8(withNamedBlocks(strFromU8(bytes).replaceAll(PICTURE_PLACE, '<w:t>$1</w:t>'), blocks)) : bytes] as const)
  return { bytes: zipSync(Object.fromEntries(mapped)), blocks }
}

interface Around {
  readonly scopeList: readonly unknown[]
  readonly scopePath: readonly string[]
  readonly scopePathItem: readonly number[]
}

/** Our scope of a place in docxtemplater's: only loops open one. */
function scopeOf(context: FillContext, { scopeList, scopePath, scopePathItem }: Around, blocks: PeerTemplate['blocks']): Scope {
  let scope = rootScope(context)
  for (const [level, name] of scopePath.entries()) {
    const tag = blocks.get(name)
    if (tag?.type === 'open' && tag.block === 'each') scope = elementScope(scope, tag.list, scopeList[level + 1], scopePathItem[level] ?? 0)
  }
  return scope
}

function valueOf(tag: Tag, scope: Scope): unknown {
  if (tag.type === 'open') return tag.block === 'each' ? resolvePath(tag.list, scope) : holds(tag.condition, scope)
  if (tag.type !== 'print') throw new Error(`docxtemplater asked for a tag that prints nothing: ${tag.type}`)
  const printed = printValue(resolvePath(tag.path, scope), tag.format)
  if ('refused' in printed) throw new Error(printed.refused)
  return printed.text
}

/** docxtemplater filling the same templates with the same facts; null when it is not installed. Templates are mapped and tags parsed once, outside what is timed. */
export async function docxtemplaterContender(): Promise<Contender | null> {
  const loaded = await ifInstalled(async () => ({ Docxtemplater: (await import('docxtemplater')).default, PizZip: (await import('pizzip')).default }))
  if (loaded === null) return null
  const templates = new Map<string, PeerTemplate>()
  const tags = new Map<string, Tag>()
  const templateOf = ({ template }: Subject): PeerTemplate => {
    const known = templates.get(template.sha256) ?? peerTemplateOf(template.bytes)
    templates.set(template.sha256, known)
    return known
  }
  const tagOf = (text: string): Tag => {
    const known = tags.get(text) ?? parseTag(`{{${text}}}`)
    tags.set(text, known)
    return known
  }
  return {
    name: 'docxtemplater',
    make: (subject) => {
      const { bytes, blocks } = templateOf(subject)
      const parser = (text: string): { get: (scope: unknown, around: Around) => unknown } => {
        const tag = blocks.get(text) ?? tagOf(text)
        return { get: (_scope, around) => valueOf(tag, scopeOf(subject.context, around, blocks)) }
      }
      const document = new loaded.Docxtemplater(new loaded.PizZip(bytes), { delimiters: { start: '{{', end: '}}' }, paragraphLoop: true, parser })
      document.render(subject.context)
      return Promise.resolve([document.toUint8Array({ compression: 'DEFLATE' })])
    },
  }
}
