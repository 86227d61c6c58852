import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { z } from 'zod'
import { epostadress } from '../templates/contact-ways.js'
import { Failure, type Fault } from '../templates/failure.js'
import { withReviewSet } from '../contracts/kinds.js'
import { nearest } from '../templates/nearest.js'
import { LOOPBACK } from './loopback.js'

/** One thing that can be set: its name in the environment, what it means (README's table), and its default as text. */
export interface Setting {
  readonly name: string
  readonly meaning: string
  readonly default: string
}

const whole = (min: number, max: number) => z.coerce.number<string>(`ange ett heltal från ${min} till ${max}`).int(`ange ett heltal från ${min} till ${max}`).min(min, `ange ett heltal från ${min} till ${max}`).max(max, `ange ett heltal från ${min} till ${max}`)

/** TLS, except for a provider on this computer. */
const PROVIDER_URL = /^(https:\/\/[^\s?#]+|http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?(\/[^\s?#]*)?)$/
const PUBLIC_URL = /^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/

const settingsSchema = z.object({
  ANSLUT_DATA: z.string().min(1).default('./data').describe('data directory (the `--data` option goes before it; `demo` ignores it)'),
  ANSLUT_PASSPHRASE_FILE: z.string().default('').describe('file with the passphrase of the OpenPGP secret keys; must lie outside the data directory'),
  ANSLUT_SMTP_URL: z.union([z.literal(''), z.string().regex(/^smtps?:\/\/\S+$/, 'ange smtp://värd:port eller smtps://värd:port')], 'ange smtp://värd:port eller smtps://värd:port').default('').describe('mail server, `smtp://` (STARTTLS is required) or `smtps://`'),
  ANSLUT_MAIL_MAX_MB: whole(0, 10_000).default(0).describe('largest mail the recipient is known to take, in megabytes; 0 asks the mail server alone. What is larger goes as numbered parts'),
  ANSLUT_SMTP_CA: z.string().default('').describe('PEM file with the certificate authority to trust for the mail server instead of those of Node'),
  ANSLUT_IMAP_URL: z.union([z.literal(''), z.string().regex(/^imaps:\/\/\S+@\S+$/, 'ange imaps://användare:lösenord@värd')], 'ange imaps://användare:lösenord@värd').default('').describe('mailbox that answers to letters come to, `imaps://user:password@host/INBOX`; `serve` reads it every five minutes and changes nothing in it; bounces and mail from the supplier are kept whole, so let it be a mailbox of its own'),
  ANSLUT_REMINDER_TO: z.union([z.literal(''), epostadress], 'ange en e-postadress').default('').describe('where reminders go of what waits for an administrator, without names; none when empty'),
  ANSLUT_ANSWER_DAYS: whole(1, 250).default(10).describe('working days without an answer after which a letter is asked after'),
  ANSLUT_RELEASE_DELAY_MINUTES: whole(0, 10_080).default(15).describe('how long a due letter waits, so that a confirmation can be withdrawn'),
  ANSLUT_REVIEW_SET: z.string().default('raps,rutiner').describe('the review documents that go to the supplier, kinds separated by commas; customer and provider must sign each'),
  ANSLUT_HOST: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'ange en adress, till exempel 127.0.0.1').default('127.0.0.1').describe('address `serve` listens on; another than the loopback needs accounts in force, a public address and a proxy'),
  ANSLUT_PUBLIC_URL: z.union([z.literal(''), z.string().regex(PUBLIC_URL, 'ange https://värd, utan sökväg')], 'ange https://värd, utan sökväg').default('').describe('address that people use, `https://host`, which a proxy with TLS answers; only then does `serve` answer others than the own computer'),
  ANSLUT_TRUSTED_PROXY: z.string().regex(/^[0-9a-fA-F.:, ]*$/, 'ange proxyns IP-adress').default('').describe('IP addresses of the proxies that may ask in the name of the public address, separated by commas'),
  ANSLUT_OIDC_ISSUER: z.string().refine((text) => text === '' || (PROVIDER_URL.test(text) && URL.canParse(text)), 'ange https://värd, som utfärdaren heter i sin konfiguration').default('').describe('issuer of an OpenID Connect provider that people may sign in with, told to lead back to `/konto/inloggning/svar` here, and after signing out to `/konto/inloggning`; needs the next two'),
  ANSLUT_OIDC_CLIENT_ID: z.string().default('').describe('what the provider calls this installation'),
  ANSLUT_OIDC_CLIENT_SECRET_FILE: z.string().default('').describe('file with the secret that the provider gave; must lie outside the data directory'),
  ANSLUT_CERTIFICATE_HEADER: z.string().regex(/^[A-Za-z0-9-]{0,60}$/, 'ange namnet på en rubrik i HTTP, till exempel X-Client-Subject').default('').describe('HTTP header in which the trusted proxy, which must set or remove it on every request, names the client certificate it has checked'),
  ANSLUT_SECOND_STEP: z.enum(['chosen', 'required'], 'ange chosen eller required').default('chosen').describe('`required` leads everybody who may do more than read, and signs in with a password, to set up the second step before anything else'),
  ANSLUT_PORT: whole(0, 65_535).default(8420).describe('port `serve` listens on; 0 takes a free one'),
  ANSLUT_API_PER_MINUTE: whole(1, 1_000_000).default(1200).describe('most requests to the API that an account may make in a minute'),
  ANSLUT_UPLOAD_DAY_MB: whole(1, 10_000_000).default(20_000).describe('most megabytes that an account may hand in during a day through pages and API'),
  ANSLUT_ALARM_REFUSALS: whole(0, 1_000_000).default(100).describe('refusals of one kind in a day (wrong passwords, rights that are lacking, too many requests, steps that the rules forbid) from which administrators are told; 0 tells nobody'),
  ANSLUT_SCAN_MAX_MB: whole(1, 4096).default(512).describe('largest scan accepted, in megabytes'),
  ANSLUT_SCAN_MAX_PAGES: whole(1, 20_000).default(2000).describe('most pages accepted in one scan'),
  ANSLUT_ESIGN_TRUST: z.string().default('').describe('PEM file, or directory of them, with the authorities whose electronic signatures are trusted; without it none is'),
  ANSLUT_SCAN_DEPTH: z.enum(['examine', 'sort'], 'ange examine eller sort').default('examine').describe('`examine` looks at every scanned page beside the one issued; `sort` only reads its code, ten times as fast'),
  ANSLUT_INCOMING_SECONDS: whole(0, 3600).default(10).describe('how long a file in `incoming/` must lie unchanged before it is read, longer than a copier that opens it anew for each page pauses between two; 0 makes `serve` leave the folder alone'),
  ANSLUT_TOKEN: z.string().default('').describe('token of the person at the command line, or a file with it; `--by` needs it once accounts are in force'),
  ANSLUT_CONFIG: z.string().default('').describe('JSON file with any of these settings by name; the environment goes before it'),
})

/** Every setting in README's order. */
export const SETTINGS: readonly Setting[] = Object.entries(settingsSchema.shape).map(([name, schema]) => ({ name, meaning: schema.description ?? '', default: String(schema.parse(undefined)) }))

/** The OpenID Connect provider that people may sign in with. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly secretFile: string
}

/** What the program runs with; read once at start and handed on. */
export interface Config {
  readonly dataDirectory: string
  readonly passphraseFile: string | null
  readonly smtpUrl: string | null
  /** Null when only the mail server says how large a mail may be. */
  readonly mailMaxBytes: number | null
  readonly smtpCaFile: string | null
  readonly imapUrl: string | null
  readonly reminderTo: string | null
  readonly answerDays: number
  readonly releaseDelayMs: number
  readonly reviewSet: readonly string[]
  readonly host: string
  /** `https://anslut.example.se`; null while only the own computer is answered. */
  readonly publicUrl: string | null
  /** IP addresses of the proxies in front. */
  readonly proxies: readonly string[]
  /** Null where nobody signs in with a provider. */
  readonly oidc: OidcConfig | null
  /** In which header the proxies name the certificate of who asks; null where they name none. */
  readonly certificateHeader: string | null
  /** Whether a second step is each one's choice, or demanded of all who may do more than read. */
  readonly secondStep: 'chosen' | 'required'
  readonly port: number
  /** Most requests to the API in a minute, for one account. */
  readonly apiPerMinute: number
  /** Most that one account may hand in during a day. */
  readonly uploadDayBytes: number
  /** From how many refusals of one kind in a day administrators are told; null for never. */
  readonly alarmRefusals: number | null
  readonly scanMaxBytes: number
  readonly scanMaxPages: number
  /** Where the certificates lie that e-signatures are trusted by; null trusts none. */
  readonly eSignTrust: string | null
  /** Whether scanned pages are examined beside those issued, or only sorted. */
  readonly scanDepth: 'examine' | 'sort'
  /** How long a file in `incoming/` must lie unchanged; 0 is for a service that leaves them alone. */
  readonly incomingSettleMs: number
  /** The token of whoever runs the command line, or a file with it. */
  readonly token: string | null
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
  const given: Record<string, unknown> = { ...fromFile, ...Object.fromEntries(Object.entries(environment).filter(([name, value]) => name.startsWith('ANSLUT_') && value !== '')) }
  const names = Object.keys(settingsSchema.shape)
  const faults: Fault[] = Object.keys(given).filter((name) => !names.includes(name)).map((name) => {
    const near = nearest(name, names)
    return { path: name, message: `okänd inställning${near === null ? '' : `, menade du ${near}?`}` }
  })
  const read = settingsSchema.safeParse(given)
  if (!read.success) faults.push(...read.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message.startsWith('Invalid input') ? 'skriv värdet som text inom citattecken' : issue.message })))
  faults.push(...[...addressFaults(given), ...signOnFaults(given)].filter(({ path }) => !faults.some((fault) => fault.path === path)))
  if (dataOption === '') faults.push({ path: '--data', message: 'ange en katalog' })
  if (!read.success || faults.length > 0) throw new Failure('config-invalid', REFUSED, { faults })
  const config = configOf(read.data, resolve(dataOption ?? read.data.ANSLUT_DATA))
  refuseBadFiles(config)
  refuseBadReviewSet(config)
  return config
}

