// `npm test` after first-run: lint, then every test, then one plain line that counts them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const require = createRequire(import.meta.url)
const binary = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path)
const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1).replace('.', ',')

const wanted = [
  ['chromium', 'webbläsartesterna', 'chromium'],
  ['gpg', 'testerna som läser brev med gpg', 'gnupg'],
  ['sq', 'testerna som läser brev med Sequoia', 'sq'],
  ['rnp', 'testerna som läser brev med RNP', 'rnp'],
  ['notmuch', 'testerna som läser brev med notmuch', 'notmuch'],
  ['postfix', 'testerna som skickar brev genom Postfix', 'postfix'],
  ['icalendar', 'testerna som läser inbjudningar med python3-icalendar', 'python3-icalendar'],
  ['pdftoppm', 'testerna som tittar på PDF-sidor', 'poppler-utils'],
  ['qpdf', 'testerna som låter qpdf granska PDF-filer', 'qpdf'],
  ['gs', 'testerna som låter Ghostscript läsa PDF-filer', 'ghostscript'],
  ['soffice', 'testerna som öppnar Word-filer i LibreOffice', 'libreoffice-writer-nogui'],
]
const missing = wanted.filter(([program]) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)

let started = Date.now()
const lint = spawnSync(process.execPath, [binary('oxlint', 'bin/oxlint'), '--type-aware'], { cwd: root, stdio: 'inherit' })
console.log(`Lint klart på ${seconds(started)} s`)

started = Date.now()
const scratch = mkdtempSync(join(tmpdir(), 'anslut-test-'))
const report = join(scratch, 'report.json')
const run = spawnSync(process.execPath, [binary('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
console.log(`Tester klara på ${seconds(started)} s`)

let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, success: false }
try {
  counts = JSON.parse(readFileSync(report, 'utf8'))
} catch {
  console.error('Testkörningen lämnade ingen rapport; se felet ovan.')
}
rmSync(scratch, { recursive: true, force: true })
for (const [program, what, packageName] of missing) console.log(`${program} saknas: ${what} hoppades över. Installera med: apt-get install ${packageName}`)
const failed = counts.numFailedTests + (!counts.success && counts.numFailedTests === 0 ? 1 : 0) + (lint.status === 0 ? 0 : 1)
console.log(`${counts.numPassedTests} passed, ${failed} failed, ${counts.numPendingTests + counts.numTodoTests} skipped`)
process.exit(failed === 0 && run.status === 0 ? 0 : 1)
