import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, type PDFDocument } from 'pdf-lib'
import type { PageContent } from './check-content.js'
import { checkTables } from './check-tables.js'
import type { Findings, Rule } from './conformance-rules.js'
import { attribute, everyElement, leavesOf, nameOf, readTree, stringOf, type TreeElement } from './structure-tree.js'

/** Standard types (ISO 32000-1, 14.8.4) and what may stand directly in those that prescribe it. */
const GROUPING = 'Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private'.split(' ')
const OTHERS = 'P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu Figure Formula Form'.split(' ')
const STANDARD = new Set([...GROUPING, ...OTHERS])
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  L: ['LI', 'Caption', 'L'], LI: ['Lbl', 'LBody'], TOC: ['TOC', 'TOCI', 'Caption'], TOCI: ['Lbl', 'Reference', 'P', 'NonStruct', 'TOC'], Table: ['TR', 'THead', 'TBody', 'TFoot', 'Caption'], TR: ['TH', 'TD'],
}
const PARENTS: Readonly<Record<string, readonly string[]>> = { LI: ['L'], Lbl: ['LI', 'TOCI', 'Note'], LBody: ['LI'], TOCI: ['TOC'], TR: ['Table', 'THead', 'TBody', 'TFoot'], TH: ['TR'], TD: ['TR'] }
const RULE_OF: Readonly<Record<string, Rule>> = { L: 'list', LI: 'list', Lbl: 'list', LBody: 'list', TOC: 'contents-list', TOCI: 'contents-list' }
/** Elements that only hold others. */
const WITHOUT_TEXT = new Set(['Document', 'L', 'LI', 'TOC', 'TOCI', 'Table', 'TR', 'Sect', 'Reference'])

function ruleOf(role: string): Rule {
  return RULE_OF[role] ?? 'table'
}

function checkNesting(element: TreeElement, found: Findings): void {
  const { role, children, content } = element
  found.expect('structure-type', STANDARD.has(role), `elementet ${role} är ingen standardtyp`)
  found.expect('structure-type', !WITHOUT_TEXT.has(role) || content.length === 0, `${role} har eget innehåll`)
  const allowed = CHILDREN[role]
  for (const child of children) {
    found.expect(ruleOf(role), allowed === undefined || allowed.includes(child.role), `${child.role} direkt i ${role}`)
    found.expect(ruleOf(child.role), (PARENTS[child.role] ?? [role]).includes(role), `${child.role} utanför sin grupp, i ${role}`)
    checkNesting(child, found)
  }
}

function checkHeadings(elements: readonly TreeElement[], found: Findings): void {
  let last = 0
  for (const { role } of elements) {
    const level = /^H([1-6])$/.exec(role)?.[1]
    if (level === undefined) continue
    found.expect('headings', Number(level) <= last + 1, `H${level} efter ${last === 0 ? 'ingen rubrik' : `H${last}`}`)
    last = Number(level)
  }
}

function checkLists(elements: readonly TreeElement[], found: Findings): void {
  for (const list of elements.filter(({ role }) => role === 'L')) {
    const labelled = list.children.some((item) => item.children.some(({ role }) => role === 'Lbl'))
    const numbering = nameOf(attribute(list, 'List', 'ListNumbering'))
    found.expect('list', !labelled || (numbering !== '' && numbering !== 'None'), 'en lista med etiketter säger inte hur de räknas')
    found.expect('list', list.children.length > 0, 'en lista utan punkter')
  }
}

function checkFigures(elements: readonly TreeElement[], found: Findings): void {
  for (const figure of elements.filter(({ role }) => role === 'Figure')) {
    found.expect('figure-alt', (stringOf(figure.dict.lookup(PDFName.of('Alt'))) ?? '').trim() !== '', 'en bild utan alternativtext')
    const box = attribute(figure, 'Layout', 'BBox')
    found.expect('figure-alt', box instanceof PDFArray && box.size() === 4, 'en bild utan plats på sidan')
  }
}

function checkIds(root: PDFDict, elements: readonly TreeElement[], found: Findings): Map<string, TreeElement> {
  const byId = new Map<string, TreeElement>()
  for (const element of elements) {
    const id = stringOf(element.dict.lookup(PDFName.of('ID')))
    found.expect('note-id', element.role !== 'Note' || id !== null, 'en anmärkning utan ID')
    if (id === null) continue
    found.expect('note-id', !byId.has(id), `ID ${id} står två gånger`)
    byId.set(id, element)
  }
  const tree = root.lookupMaybe(PDFName.of('IDTree'), PDFDict)
  const leaves = tree === undefined ? new Map<string, unknown>() : leavesOf(tree, 'Names')
  found.expect('note-id', leaves.size === byId.size && [...byId].every(([id, element]) => leaves.get(id) === element.ref), 'ID-trädet säger något annat än elementen')
  found.expect('note-id', [...leaves.keys()].every((id, index, all) => index === 0 || (all[index - 1] ?? '') < id), 'ID-trädet är inte ordnat')
  return byId
}