function configOf(read: z.output<typeof settingsSchema>, dataDirectory: string): Config {
  return {
    dataDirectory,
    passphraseFile: emptyAsNull(read.ANSLUT_PASSPHRASE_FILE),
    smtpUrl: emptyAsNull(read.ANSLUT_SMTP_URL),
    mailMaxBytes: read.ANSLUT_MAIL_MAX_MB === 0 ? null : read.ANSLUT_MAIL_MAX_MB * 1_000_000,
    smtpCaFile: emptyAsNull(read.ANSLUT_SMTP_CA),
    imapUrl: emptyAsNull(read.ANSLUT_IMAP_URL),
    reminderTo: emptyAsNull(read.ANSLUT_REMINDER_TO),
    answerDays: read.ANSLUT_ANSWER_DAYS,
    releaseDelayMs: read.ANSLUT_RELEASE_DELAY_MINUTES * 60_000,
    reviewSet: read.ANSLUT_REVIEW_SET.split(',').map((kind) => kind.trim()).filter((kind) => kind !== ''),
    host: read.ANSLUT_HOST,
    publicUrl: emptyAsNull(read.ANSLUT_PUBLIC_URL),
    proxies: read.ANSLUT_TRUSTED_PROXY.split(',').map((one) => one.trim()).filter((one) => one !== ''),
    oidc: read.ANSLUT_OIDC_ISSUER === '' ? null : { issuer: read.ANSLUT_OIDC_ISSUER, clientId: read.ANSLUT_OIDC_CLIENT_ID, secretFile: read.ANSLUT_OIDC_CLIENT_SECRET_FILE },
    certificateHeader: emptyAsNull(read.ANSLUT_CERTIFICATE_HEADER),
    secondStep: read.ANSLUT_SECOND_STEP,
    port: read.ANSLUT_PORT,
    apiPerMinute: read.ANSLUT_API_PER_MINUTE,
    uploadDayBytes: read.ANSLUT_UPLOAD_DAY_MB * 1024 * 1024,
    alarmRefusals: read.ANSLUT_ALARM_REFUSALS === 0 ? null : read.ANSLUT_ALARM_REFUSALS,
    scanMaxBytes: read.ANSLUT_SCAN_MAX_MB * 1024 * 1024,
    scanMaxPages: read.ANSLUT_SCAN_MAX_PAGES,
    eSignTrust: emptyAsNull(read.ANSLUT_ESIGN_TRUST),
    scanDepth: read.ANSLUT_SCAN_DEPTH,
    incomingSettleMs: read.ANSLUT_INCOMING_SECONDS * 1000,
    token: emptyAsNull(read.ANSLUT_TOKEN),
  }
}

