import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Failure } from '../templates/failure.js'
import { readConfig, SETTINGS } from '../src/config.js'

const directory = mkdtempSync(join(tmpdir(), 'anslut-config-'))
afterAll(() => rmSync(directory, { recursive: true }))

const written = (name: string, text: string): string => {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}
const refusal = (environment: NodeJS.ProcessEnv, data = join(directory, 'data')): Failure => {
  try {
    readConfig(environment, data)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the configuration', () => {
  it('is complete without any setting', () => {
    expect(readConfig({}, undefined)).toMatchObject({ passphraseFile: null, smtpUrl: null, smtpCaFile: null, releaseDelayMs: 15 * 60_000, host: '127.0.0.1', port: 8420 })
  })

  it('takes the data directory from the call before the environment', () => {
    expect(readConfig({ ANSLUT_DATA: '/annan' }, '/denna').dataDirectory).toBe('/denna')
    expect(readConfig({ ANSLUT_DATA: '/annan' }, undefined).dataDirectory).toBe('/annan')
  })

  it('takes a setting from the environment before the file', () => {
    const file = written('a.json', JSON.stringify({ ANSLUT_PORT: '8500', ANSLUT_RELEASE_DELAY_MINUTES: '30' }))
    expect(readConfig({ ANSLUT_CONFIG: file, ANSLUT_PORT: '8600' }, undefined)).toMatchObject({ port: 8600, releaseDelayMs: 30 * 60_000 })
  })

  it('takes numbers written as numbers in the file', () => {
    expect(readConfig({ ANSLUT_CONFIG: written('tal.json', JSON.stringify({ ANSLUT_PORT: 8500 })) }, undefined).port).toBe(8500)
  })

  it('does not mind what is not Ansluts in the environment', () => {
    expect(() => readConfig({ PATH: '/bin', HOME: '/root' }, undefined)).not.toThrow()
  })

  it('names every setting with its meaning and default', () => {
    expect(SETTINGS.map(({ name }) => name)).toContain('ANSLUT_PASSPHRASE_FILE')
    for (const { name, meaning } of SETTINGS) expect([name, meaning.length > 10]).toEqual([name, true])
  })
})

describe('start is refused', () => {
  it('for an unknown setting, with what was meant', () => {
    expect(refusal({ ANSLUT_SMTP_ULR: 'smtp://a' }).faults).toEqual([{ path: 'ANSLUT_SMTP_ULR', message: 'okänd inställning, menade du ANSLUT_SMTP_URL?' }])
  })

  it('for an unknown setting in the file too', () => {
    expect(refusal({ ANSLUT_CONFIG: written('b.json', '{"ANSLUT_PROT": "1"}') }).faults).toMatchObject([{ path: 'ANSLUT_PROT' }])
  })

  it('naming every bad value at once', () => {
    const { code, faults } = refusal({ ANSLUT_PORT: '99999', ANSLUT_SMTP_URL: 'post.exempel.se', ANSLUT_HOST: '0.0.0.0', ANSLUT_RELEASE_DELAY_MINUTES: 'en kvart' })
    expect([code, faults.map(({ path }) => path).sort()]).toEqual(['config-invalid', ['ANSLUT_HOST', 'ANSLUT_PORT', 'ANSLUT_RELEASE_DELAY_MINUTES', 'ANSLUT_SMTP_URL']])
  })

  it.each([['ANSLUT_PASSPHRASE_FILE'], ['ANSLUT_SMTP_CA'], ['ANSLUT_CONFIG']])('for %s naming a file that does not exist', (name) => {
    expect(refusal({ [name]: join(directory, 'finns-inte') }).code).toBe('config-invalid')
  })

  it('for a configuration file that is no JSON', () => {
    expect(refusal({ ANSLUT_CONFIG: written('c.json', 'port=1') }).message).toContain('c.json')
  })

  it('for a provider that is half set or not named by TLS, and for certificates without a public address', () => {
    const three = ['ANSLUT_OIDC_ISSUER', 'ANSLUT_OIDC_CLIENT_ID', 'ANSLUT_OIDC_CLIENT_SECRET_FILE']
    const values: NodeJS.ProcessEnv = { ANSLUT_OIDC_ISSUER: 'https://idp.example', ANSLUT_OIDC_CLIENT_ID: 'anslut', ANSLUT_OIDC_CLIENT_SECRET_FILE: written('hemlig', 'x') }
    for (const name of three) expect(refusal({ [name]: values[name] }).faults.map(({ path }) => path)).toEqual(three.filter((other) => other !== name))
    expect(readConfig(values, '/data').oidc).toEqual({ issuer: 'https://idp.example', clientId: 'anslut', secretFile: values['ANSLUT_OIDC_CLIENT_SECRET_FILE'] })
    for (const issuer of ['http://idp.example', 'http://localhost.evil.example', 'idp.example', 'https://idp.example/?a=b', 'https://[']) expect(refusal({ ...values, ANSLUT_OIDC_ISSUER: issuer }).faults).toMatchObject([{ path: 'ANSLUT_OIDC_ISSUER', message: expect.stringContaining('https') }])
    expect(refusal(values, directory).faults).toMatchObject([{ path: 'ANSLUT_OIDC_CLIENT_SECRET_FILE', message: expect.stringContaining('får inte ligga i datakatalogen') }])
    expect(refusal({ ANSLUT_CERTIFICATE_HEADER: 'X-Client-Subject' }).faults).toMatchObject([{ path: 'ANSLUT_PUBLIC_URL' }])
  })

  it('for a passphrase file inside the data directory', () => {
    const path = written('fras', 'x\n')
    expect(refusal({ ANSLUT_PASSPHRASE_FILE: path }, directory).faults).toEqual([{ path: 'ANSLUT_PASSPHRASE_FILE', message: expect.stringContaining('får inte ligga i datakatalogen') }])
  })
})
