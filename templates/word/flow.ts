import type { Fault } from '../failure.js'
import { type Condition, openedBy, type Path, type Tag } from './tag.js'

/** A compiled sequence: things that stand there as they are, choices between sequences, and sequences repeated for each element of a list. */
export type Flow<T> = readonly FlowNode<T>[]

export type FlowNode<T> =
  | { readonly type: 'leaf'; readonly value: T }
  | { readonly type: 'choice'; readonly negated: boolean; readonly condition: Condition; readonly body: Flow<T>; readonly otherwise: Flow<T>; readonly place: string }
  | { readonly type: 'loop'; readonly list: Path; readonly body: Flow<T>; readonly otherwise: Flow<T>; readonly place: string }

export type FlowToken<T> =
  | { readonly type: 'leaf'; readonly value: T }
  | { readonly type: 'tag'; readonly tag: Exclude<Tag, { type: 'print' }>; readonly place: string }

/** Nobody reads a text with more conditions inside one another; each costs a step of the stack. */
const DEEPEST_BLOCKS = 20

interface OpenBlock<T> {
  readonly name: string
  /** Null for a block whose opening tag is faulty: it is matched, so that nothing more is said of it. */
  readonly tag: Extract<Tag, { type: 'open' }> | null
  readonly place: string
  readonly body: FlowNode<T>[]
  readonly otherwise: FlowNode<T>[]
  inElse: boolean
}

/** The tokens with every block matched to its end; each block that is not, and each faulty tag, becomes a fault by its place. */
export function buildFlow<T>(tokens: readonly FlowToken<T>[], faults: Fault[]): Flow<T> {
  const root: FlowNode<T>[] = []
  const open: OpenBlock<T>[] = []
  const target = (): FlowNode<T>[] => {
    const block = open.at(-1)
    if (block === undefined) return root
    return block.inElse ? block.otherwise : block.body
  }
  for (const token of tokens) {
    if (token.type === 'leaf') target().push(token)
    else takeTag(token.tag, token.place, open, target, faults)
  }
  for (const block of open) faults.push({ path: block.place, message: `{{#${block.name}}} saknar sitt slut {{/${block.name}}}. Det ska stå i ett eget stycke om början gör det, annars i samma stycke.` })
  return root
}

function takeTag<T>(tag: Exclude<Tag, { type: 'print' }>, place: string, open: OpenBlock<T>[], target: () => FlowNode<T>[], faults: Fault[]): void {
  const block = open.at(-1)
  const name = openedBy(tag)
  if (tag.type === 'faulty') faults.push({ path: place, message: tag.message })
  if (name !== null && open.length === DEEPEST_BLOCKS) faults.push({ path: place, message: `block får stå högst ${DEEPEST_BLOCKS} djupt i varandra.` })
  if (name !== null) open.push({ name, tag: tag.type === 'open' ? tag : null, place, body: [], otherwise: [], inElse: false })
  switch (tag.type) {
    case 'faulty':
    case 'open':
      return
    case 'else':
      if (block === undefined) faults.push({ path: place, message: '{{else}} står utanför {{#if}}, {{#unless}} och {{#each}}.' })
      else if (block.inElse) faults.push({ path: place, message: '{{else}} står två gånger i samma block.' })
      else block.inElse = true
      return
    case 'close':
      if (block === undefined) faults.push({ path: place, message: `{{/${tag.block}}} har ingen början {{#${tag.block}}}.` })
      else if (block.name !== tag.block) faults.push({ path: place, message: `{{/${tag.block}}} möter {{#${block.name}}} från ${block.place}. Blocken måste slutas i omvänd ordning.` })
      if (block === undefined) return
      open.pop()
      if (block.tag !== null && open.length < DEEPEST_BLOCKS) target().push(closed(block, block.tag))
      return
    default:
      tag satisfies never
  }
}

function closed<T>({ place, body, otherwise }: OpenBlock<T>, tag: Extract<Tag, { type: 'open' }>): FlowNode<T> {
  if (tag.block === 'each') return { type: 'loop', list: tag.list, body, otherwise, place }
  return { type: 'choice', negated: tag.block === 'unless', condition: tag.condition, body, otherwise, place }
}

/** Every leaf of the flow, with the lists that are being walked where it stands, outermost first. */
export function* leavesOf<T>(flow: Flow<T>, lists: readonly Path[] = []): Generator<{ value: T; lists: readonly Path[] }> {
  for (const node of flow) {
    if (node.type === 'leaf') yield { value: node.value, lists }
    else {
      yield* leavesOf(node.body, node.type === 'loop' ? [...lists, node.list] : lists)
      yield* leavesOf(node.otherwise, lists)
    }
  }
}

