import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { z } from 'zod'
import { Failure, type Fault } from '../templates/failure.js'
import { nearest } from '../templates/known-paths.js'

/** One thing that can be set: its name in the environment, what it means (README's table), and its default as text. */
export interface Setting {
  readonly name: string
  readonly meaning: string
  readonly default: string
}

const whole = (min: number, max: number) => z.string().regex(/^\d+$/, 'ange ett heltal').transform(Number).refine((n) => n >= min && n <= max, `ange ett heltal från ${min} till ${max}`)

const FIELDS = {
  ANSLUT_DATA: { schema: z.string().min(1), meaning: 'data directory (the `--data` option goes before it; `demo` ignores it)', default: './data' },
  ANSLUT_PASSPHRASE_FILE: { schema: z.string(), meaning: 'file with the passphrase of the OpenPGP secret keys; must lie outside the data directory', default: '' },
  ANSLUT_SMTP_URL: { schema: z.union([z.literal(''), z.string().regex(/^smtps?:\/\/[^\s]+$/, 'ange smtp://värd:port eller smtps://värd:port')]), meaning: 'mail server, `smtp://` (STARTTLS is required) or `smtps://`', default: '' },
  ANSLUT_SMTP_CA: { schema: z.string(), meaning: 'PEM file with the certificate authority to trust for the mail server, besides those of Node', default: '' },
  ANSLUT_RELEASE_DELAY_MINUTES: { schema: whole(0, 10_080), meaning: 'how long a due letter waits, so that a confirmation can be withdrawn', default: '15' },
  ANSLUT_HOST: { schema: z.enum(['127.0.0.1', '::1', 'localhost'], 'ange 127.0.0.1, ::1 eller localhost: utan konton får tjänsten bara lyssna lokalt'), meaning: 'address `serve` listens on; loopback only until there are accounts', default: '127.0.0.1' },
  ANSLUT_PORT: { schema: whole(0, 65_535), meaning: 'port `serve` listens on; 0 takes a free one', default: '8420' },
  ANSLUT_SCAN_MAX_MB: { schema: whole(1, 4096), meaning: 'largest scan accepted, in megabytes', default: '512' },
  ANSLUT_SCAN_MAX_PAGES: { schema: whole(1, 20_000), meaning: 'most pages accepted in one scan', default: '2000' },
  ANSLUT_CONFIG: { schema: z.string(), meaning: 'JSON file with any of the settings above by name; the environment goes before it', default: '' },
} as const

type FieldName = keyof typeof FIELDS

/** Every setting in README's order. */
export const SETTINGS: readonly Setting[] = Object.entries(FIELDS).map(([name, { meaning, default: preset }]) => ({ name, meaning, default: preset }))

/** What the program runs with; read once at start and handed on. */
export interface Config {
  readonly dataDirectory: string
  readonly passphraseFile: string | null
  readonly smtpUrl: string | null
  readonly smtpCaFile: string | null
  readonly releaseDelayMs: number
  readonly host: string
  readonly port: number
  readonly scanMaxBytes: number
  readonly scanMaxPages: number
}

function fileSettings(path: string): Record<string, unknown> {
  if (path === '') return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new Failure('config-invalid', `ANSLUT_CONFIG: ${path} går inte att läsa som JSON. Rätta filen eller ta bort inställningen.`, { cause })
  }
}

/** Reads the environment and the file it may name. @throws Failure `config-invalid` with every unknown or bad setting. */
export function readConfig(environment: NodeJS.ProcessEnv, dataOption: string | undefined): Config {
  const fromFile = fileSettings(environment['ANSLUT_CONFIG'] ?? '')
  const given: Record<string, unknown> = { ...fromFile, ...Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('ANSLUT_'))) }
  const names = Object.keys(FIELDS)
  const faults: Fault[] = Object.keys(given).filter((name) => !names.includes(name)).map((name) => {
    const near = nearest(name, names)
    return { path: name, message: `okänd inställning${near === null ? '' : `, menade du ${near}?`}` }
  })
  const valueOf = <N extends FieldName>(name: N): z.output<(typeof FIELDS)[N]['schema']> => {
    const schema: z.ZodType = FIELDS[name].schema
    const read = schema.safeParse(given[name] === undefined ? FIELDS[name].default : String(given[name]))
    if (!read.success) faults.push({ path: name, message: read.error.issues[0]?.message ?? 'ogiltigt värde' })
    return read.data as z.output<(typeof FIELDS)[N]['schema']>
  }
  const config: Config = {
    dataDirectory: resolve(dataOption ?? valueOf('ANSLUT_DATA')),
    passphraseFile: emptyAsNull(valueOf('ANSLUT_PASSPHRASE_FILE')),
    smtpUrl: emptyAsNull(valueOf('ANSLUT_SMTP_URL')),
    smtpCaFile: emptyAsNull(valueOf('ANSLUT_SMTP_CA')),
    releaseDelayMs: valueOf('ANSLUT_RELEASE_DELAY_MINUTES') * 60_000,
    host: valueOf('ANSLUT_HOST'),
    port: valueOf('ANSLUT_PORT'),
    scanMaxBytes: valueOf('ANSLUT_SCAN_MAX_MB') * 1024 * 1024,
    scanMaxPages: valueOf('ANSLUT_SCAN_MAX_PAGES'),
  }
  for (const path of [config.passphraseFile, config.smtpCaFile]) {
    const name = path === config.passphraseFile ? 'ANSLUT_PASSPHRASE_FILE' : 'ANSLUT_SMTP_CA'
    if (path !== null && !existsSync(path)) faults.push({ path: name, message: `filen ${path} finns inte` })
  }
  if (config.passphraseFile !== null && lies(config.passphraseFile, config.dataDirectory)) faults.push({ path: 'ANSLUT_PASSPHRASE_FILE', message: 'filen med lösenfrasen får inte ligga i datakatalogen; flytta den' })
  if (faults.length > 0) throw new Failure('config-invalid', 'Inställningarna går inte att använda. Rätta och starta igen.', { faults })
  return config
}

function emptyAsNull(value: string): string | null {
  return value === '' ? null : value
}

function lies(file: string, directory: string): boolean {
  const real = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path))
  return real(file).startsWith(real(directory) + sep)
}