/** Ties marked content on the pages to the tree, both ways and once. */
function checkMarkedContent(root: PDFDict, elements: readonly TreeElement[], pages: readonly PageContent[], found: Findings): void {
  const owners = new Map<string, TreeElement>()
  for (const element of elements) {
    for (const content of element.content) {
      if (content.type !== 'marked') continue
      const key = `${String(content.page)} ${content.id}`
      found.expect('parent-tree', !owners.has(key), `${key} står två gånger i trädet`)
      owners.set(key, element)
    }
  }
  const tree = root.lookupMaybe(PDFName.of('ParentTree'), PDFDict)
  const leaves = tree === undefined ? new Map<string, never>() : leavesOf(tree, 'Nums')
  let count = 0
  for (const [index, { page, sequences }] of pages.entries()) {
    const leaf = leaves.get(String(page.node.lookupMaybe(PDFName.of('StructParents'), PDFNumber)?.asNumber() ?? 'ingen'))
    const parents = leaf === undefined ? null : root.context.lookup(leaf)
    found.expect('parent-tree', parents instanceof PDFArray && parents.size() >= sequences.size, `sida ${index + 1} saknas i ParentTree`)
    for (const [id, sequence] of sequences) {
      const owner = owners.get(`${String(page.ref)} ${id}`)
      count++
      found.expect('parent-tree', owner !== undefined, `sida ${index + 1}: MCID ${id} nås inte från trädet`)
      found.expect('parent-tree', parents instanceof PDFArray && id < parents.size() && parents.get(id) === owner?.ref, `sida ${index + 1}: ParentTree har fel element för MCID ${id}`)
      found.expect('structure-type', owner === undefined || owner.role === sequence.role, `sida ${index + 1}: MCID ${id} är märkt ${sequence.role} men står i ${owner?.role}`)
    }
  }
  found.expect('parent-tree', count === owners.size, `trädet har ${owners.size} sekvenser, sidorna ${count}`)
}

function checkAnnotations(root: PDFDict, elements: readonly TreeElement[], pages: readonly PageContent[], found: Findings): void {
  const owners = new Map(elements.flatMap((element) => element.content.flatMap((content) => (content.type === 'annotation' ? [[String(content.ref), element] as const] : []))))
  const tree = root.lookupMaybe(PDFName.of('ParentTree'), PDFDict)
  const leaves = tree === undefined ? new Map<string, never>() : leavesOf(tree, 'Nums')
  for (const [index, { page }] of pages.entries()) {
    const annotations = page.node.Annots()?.asArray() ?? []
    found.expect('tab-order', nameOf(page.node.lookup(PDFName.of('Tabs'))) === 'S', `sida ${index + 1} går inte i strukturens ordning`)
    for (const ref of annotations) {
      const dict = root.context.lookup(ref, PDFDict)
      const place = `sida ${index + 1}, länk ${String(ref)}`
      const flags = dict.lookupMaybe(PDFName.of('F'), PDFNumber)?.asNumber() ?? 0
      found.expect('annotation', nameOf(dict.lookup(PDFName.of('Subtype'))) === 'Link', `${place}: annan sort än länk`)
      found.expect('annotation', (flags & 4) !== 0 && (flags & 0b100011) === 0, `${place}: skrivs inte ut`)
      found.expect('link', (stringOf(dict.lookup(PDFName.of('Contents'))) ?? '').trim() !== '', `${place}: säger inte vart den leder`)
      const target = dict.lookupMaybe(PDFName.of('Dest'), PDFArray)?.get(0)
      found.expect('link', pages.some((other) => other.page.ref === target), `${place}: leder ingenstans`)
      const owner = owners.get(String(ref))
      found.expect('link', owner?.role === 'Link', `${place}: står inte i ett Link-element`)
      const key = dict.lookupMaybe(PDFName.of('StructParent'), PDFNumber)?.asNumber()
      found.expect('link', key !== undefined && leaves.get(String(key)) === owner?.ref, `${place}: ParentTree har fel element`)
    }
  }
}

/** Reads the structure tree and says what is wrong with it; null when there is none. */
export function checkStructure(document: PDFDocument, pages: readonly PageContent[], found: Findings): TreeElement | null {
  const root = document.catalog.lookup(PDFName.of('StructTreeRoot'))
  const rootRef = document.catalog.get(PDFName.of('StructTreeRoot'))
  const top = root instanceof PDFDict ? root.get(PDFName.of('K')) : undefined
  const tree = top === undefined || !(rootRef instanceof PDFRef) ? null : readTree(document.context, top, rootRef, found)
  if (!(root instanceof PDFDict) || tree === null) {
    found.expect('structure-tree', false, 'det finns inget strukturträd')
    return null
  }
  found.expect('structure-type', tree.role === 'Document', `trädet börjar med ${tree.role}`)
  const elements = everyElement(tree)
  checkNesting(tree, found)
  checkHeadings(elements, found)
  checkLists(elements, found)
  checkFigures(elements, found)
  checkTables(elements, checkIds(root, elements, found), found)
  checkMarkedContent(root, elements, pages, found)
  checkAnnotations(root, elements, pages, found)
  return tree
}