const REFUSED = 'Inställningarna går inte att använda. Rätta och starta igen.'

function refuseBadFiles(config: Config): void {
  const secrets = [['ANSLUT_PASSPHRASE_FILE', config.passphraseFile, 'filen med lösenfrasen'], ['ANSLUT_OIDC_CLIENT_SECRET_FILE', config.oidc?.secretFile ?? null, 'filen med hemligheten']] as const
  const named = [...secrets, ['ANSLUT_SMTP_CA', config.smtpCaFile], ['ANSLUT_ESIGN_TRUST', config.eSignTrust]] as const
  const faults: Fault[] = named.flatMap(([path, file]) => (file === null || existsSync(file) ? [] : [{ path, message: `filen ${file} finns inte` }]))
  faults.push(...secrets.flatMap(([path, file, what]) => (file !== null && lies(file, config.dataDirectory) ? [{ path, message: `${what} får inte ligga i datakatalogen; flytta den` }] : [])))
  if (faults.length > 0) throw new Failure('config-invalid', REFUSED, { faults })
}

function refuseBadReviewSet({ reviewSet }: Config): void {
  const refuse = (message: string): never => {
    throw new Failure('config-invalid', REFUSED, { faults: [{ path: 'ANSLUT_REVIEW_SET', message }] })
  }
  if (reviewSet.length === 0) refuse('ange minst en handlingstyp, annars skickas inga granskningsdokument')
  try {
    withReviewSet(reviewSet)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    refuse(error.message)
  }
}

