import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ask, useService } from './served-app.js'

const service = useService()
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ name: z.string().optional(), version: z.string().optional(), dev: z.boolean().optional() })) })
const bomSchema = z.object({
  bomFormat: z.literal('CycloneDX'), specVersion: z.literal('1.6'), metadata: z.object({ component: z.object({ name: z.literal('anslut'), licenses: z.tuple([z.object({ expression: z.literal('MIT') })]) }) }),
  components: z.array(z.object({ type: z.literal('library'), 'bom-ref': z.string(), group: z.string().optional(), name: z.string(), version: z.string(), purl: z.string(), hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) })).min(1), licenses: z.array(z.object({ expression: z.string() })).optional() })),
})

describe('the bill of materials', () => {
  it('names every package that is installed with the program, at its version, with licence and hash, and nothing that only builds or tests it', async () => {
    const { status, headers, json, bytes } = await ask(service(), 'GET', '/api/v1/bill-of-materials')
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([200, 'application/vnd.cyclonedx+json; version=1.6', expect.stringMatching(/^attachment; filename="?anslut-[\d.]+\.cdx\.json"?$/)])
    const bom = bomSchema.parse(json ?? JSON.parse(Buffer.from(bytes).toString('utf8')))
    const { packages } = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')))
    const installed = Object.entries(packages).filter(([place, { dev }]) => place !== '' && dev !== true).map(([place, { name, version }]) => `${name ?? place.split('node_modules/').at(-1) ?? ''}@${version ?? ''}`)
    const named = bom.components.map(({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name}@${version}`)
    expect(named.toSorted()).toEqual([...new Set(installed)].toSorted())
    expect([named.includes('@cantoo/pdf-lib@2.11.1'), named.some((one) => /^(vitest|typescript|oxlint)@/.test(one)), new Set(bom.components.map((one) => one['bom-ref'])).size]).toEqual([true, false, named.length])
    expect(bom.components.find(({ name }) => name === 'busboy')?.purl).toBe('pkg:npm/busboy@1.6.0')
    expect(bom.components.find(({ group, name }) => group === '@cantoo' && name === 'pdf-lib')?.purl).toBe('pkg:npm/%40cantoo/pdf-lib@2.11.1')
  })
})
