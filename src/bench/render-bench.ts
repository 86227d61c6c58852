import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { PDFDocument } from 'pdf-lib'
import { loadFonts } from '../../templates/fonts.js'
import { fontPaths, shippedFonts } from '../program-files.js'
import { anslutContenders } from './anslut.js'
import { MEASURED_AGAINST, PEER_NAMES, type Contender, type ContenderName } from './contender.js'
import { docxtemplaterContender } from './docxtemplater.js'
import { pdfmakeContender } from './pdfmake.js'
import type { Figure, RenderFigures } from './render-figures.js'
import { openSubjects, type Subject } from './subject.js'

const SHOWN = ['raps', 'tjansteavtal', 'grundavtal']
/** How the row that adds up every document is called. */
export const WHOLE_PACK = 'hela paketet'

interface Length {
  readonly rounds: number
  /** Rounds before those that count, in which code is compiled and fonts are read. */
  readonly warmUpRounds: number
}

/** CPU time by contender and document, one entry a round. */
type Times = Map<ContenderName, Map<string, number[]>>

/** Anslut's ways and the peers that are installed. */
export async function openContenders(): Promise<Contender[]> {
  const peers = [await docxtemplaterContender(), await pdfmakeContender(fontPaths())]
  return [...anslutContenders(loadFonts(shippedFonts())), ...peers.flatMap((peer) => (peer === null ? [] : [peer]))]
}

/** Times every contender on every document, in turns that begin with another contender each round, after rounds that do not count. */
export async function benchRender({ rounds, warmUpRounds }: Length, onRound: (done: number, total: number) => void): Promise<RenderFigures> {
  const contenders = await openContenders()
  const subjectsOf = openSubjects()
  const times: Times = new Map(contenders.map(({ name }) => [name, new Map<string, number[]>()]))
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    for (const [index, subject] of subjectsOf(round).entries()) {
      for (let turn = 0; turn < contenders.length; turn++) {
        const contender = contenders[(round + turn) % contenders.length]
        if (contender === undefined) continue
        const spentMs = await cpuMsOf(() => contender.make(subject))
        if (round >= warmUpRounds) note(times.get(contender.name), `${index} ${subject.kind}`, spentMs)
      }
    }
    onRound(round + 1, warmUpRounds + rounds)
  }
  const subjects = subjectsOf(warmUpRounds + rounds)
  const pages = await pagesOf(contenders, subjects)
  return {
    rounds, warmUpRounds, node: process.versions.node, processors: cpus().length, documentsInPack: subjects.length,
    peers: { docxtemplater: installedVersion('docxtemplater', contenders), pdfmake: installedVersion('pdfmake', contenders) },
    rows: [...SHOWN, WHOLE_PACK].map((what) => ({ what, figures: withRatios(contenders.map(({ name }) => figureOf(what, name, times, pages))) })),
  }
}

async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function note(byDocument: Map<string, number[]> | undefined, document: string, spentMs: number): void {
  const entries = byDocument?.get(document) ?? []
  entries.push(spentMs)
  byDocument?.set(document, entries)
}

type Pages = ReadonlyMap<ContenderName, ReadonlyMap<string, number>>

async function pagesOf(contenders: readonly Contender[], subjects: readonly Subject[]): Promise<Pages> {
  const pages = new Map<ContenderName, Map<string, number>>()
  for (const { name, make } of contenders) {
    const byKind = new Map<string, number>()
    for (const subject of subjects) {
      const pdf = (await make(subject)).find((bytes) => bytes[0] === 0x25)
      if (pdf !== undefined) byKind.set(subject.kind, (byKind.get(subject.kind) ?? 0) + (await PDFDocument.load(pdf, { updateMetadata: false })).getPageCount())
    }
    pages.set(name, byKind)
  }
  return pages
}

function figureOf(what: string, contender: ContenderName, times: Times, pages: Pages): Figure {
  const documents = [...(times.get(contender) ?? [])].filter(([document]) => what === WHOLE_PACK || document.endsWith(` ${what}`)).map(([, entries]) => entries)
  const rounds = documents[0]?.map((_, round) => documents.reduce((sum, entries) => sum + (entries[round] ?? 0), 0)) ?? []
  const byKind = [...(pages.get(contender) ?? [])].filter(([kind]) => what === WHOLE_PACK || kind === what)
  const pageCount = byKind.reduce((sum, [, count]) => sum + count, 0)
  return { contender, pages: pageCount === 0 ? null : pageCount, medianMs: medianOf(rounds), minMs: Math.min(...rounds), timesAnslut: null }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]]
  return (low + high) / 2
}

function withRatios(figures: readonly Figure[]): Figure[] {
  return figures.map((figure) => {
    const peer = PEER_NAMES.find((name) => name === figure.contender)
    const own = peer === undefined ? undefined : figures.find(({ contender }) => contender === MEASURED_AGAINST[peer])
    return own === undefined ? figure : { ...figure, timesAnslut: { median: figure.medianMs / own.medianMs, min: figure.minMs / own.minMs } }
  })
}

function installedVersion(peer: ContenderName, contenders: readonly Contender[]): string | null {
  if (!contenders.some(({ name }) => name === peer)) return null
  const read: unknown = createRequire(import.meta.url)(`${peer}/package.json`)
  return typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string' ? read.version : null
}
