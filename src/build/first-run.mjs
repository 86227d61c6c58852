// Run before `npm run demo` and `npm test`: installs and builds when a fresh clone needs it, and says how long each step took.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Anslut kräver Node 20.19 eller senare; här körs ${process.versions.node}. Installera en nyare Node och försök igen.`)
  process.exit(2)
}

function step(name, command, args, hint = '') {
  const started = Date.now()
  process.stderr.write(`${name} …\n`)
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error === undefined ? '' : `${done.error.message}\n`}${name} misslyckades (se ovan).${hint}\n`)
    process.exit(1)
  }
  process.stderr.write(`${name} klart på ${((Date.now() - started) / 1000).toFixed(1).replace('.', ',')} s\n`)
}

const digest = (...paths) => {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

function sources(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? sources(path) : statSync(path).isFile() ? [path] : []
  })
}

const COMPILER = ' Gäller felet sqlite3 saknas troligen en C++-kompilator: apt-get install build-essential python3'
const installedMark = join(root, 'node_modules', '.anslut-installed')
const lock = digest(join(root, 'package-lock.json'), join(root, 'package.json')) + process.versions.modules
if (!existsSync(installedMark) || readFileSync(installedMark, 'utf8') !== lock) {
  step('Installerar paket (npm ci; sqlite3 kan behöva kompileras, några minuter)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], COMPILER)
  writeFileSync(installedMark, lock)
}

const builtMark = join(root, 'dist', '.anslut-built')
const inputs = ['src', 'templates', 'contracts', 'signing', 'test', 'fixtures'].flatMap((name) => sources(join(root, name))).sort()
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts'].map((name) => join(root, name))
const built = digest(...settings, ...inputs)
if (!existsSync(builtMark) || readFileSync(builtMark, 'utf8') !== built) {
  step('Bygger (typkontroll och dist/)', process.execPath, [join(root, 'src', 'build', 'build.mjs')])
  writeFileSync(builtMark, built)
}
