// Asks the registry, before the tests of .ci/run, which of the packages that go into the program have known faults of security, and tells them. It warns and never fails: whoever has no network, or a registry that does not answer such questions, can still build.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** A line for each package with a known fault in the answer of `npm audit --json`; null when it answers nothing that can be read. */
function faultsIn(answer) {
  let told
  try {
    told = JSON.parse(answer)
  } catch {
    return null
  }
  if (typeof told?.vulnerabilities !== 'object' || told.vulnerabilities === null) return null
  return Object.values(told.vulnerabilities).map(({ name, severity, range, via }) => {
    const titles = via.flatMap((one) => (typeof one === 'object' ? [`${one.title} (${one.url})`] : []))
    return `  ${name} ${range}, ${severity}: ${titles.length === 0 ? `genom ${via.join(', ')}` : titles.join('; ')}\n`
  })
}

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=15000'], { cwd: root, encoding: 'utf8', timeout: 60_000 })
const faults = faultsIn(stdout ?? '')
if (faults === null) console.log('Kända säkerhetshål i paketen är inte kontrollerade: registret svarade inte på frågan.')
else console.log(faults.length === 0 ? 'Inga kända säkerhetshål i paketen.' : `VARNING: kända säkerhetshål i paketen:\n${faults.join('')}`)
