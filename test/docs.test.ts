import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allCommands } from '../src/cli/commands.js'
import { explain } from '../src/cli/exit.js'
import { parseCall, WrongCall } from '../src/cli/program.js'
import { SETTINGS } from '../src/config.js'
import { FAILURE_CODES, Failure } from '../templates/failure.js'

const COMMANDS = await allCommands()

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter((path) => path !== '' && existsSync(path))
const readme = readFileSync('README.md', 'utf8')
const manifest: { version: string; scripts: Record<string, string>; dependencies: Record<string, string>; devDependencies: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
const sources = files.filter((path) => /^(src|templates|contracts|signing)\/.*\.(ts|mjs)$/.test(path)).map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const tests = files.filter((path) => /^test\/.*\.ts$/.test(path) && path !== 'test/docs.test.ts').map((path) => readFileSync(path, 'utf8')).join('\n')

/** The cells of every row of the first table under a heading, header and rule left out. */
function table(heading: string): string[][] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const lines = section.split('\n').slice(section.split('\n').findIndex((line) => line.startsWith('|---')) + 1)
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(0, end === -1 ? undefined : end).map((line) => line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')))
}

const bare = (cell = ''): string => cell.replaceAll('`', '')
const column = (heading: string, index = 0): string[] => table(heading).map((row) => bare(row[index]))

/** Lines of fenced `sh` blocks as a shell would split them, comments left out. */
function shellLines(): string[][] {
  return [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) => (match[1] ?? '').split('\n')).flatMap((line) => line.replace(/\s#\s.*$/, '').split(' && '))
    .map((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')).filter((words) => words.length > 0)
}

function parses(words: readonly string[]): boolean {
  try {
    return parseCall(COMMANDS, words, '0') !== null
  } catch (error) {
    if (error instanceof WrongCall) return false
    throw error
  }
}

describe('README', () => {
  it('maps exactly the folders there are', () => {
    const folders = new Set(files.flatMap((path) => {
      const [top = '', second = '', third] = path.split('/')
      if (!['templates', 'contracts', 'signing', 'src', 'fixtures', 'test'].includes(top)) return []
      const mirrors = top === 'test' && (existsSync(second) || existsSync(`src/${second}`))
      return third === undefined || mirrors ? [`${top}/`] : [`${top}/`, `${top}/${second}/`]
    }))
    expect(column('Map').toSorted()).toEqual([...folders].toSorted())
  })

  it('names only paths that exist', () => {
    const inside = [...readme.matchAll(/`((?:src|templates|contracts|signing|test|fixtures)\/[^`*\s]*)`/g)].map((match) => match[1] ?? '')
    const alone = [...readme.matchAll(/`([a-z-]+(?:\.test)?\.ts)`/g)].map((match) => match[1] ?? '')
    expect(inside.length).toBeGreaterThan(10)
    expect(inside.filter((path) => !existsSync(path))).toEqual([])
    expect(alone.filter((name) => !existsSync(`src/${name}`) && !existsSync(`test/${name}`))).toEqual([])
    expect([...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '').filter((path) => !existsSync(path))).toEqual([])
  })

  it('explains every word of the glossary once, and the code uses it', () => {
    const words = column('Glossary')
    expect(words.length).toBe(new Set(words).size)
    expect(words.filter((word) => !sources.some(({ text }) => new RegExp(`\\b${word}|[a-z]${word.slice(0, 1).toUpperCase()}${word.slice(1)}`, 'u').test(text)))).toEqual([])
  })

  it('lists every command with its arguments, in order, those of one group together', () => {
    const groupOf = (command: (typeof COMMANDS)[number]): string => command.name.split(' ')[0] ?? ''
    const told = [...new Set(COMMANDS.map(groupOf))].map((group) => {
      const members = COMMANDS.filter((command) => groupOf(command) === group)
      const [only] = members
      return members.length === 1 && only !== undefined ? `${only.name} ${only.arguments}`.trim() : `${group} ${members.map(({ name }) => name.split(' ')[1]).join('|')}`
    })
    expect(column('Commands')).toEqual(told)
  })

  it('shows only commands that parse, and scripts that exist', () => {
    const lines = shellLines()
    expect(lines.filter(([program]) => program === 'anslut').length).toBeGreaterThanOrEqual(12)
    const isWrong = ([program, ...words]: string[]): boolean => {
      if (program === 'npm' && words[0] === 'run') return manifest.scripts[words[1] ?? ''] === undefined
      return program === 'anslut' && !parses(words)
    }
    expect(lines.filter(isWrong)).toEqual([])
  })

  it('names only options that some command has', () => {
    const known = new Set(['--data', '--json', '--help', ...COMMANDS.flatMap((command) => command.options.map(({ flags }) => flags.split(' ')[0] ?? ''))])
    expect([...readme.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag).filter((flag) => !known.has(flag))).toEqual([])
  })

  it('lists every setting with its meaning and default', () => {
    expect(table('Environment').map(([name, meaning, byDefault]) => [bare(name), meaning, bare(byDefault)])).toEqual(SETTINGS.map((setting) => [setting.name, setting.meaning, setting.default === '' ? '–' : setting.default]))
    const named = [...readme.matchAll(/ANSLUT_[A-Z_]+/g)].map(([name]) => name)
    expect(named.filter((name) => !SETTINGS.some((setting) => setting.name === name))).toEqual([])
  })

  it('lists every failure code with its exit code, what it means and what to do', () => {
    const told = table('Failure codes').flatMap(([codes, exit]) => bare(codes).split(', ').map((code) => [code, Number(exit)] as const))
    expect(told.toSorted()).toEqual(FAILURE_CODES.map((code) => [code, explain(new Failure(code, '')).exit] as const).toSorted())
    expect(table('Failure codes').filter((row) => row.length !== 4 || row.some((cell) => cell === ''))).toEqual([])
  })

  it('says the versions that package.json pins', () => {
    const pinned = { ...manifest.dependencies, ...manifest.devDependencies }
    const said = [...readme.matchAll(/`(@?[a-z0-9][\w./-]*)`\*{0,2} (\d+\.\d+\.\d+)/g)].map(([, name = '', version = '']) => ({ name, version }))
    expect(said.length).toBeGreaterThan(0)
    expect(said.filter(({ name, version }) => pinned[name] !== version)).toEqual([])
  })

  it('stays short enough to be read', () => {
    expect(readme.split('\n').length).toBeLessThan(300)
  })
})

describe('failure codes', () => {
  const elsewhere = sources.filter(({ path }) => !['templates/failure.ts', 'src/http/failure-status.ts', 'src/cli/exit.ts'].includes(path)).map(({ text }) => text.replaceAll(/\/\*\*[\s\S]*?\*\//g, '')).join('\n')

  it.each(FAILURE_CODES)('%s is given by the code and shown by a test', (code) => {
    expect([elsewhere.includes(`'${code}'`), tests.includes(code)]).toEqual([true, true])
  })
})

describe('package.json', () => {
  it('pins exact versions', () => {
    expect(Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([, version]) => !/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('asks for nothing that the program does not use; what no file imports is explained in README', () => {
    const mentioned = (name: string): boolean => sources.some(({ text }) => text.includes(`'${name}'`) || text.includes(`'${name}/`))
    expect(Object.keys(manifest.dependencies).filter((name) => !mentioned(name) && !readme.includes(`\`${name}\``))).toEqual([])
  })

  it('has the version that CHANGELOG ends with', () => {
    expect(/^## \[(\d+\.\d+\.\d+)\]/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1]).toBe(manifest.version)
  })
})
