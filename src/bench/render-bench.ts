import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { loadFonts } from '../../templates/fonts.js'
import { fontPaths, shippedFonts } from '../program-files.js'
import { anslutContenders } from './anslut.js'
import type { Contender } from './contender.js'
import { docxContender } from './docx.js'
import { docxtemplaterContender } from './docxtemplater.js'
import { firstDocument } from './first-document.js'
import { openLibreOffice, type LibreOffice } from './libreoffice.js'
import { manyPacks } from './many-packs.js'
import { medianOf } from './median.js'
import { pdfmakeContender } from './pdfmake.js'
import type { RenderFigures } from './render-figures.js'
import { type Maker, PageCounts, RoundTimes, rowsOf, WHOLE_PACK } from './round-times.js'
import { openSubjects, type Subject } from './subject.js'
import { typstContender } from './typst.js'

interface Length {
  readonly rounds: number
  /** Rounds before those that count, in which code is compiled and fonts are read. */
  readonly warmUpRounds: number
  /** How many times the program is started to wait for its first document. */
  readonly starts: number
  /** How many customers the batch has. */
  readonly packs: number
}

/** Anslut's ways and the peers that are installed, each making one document in this process. */
export async function openContenders(): Promise<Contender[]> {
  const peers = [await docxtemplaterContender(), docxContender(), await pdfmakeContender(fontPaths()), await typstContender(fontPaths())]
  return [...anslutContenders(loadFonts(shippedFonts())), ...peers.flatMap((peer) => (peer === null ? [] : [peer]))]
}

/** Everybody who is measured. */
interface Field {
  readonly contenders: readonly Contender[]
  readonly libreOffice: LibreOffice | null
}

/** Times every contender on every document, in turns that begin with another contender each round, after rounds that do not count; LibreOffice turns what docxtemplater made in the round into PDF, all in one process. */
export async function benchRender(length: Length, onRound: (done: number, total: number) => void): Promise<RenderFigures> {
  const field: Field = { contenders: await openContenders(), libreOffice: openLibreOffice() }
  try {
    return await figuresOf(length, field, onRound)
  } finally {
    field.libreOffice?.close()
  }
}

async function figuresOf({ rounds, warmUpRounds, starts, packs }: Length, field: Field, onRound: (done: number, total: number) => void): Promise<RenderFigures> {
  const subjectsOf = openSubjects()
  const timed: RoundTimes[] = []
  /** What the latest round made, whose pages are counted at the end. */
  const made: [maker: Maker, what: string, files: readonly Uint8Array[]][] = []
  const total = warmUpRounds + rounds
  for (let round = 0; round < total; round++) {
    const times = new RoundTimes()
    made.length = 0
    await makeAll(round, subjectsOf(round), field, (maker, what, cpuMs, files) => {
      times.add(maker, what, cpuMs)
      made.push([maker, what, files])
    })
    if (round >= warmUpRounds) timed.push(times)
    onRound(round + 1, total)
  }
  const pages = new PageCounts()
  for (const [maker, what, files] of made) await pages.count(maker, what, files)
  return {
    rounds, warmUpRounds, node: process.versions.node, processors: cpus().length, documentsInPack: subjectsOf(total - 1).length,
    peers: peerVersions(field), rows: rowsOf(timed, pages), firstDocument: await timeStarts(starts), manyPacks: await manyPacks(packs),
  }
}

/** What a round has made, by maker and document. */
type OnMade = (maker: Maker, what: string, cpuMs: number, files: readonly Uint8Array[]) => void

async function makeAll(round: number, subjects: readonly Subject[], { contenders, libreOffice }: Field, onMade: OnMade): Promise<void> {
  const filledByPeer: Uint8Array[] = []
  for (const subject of subjects) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length]
      if (contender === undefined) continue
      const before = process.cpuUsage()
      const files = await contender.make(subject)
      const { user, system } = process.cpuUsage(before)
      onMade(contender.name, subject.kind, (user + system) / 1000, files)
      if (contender.name === 'docxtemplater') filledByPeer.push(...files)
    }
  }
  if (libreOffice === null || filledByPeer.length === 0) return
  // One short document costs hardly more than the start, which a warm instance would not have.
  const [start, all] = [libreOffice.convert(filledByPeer.slice(-1)), libreOffice.convert(filledByPeer)]
  onMade('libreoffice', WHOLE_PACK, all.cpuMs - start.cpuMs, all.pdfs)
}

async function timeStarts(starts: number): Promise<RenderFigures['firstDocument']> {
  const found = []
  for (let start = 0; start < starts; start++) found.push(await firstDocument())
  const wall = found.map(({ wallMs }) => wallMs)
  const cpu = found.flatMap(({ cpuMs }) => (cpuMs === null ? [] : [cpuMs]))
  return { medianWallMs: medianOf(wall), minWallMs: Math.min(...wall), medianCpuMs: cpu.length === 0 ? null : medianOf(cpu) }
}

function peerVersions({ contenders, libreOffice }: Field): RenderFigures['peers'] {
  const versionOf = (name: Contender['name'], packageName: string): string | null => (contenders.some((contender) => contender.name === name) ? installedVersion(packageName) : null)
  return {
    docxtemplater: versionOf('docxtemplater', 'docxtemplater'), docx: versionOf('docx', 'docx'), pdfmake: versionOf('pdfmake', 'pdfmake'),
    typst: versionOf('typst', '@myriaddreamin/typst-ts-node-compiler'), libreoffice: libreOffice?.version ?? null,
  }
}

/** Read from the file itself, since not every package lets it be imported. */
function installedVersion(packageName: string): string {
  const places = createRequire(import.meta.url).resolve.paths(packageName) ?? []
  const file = places.map((place) => join(place, packageName, 'package.json')).find((path) => existsSync(path))
  const read: unknown = file === undefined ? null : JSON.parse(readFileSync(file, 'utf8'))
  if (typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string') return read.version
  throw new Error(`${packageName} does not say its version`)
}
