import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { distDirectory } from '../../program-files.js'
import { manyFacts, type SeededHouse } from './seed-house.js'
import type { ServedChild } from './served-child.js'

/** What works beside the pages. */
export interface Business {
  readonly served: ServedChild
  readonly place: string
  readonly data: string
  /** How many customers the house has before. */
  readonly house: number
  readonly packs: number
  readonly papers: SeededHouse['papers']
}

/** Makes packs for so many new customers in a process of its own, and hands the service scans to read one after the other until they are made. */
export async function keepBusy({ served, place, data, house, packs, papers }: Business): Promise<void> {
  const facts = join(place, 'facts')
  mkdirSync(facts)
  for (const { slug, facts: said } of manyFacts(house + packs).slice(house)) writeFileSync(join(facts, `${slug}-${said.kund.orgnr}.json`), JSON.stringify(said))
  const child = spawn(process.execPath, [join(distDirectory, 'src', 'main.js'), 'pack', facts, '--data', data, '--out', join(place, 'out')], { stdio: 'ignore' })
  const ended = once(child, 'close')
  try {
    for (let turn = 0; turn === 0 || child.exitCode === null; turn += 1) await scanOne(served, papers[turn % papers.length])
  } finally {
    await ended
  }
  if (child.exitCode !== 0) throw new Error(`pack ended with ${child.exitCode ?? child.signalCode ?? ''}`)
}

async function scanOne({ url, token }: ServedChild, paper: Uint8Array<ArrayBuffer> | undefined): Promise<void> {
  if (paper === undefined) throw new Error('there is no paper to scan')
  const form = new FormData()
  form.append('file', new Blob([paper], { type: 'application/pdf' }), 'kopiator.pdf')
  const answer = await fetch(new URL('/api/v1/scans', url), { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form })
  await answer.arrayBuffer()
  if (answer.status !== 201) throw new Error(`the scan was answered with ${answer.status}`)
}
