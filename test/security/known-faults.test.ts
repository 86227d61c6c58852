import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const SCRIPT = 'src/build/known-faults.mjs'

/** What the build says where `npm` answers so. */
function toldOf(answer: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'anslut-npm-'))
  try {
    writeFileSync(join(directory, 'answer'), answer)
    writeFileSync(join(directory, 'npm'), `#!/bin/sh\ncat '${join(directory, 'answer')}'\nexit 1\n`)
    chmodSync(join(directory, 'npm'), 0o755)
    return execFileSync(process.execPath, [SCRIPT], { encoding: 'utf8', env: { ...process.env, PATH: `${directory}${delimiter}${process.env['PATH'] ?? ''}` } })
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const advisory = { title: 'Prototypen kan ändras', url: 'https://example.org/GHSA-1' }
const found = { vulnerabilities: { lodtest: { name: 'lodtest', severity: 'high', range: '<4.17', via: [advisory] }, yttre: { name: 'yttre', severity: 'low', range: '*', via: ['lodtest'] } } }

describe('a build with packages that have known faults', () => {
  it('warns of each, and of what uses it', () => {
    expect(toldOf(JSON.stringify(found))).toBe('VARNING: kända säkerhetshål i paketen:\n  lodtest <4.17, high: Prototypen kan ändras (https://example.org/GHSA-1)\n  yttre *, low: genom lodtest\n\n')
  })

  it.each([
    ['says that there are none', '{"vulnerabilities":{}}', 'Inga kända säkerhetshål i paketen.\n'],
    ['says that nobody answered', '{"message":"405 Method Not Allowed"}', 'Kända säkerhetshål i paketen är inte kontrollerade: registret svarade inte på frågan.\n'],
    ['says that it could not be read', 'npm ERR!', 'Kända säkerhetshål i paketen är inte kontrollerade: registret svarade inte på frågan.\n'],
  ])('%s', (_name, answer, told) => {
    expect(toldOf(answer)).toBe(told)
  })

  it('is looked at each time the whole is tried', () => {
    expect(readFileSync('.ci/run', 'utf8')).toContain(`node ${SCRIPT}`)
  })
})
