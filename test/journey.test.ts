import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { manifestSchema } from '../src/flows/manifest.js'
import { distDirectory } from '../src/program-files.js'

const main = join(distDirectory, 'src', 'main.js')
const directory = mkdtempSync(join(tmpdir(), 'anslut-journey-'))
const data = join(directory, 'demo-data')
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ANSLUT_')))

function anslut(args: readonly string[], more: Record<string, string> = {}): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [main, ...args], { cwd: directory, encoding: 'utf8', env: { ...environment, ...more } })
}

let story: string[] = []

beforeAll(() => {
  const run = anslut(['demo', '--no-serve'])
  if (run.status !== 0 || run.stderr.includes('internt fel')) throw new Error(`the demo ended with ${run.status}: ${run.stderr}`)
  story = run.stdout.trimEnd().split('\n')
}, 600_000)

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the demo', () => {
  it('tells the whole story in Swedish in fewer than forty lines', () => {
    expect(story.length).toBeLessThan(40)
    for (const chapter of ['1. Parter', '2. Avtalspaketen', '3. Förvaltningsgruppen', '4. Pappren', '5. Skanningen', '6. Demo', '7. Granskningsdokumenten', '8. Arkivet']) expect(story.some((line) => line.startsWith(chapter))).toBe(true)
    expect(story.join('\n')).not.toContain('STÄMMER INTE')
  })

  it('names only files that are there to open', () => {
    const named = story.flatMap((line) => line.match(/demo-data\/[^\s:,)]+/g) ?? [])
    expect(named.length).toBeGreaterThan(6)
    expect(named.filter((path) => !existsSync(join(directory, path)))).toEqual([])
  })

  it('finds the sheet that was forgotten, and then has every page', () => {
    expect(story.some((line) => /är inte komplett: sida \d+ av \d+ saknas/.test(line))).toBe(true)
    expect(story.some((line) => line.includes('nu är alla sidor där'))).toBe(true)
  })

  it('leaves something for the pages to show: an answer to read, drafts that came back and a sheet on the desk', () => {
    expect(anslut(['answer', 'list', '--data', data]).stdout).toContain('granskning')
    expect(anslut(['outbox', 'list', '--data', data]).stdout).toContain('norrsele-komun')
    expect(anslut(['desk', 'list', '--data', data]).stdout).toContain('eftersänd.pdf')
  })

  it('leaves two packs whose manifests say what lies beside them', () => {
    for (const orgnr of readdirSync(join(data, 'paket'))) {
      const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(data, 'paket', orgnr, 'manifest.json'), 'utf8')))
      const files = manifest.documents.flatMap((document) => document.files.map((file) => file.path))
      expect([...files, 'manifest.json'].sort()).toEqual(readdirSync(join(data, 'paket', orgnr)).sort())
    }
  })

  it('leaves a data directory that every other command works on', () => {
    expect(anslut(['archive', 'verify', '--data', data]).status).toBe(0)
    const customers: unknown = JSON.parse(anslut(['status', '--data', data, '--json']).stdout)
    expect(customers).toHaveLength(12)
    expect(customers).toEqual(expect.arrayContaining([...readdirSync(join(data, 'paket'))].map((orgnr) => expect.objectContaining({ orgnr }))))
    expect(new Set(z.array(z.object({ stepsDone: z.number() })).parse(customers).map(({ stepsDone }) => stepsDone)).size).toBeGreaterThan(4)
    const letters: unknown = JSON.parse(anslut(['letter', 'list', '--data', data, '--json']).stdout)
    expect(letters).toEqual([expect.objectContaining({ state: 'relayed', number: 1 }), expect.objectContaining({ state: 'relayed', number: 1 })])
  })

  it('leaves receipts that hold when checked again', () => {
    const listed = anslut(['letter', 'list', '--data', data]).stdout
    const id = /^[0-9a-f]{16}/.exec(listed)?.[0] ?? ''
    const verified = anslut(['letter', 'verify', id, '--data', data], { ANSLUT_PASSPHRASE_FILE: `${data}.passphrase` })
    expect(verified.stdout).toContain('Kvittot stämmer')
    expect(verified.status).toBe(0)
  })

  it('refuses a directory that holds something it did not make, and touches nothing there', () => {
    const other = join(directory, 'annat')
    mkdirSync(other)
    writeFileSync(join(other, 'viktigt.txt'), 'rör ej')
    const refused = anslut(['demo', '--no-serve', '--data', other])
    expect(refused.status).toBe(3)
    expect(refused.stderr).toContain('demo-directory')
    expect(readdirSync(other)).toEqual(['viktigt.txt'])
    expect(existsSync(`${other}.passphrase`)).toBe(false)
  })
})