function addressFaults(given: Readonly<Record<string, unknown>>): Fault[] {
  const { ANSLUT_HOST: host = '127.0.0.1', ANSLUT_PUBLIC_URL: publicUrl = '', ANSLUT_TRUSTED_PROXY: proxy = '' } = given
  if (publicUrl === '') return LOOPBACK.some((name) => name === host) ? [] : [{ path: 'ANSLUT_HOST', message: 'ange 127.0.0.1, ::1 eller localhost: utan ANSLUT_PUBLIC_URL får tjänsten bara lyssna lokalt' }]
  return proxy === '' ? [{ path: 'ANSLUT_TRUSTED_PROXY', message: 'ange IP-adressen för den proxy som svarar på ANSLUT_PUBLIC_URL' }] : []
}

function signOnFaults(given: Readonly<Record<string, unknown>>): Fault[] {
  const isSet = (name: string): boolean => (given[name] ?? '') !== ''
  const together = ['ANSLUT_OIDC_ISSUER', 'ANSLUT_OIDC_CLIENT_ID', 'ANSLUT_OIDC_CLIENT_SECRET_FILE']
  const half = together.some(isSet) ? together.filter((name) => !isSet(name)).map((path) => ({ path, message: `sätt alla tre: ${together.join(', ')}` })) : []
  return isSet('ANSLUT_CERTIFICATE_HEADER') && !isSet('ANSLUT_PUBLIC_URL') ? [...half, { path: 'ANSLUT_PUBLIC_URL', message: 'ange adressen vars proxy sätter ANSLUT_CERTIFICATE_HEADER' }] : half
}

function emptyAsNull(value: string): string | null {
  return value === '' ? null : value
}

function lies(file: string, directory: string): boolean {
  const real = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path))
  return real(file).startsWith(real(directory) + sep)
}
