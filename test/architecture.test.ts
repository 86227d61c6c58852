import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter((path) => path !== '')
const sources = files.filter((path) => path.endsWith('.ts') && !path.startsWith('fixtures/'))
const FRONT = ['templates', 'contracts', 'signing']
const LAYERS = ['templates', 'contracts', 'signing', 'src', 'test']
const textOf = (path: string): string => readFileSync(path, 'utf8')
const importsOf = (path: string): string[] => [...textOf(path).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
const layerOf = (path: string): number => LAYERS.indexOf(path.split('/')[0] ?? '')
const inFront = (path: string): boolean => FRONT.includes(path.split('/')[0] ?? '')

describe('the house', () => {
  it('imports point left only: src → signing → contracts → templates', () => {
    const wrong = sources.flatMap((path) => importsOf(path).filter((name) => name.startsWith('.')).map((name) => ({ path, target: normalize(join(dirname(path), name)) }))).filter(({ path, target }) => layerOf(path) >= 0 && layerOf(target) > layerOf(path))
    expect(wrong).toEqual([])
  })

  it('the technologies under src do not know each other', () => {
    const technologies = ['storage', 'archive', 'mail', 'imaging', 'rendering']
    const wrong = sources.filter((path) => technologies.includes(path.split('/')[1] ?? '') && path.startsWith('src/')).flatMap((path) => importsOf(path).filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(path), name))).filter((target) => target.startsWith('src/') && target.split('/').length > 2 && target.split('/')[1] !== path.split('/')[1]).map((target) => `${path} → ${target}`))
    expect(wrong).toEqual([])
  })

  it('the front folders have no clock, environment, chance, disk or network', () => {
    const banned = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.|\bMath\.random\(|\bcrypto\.random|randomBytes|randomUUID|setTimeout\(|setInterval\(|\bfetch\(|\bperformance\.now/
    const machines = /^node:(?!(crypto|zlib)$)|^(express|nodemailer|openpgp|sqlite3|kysely|sharp|commander|busboy|smtp-server)$/
    const wrong = sources.filter(inFront).filter((path) => banned.test(textOf(path)) || importsOf(path).some((name) => machines.test(name)))
    expect(wrong).toEqual([])
  })

  it('SQL stands in src/storage only', () => {
    const sql = /\b(select\s+.+\s+from|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+table)\b/i
    const kysely = /from 'kysely'|from 'sqlite3'/
    const wrong = sources.filter((path) => !path.startsWith('src/storage/') && !path.startsWith('test/')).filter((path) => kysely.test(textOf(path)) || textOf(path).split('\n').some((line) => sql.test(line) && /[`'"]/.test(line)))
    expect(wrong).toEqual([])
  })

  it('the environment is read in main.ts alone', () => {
    const wrong = sources.filter((path) => !path.startsWith('test/') && path !== 'src/main.ts').filter((path) => /process\.env\b/.test(textOf(path)))
    expect(wrong).toEqual([])
  })

  it('no file is over 300 lines', () => {
    const long = files.filter((path) => /\.(ts|mjs|css|hbs)$/.test(path)).map((path) => ({ path, lines: textOf(path).split('\n').length - 1 })).filter(({ lines }) => lines > 300)
    expect(long).toEqual([])
  })

  it('no name says nothing', () => {
    const banned = /(^|[/-])(utils?|helpers?|common|shared|misc|managers?|services?|handlers?|processors?|data|info|objects?|impl|maybe|v2|legacy)\.(ts|mjs)$/
    expect(files.filter((path) => banned.test(path))).toEqual([])
  })

  it('there is no escape hatch', () => {
    const escape = /: any\b|<any>|\bas any\b|@ts-ignore|@ts-expect-error|\.skip\(|\.only\(|oxlint-disable|eslint-disable/
    const wrong = sources.filter((path) => path !== 'test/architecture.test.ts').flatMap((path) => textOf(path).split('\n').map((line, index) => ({ place: `${path}:${index + 1}`, line })).filter(({ line }) => escape.test(line)).map(({ place }) => place))
    expect(wrong).toEqual([])
  })

  it('the top level holds what the map says and nothing else', () => {
    const top = new Set(files.map((path) => path.split('/')[0] ?? ''))
    expect([...top].filter((name) => !/^(\.ci|\.editorconfig|\.gitignore|\.oxlintrc\.json|CHANGELOG\.md|LICENSE|README\.md|contracts|fixtures|package\.json|package-lock\.json|signing|src|templates|test|tsconfig\.json|vitest\.config\.ts)$/.test(name))).toEqual([])
  })
})
