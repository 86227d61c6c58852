import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { distDirectory } from '../../src/program-files.js'

describe('what a browser runs of the program, as it is compiled', () => {
  it('is whole: it imports nothing, and asks nothing of Node', () => {
    const code = readFileSync(join(distDirectory, 'src', 'accounts', 'password-strength.js'), 'utf8')
    expect(code).toContain('export function measured')
    expect(code.match(/\bimport\b|\brequire\(|\bprocess\.|\bBuffer\b|node:/g)).toBeNull()
  })

  it('sends nothing that is typed: it fetches one list and nothing else', () => {
    const code = readFileSync('src/web/password-fields.js', 'utf8')
    expect(code.match(/\bfetch\([^)]*\)/g)).toEqual(['fetch(list)'])
    expect(code.match(/XMLHttpRequest|sendBeacon|WebSocket|EventSource|localStorage|sessionStorage|document\.cookie|\.src\s*=|\.href\s*=[^=]/g)).toBeNull()
  })
})
