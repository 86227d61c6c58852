import { readFileSync } from 'node:fs'
import { filledOf } from './anslut.js'
import { ifInstalled, type Contender } from './contender.js'
import type { FontPaths } from './pdfmake.js'
import { typstSource } from './typst-document.js'

/** Compilations after which Typst forgets what it has not used again: its authors' advice for tools that go on running. */
const REMEMBERED = 10

/** Typst setting the same filled documents with the same fonts, warm and with its memory of earlier documents, tagged as its PDFs are by default; null when it is not installed. Filling is part of what is timed. */
export async function typstContender(fonts: FontPaths): Promise<Contender | null> {
  const loaded = await ifInstalled(() => import('@myriaddreamin/typst-ts-node-compiler'))
  if (loaded === null) return null
  const compiler = loaded.NodeCompiler.create({ fontArgs: [{ fontBlobs: Object.values(fonts).map((path) => readFileSync(path)) }] })
  return {
    name: 'typst',
    make: (subject) => {
      const pdf = compiler.pdf({ mainFileContent: typstSource(filledOf(subject)) })
      compiler.evictCache(REMEMBERED)
      return Promise.resolve([pdf])
    },
  }
}
