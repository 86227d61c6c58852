import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMailReceiver, type MailReceiver } from '../../src/demo/mail-receiver.js'
import { verificationSchema } from '../../src/flows/outward-shapes.js'
import { furnishOffice, type Office } from './office.js'
import { runHere } from './here.js'
import { run, type Run, type RunOptions } from './program.js'

const FACTS = 'fixtures/facts/tallmo-omsorg.json'
const PACK = ['--kinds', 'kortprognos']

let directory = ''
let receiver: MailReceiver
let office: Office

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'anslut-bad-'))
  receiver = await startMailReceiver({ host: '127.0.0.1', port: 0 })
  office = await furnishOffice(directory, 'data', receiver)
  const packed = await runHere(['pack', FACTS, ...PACK, '--out', join(directory, 'out')], office)
  if (packed.exit !== 0) throw new Error(packed.stderr)
}, 120_000)

afterAll(async () => {
  await receiver.stop()
  rmSync(directory, { recursive: true, force: true })
})

const at = (name: string): string => join(directory, name)

function written(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content)
  return at(name)
}

/** A copy of the data directory, to be harmed. */
function harmed(name: string, harm: (data: string) => void): RunOptions {
  cpSync(office.data, at(name), { recursive: true })
  harm(at(name))
  return { environment: { ...office.environment, ANSLUT_DATA: at(name) } }
}

/** What a refusal says to programs and people; `leaks` is the first trace of the program's insides. */
function refusalOf({ exit, stdout, stderr }: Run) {
  const last = stderr.trimEnd().split('\n').at(-1) ?? ''
  return { exit, stdout, code: last.split(':')[0], said: last, leaks: /internt fel|^\s+at |node:internal|undefined|\[object/m.exec(stderr)?.[0] ?? null }
}

/** Refused in Swedish: the code first on the last line of stderr, nothing on stdout. */
const refusal = (code: string, said: RegExp, exit: 2 | 3 = 3) => ({ exit, stdout: '', code, said: expect.stringMatching(said), leaks: null })

/** What is lost, doubled or half-written. */
async function faultsIn(options: RunOptions = office): Promise<unknown> {
  const { exit, stdout } = await runHere(['archive', 'verify', '--json'], options)
  return { exit, faults: verificationSchema.parse(JSON.parse(stdout)).faults }
}

const NONE = { exit: 0, faults: [] }

describe('pack refuses', () => {
  test.each([
    ['broken JSON', () => written('broken.json', '{\n "kund": {,'), 'file-unreadable', /broken\.json är inte JSON: felet syns vid rad 2, tecken/],
    ['an empty file', () => written('empty.json', ''), 'file-unreadable', /tar slut för tidigt/],
    ['a directory without facts', () => mkdtempSync(at('tom-')), 'file-unreadable', /innehåller inga uppgiftsfiler/],
    ['a missing file', () => at('missing.json'), 'file-unreadable', /missing\.json går inte att läsa/],
    ['a list', () => written('list.json', '[]'), 'facts-invalid', /1 fel/],
  ])('%s', async (_, file, code, said) => {
    expect(refusalOf(await runHere(['pack', file(), '--out', at('refused')], office))).toEqual(refusal(code, said))
  })

  test('incomplete and misspelt facts, all faults, each with its whole path', async () => {
    const text = readFileSync(FACTS, 'utf8').replace('"namn"', '"nanm"').replace(/"orgnr": "[^"]+"/, '"orgnr": "123456-7890"')
    const refused = await runHere(['pack', written('faulty.json', text), '--out', at('refused')], office)
    expect(refusalOf(refused)).toEqual(refusal('facts-invalid', /fel\./))
    const faults = refused.stderr.split('\n').slice(0, -2)
    expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(/^kund\.nanm: okänd uppgift, menade du kund\.namn\?/), expect.stringMatching(/^kund\.orgnr: /)]))
    expect(faults.filter((line) => !/^[a-zA-Z]+(\.[a-zA-Z]+|\[\d+\]|\.\d+)*: /.test(line))).toEqual([])
  })

  test('changed facts for an issued customer, naming the documents', async () => {
    const text = readFileSync(FACTS, 'utf8').replace(/"namn": "[^"]+"/, '"namn": "Nytt Namn AB"')
    const refused = await runHere(['pack', written('changed.json', text), ...PACK, '--out', at('refused')], office)
    expect(refusalOf(refused)).toEqual(refusal('reissue-needed', /--reissue/))
    expect(refused.stderr).toMatch(/^kortprognos .*: ändras/m)
    expect(await faultsIn()).toEqual(NONE)
  })

  test('an empty --kinds, rather than emptying the folder', async () => {
    expect(refusalOf(await runHere(['pack', FACTS, '--kinds', ' ,', '--out', at('out')], office))).toEqual(refusal('call-invalid', /--kinds är tomt/, 2))
    expect(readdirSync(join(directory, 'out'))).toHaveLength(1)
  })

  test('to write where no directory can ever be made, without hanging or saying that nothing was issued', async () => {
    const { exit, stdout } = await runHere(['pack', FACTS, ...PACK, '--out', '/proc/anslut/out', '--json'], office)
    expect({ exit, said: JSON.parse(stdout) as unknown }).toMatchObject({ exit: 4, said: { packs: [{ documents: [{ made: 'unchanged' }] }], faulty: [{ code: 'file-unreadable', message: expect.stringContaining('--out') }] } })
  })

  test('to go on when a file grows no further, and does the work when there is room', async () => {
    const full = harmed('full', () => undefined)
    expect(refusalOf(await run(['pack', 'fixtures/facts/lillfors-kommun.json', ...PACK, '--out', at('full-out')], { ...full, limit: 'ulimit -f 20' }))).toEqual(refusal('disk-full', /Frigör utrymme/))
    expect(await faultsIn(full)).toEqual(NONE)
    expect((await runHere(['pack', 'fixtures/facts/lillfors-kommun.json', ...PACK, '--out', at('full-out')], full)).exit).toBe(0)
    expect(await faultsIn(full)).toEqual(NONE)
  })
})

test('two packs of one customer at once issue each document once', async () => {
  const both = harmed('both', () => undefined)
  const runs = await Promise.all([1, 2].map(() => run(['pack', 'fixtures/facts/lillfors-kommun.json', ...PACK, '--out', at('both-out'), '--json'], both)))
  expect(runs.map(({ exit, stderr }) => [exit, stderr.match(/^[a-z-]+: [A-Z].*/m)?.[0] ?? null])).toEqual([[0, null], [0, null]])
  const codes = runs.map(({ stdout }) => [...stdout.matchAll(/"code": "([^"]+)"/g)].map((match) => match[1]).sort())
  expect(codes[0]).toEqual(codes[1])
  expect(readdirSync(join(at('both-out'), '212000-9879')).filter((name) => name.endsWith('.part'))).toEqual([])
  expect(await faultsIn(both)).toEqual(NONE)
})

describe('scan refuses', () => {
  test.each([
    ['an empty file', () => written('empty.pdf', ''), 'scan-empty', /är tom/],
    ['a truncated PDF', () => written('cut.pdf', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog'), 'scan-unreadable', /./],
    ['what is no scan', () => written('note.txt', 'hej'), 'scan-unreadable', /varken PDF, TIFF, JPEG eller PNG/],
    ['a directory', () => directory, 'file-unreadable', /är ingen fil/],
    ['a missing file', () => at('missing.pdf'), 'file-unreadable', /missing\.pdf/],
  ])('%s', async (_, file, code, said) => {
    expect(refusalOf(await runHere(['scan', file(), '--json'], office))).toEqual(refusal(code, said))
    expect(await faultsIn()).toEqual(NONE)
  })

  test('a file above the limit, before keeping it', async () => {
    const huge = written('huge.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(1_100_000)]))
    expect(refusalOf(await runHere(['scan', huge], { environment: { ...office.environment, ANSLUT_SCAN_MAX_MB: '1' } }))).toEqual(refusal('scan-too-large', /gränsen är 1 MB/))
  })
})

function pageKeyIn(data: string): string {
  const name = readdirSync(join(data, 'keys')).find((file) => file.startsWith('page-code-'))
  return join(data, 'keys', name ?? 'no page key')
}

describe('a data directory', () => {
  test.each([
    ['replaced by junk', (data: string) => writeFileSync(join(data, 'anslut.sqlite'), Buffer.alloc(100_000, 7)), 'database-damaged', /säkerhetskopian/],
    ['emptied', (data: string) => writeFileSync(join(data, 'anslut.sqlite'), ''), 'data-directory', /säkerhetskopian/],
    ['of a newer version', (data: string) => newer(join(data, 'anslut.sqlite')), 'database-newer', /Installera en utgåva/],
    ['without its page key', (data: string) => rmSync(pageKeyIn(data)), 'keys-missing', /säkerhetskopian/],
    ['with a damaged page key', (data: string) => writeFileSync(pageKeyIn(data), 'x'), 'keys-missing', /skadad/],
  ])('%s is refused and left as it is', async (name, harm, code, said) => {
    const options = harmed(name.replaceAll(' ', '-'), (data) => {
      for (const file of readdirSync(data)) if (/-(wal|shm)$/.test(file)) rmSync(join(data, file))
      harm(data)
    })
    expect(refusalOf(await run(['status'], options))).toEqual(refusal(code, said))
    expect(refusalOf(await runHere(['pack', FACTS, '--out', at('refused')], options))).toEqual(refusal(code, said))
  })

  test('whose keys others could read is closed to them', async () => {
    const options = harmed('open-keys', (data) => chmodSync(join(data, 'keys', 'sender.asc'), 0o644))
    const checked = await runHere(['keys', 'check'], options)
    expect([checked.exit, checked.stdout]).toEqual([4, expect.stringMatching(/sender\.asc: Andra på datorn kan läsa/)])
  })
})

/** `user_version` lies at byte 60 of an SQLite file. */
function newer(path: string): void {
  const bytes = readFileSync(path)
  bytes.writeUInt32BE(9999, 60)
  writeFileSync(path, bytes)
}

describe('send and start refuse', () => {
  test.each([
    ['missing own keys', {}, (data: string) => rmSync(join(data, 'keys', 'sender.asc')), 'keys-missing', /återställ den från säkerhetskopian.*keys generate/],
    ['no passphrase', { ANSLUT_PASSPHRASE_FILE: '' }, () => undefined, 'keys-locked', /ANSLUT_PASSPHRASE_FILE/],
    ['no mail server', { ANSLUT_SMTP_URL: '' }, () => undefined, 'smtp-unset', /Inget har skickats/],
  ])('%s', async (name, environment, harm, code, said) => {
    const { environment: own } = harmed(`send-${name.replaceAll(' ', '-')}`, harm)
    expect(refusalOf(await runHere(['send', '--once'], { environment: { ...own, ...environment } }))).toEqual(refusal(code, said))
    expect(receiver.bytesReceived()).toBe(0)
  })

  test('a wrong passphrase, and one that is no file', async () => {
    const wrong = written('wrong-passphrase', 'fel\n')
    expect(refusalOf(await runHere(['send', '--once'], { environment: { ...office.environment, ANSLUT_PASSPHRASE_FILE: wrong } }))).toEqual(refusal('keys-locked', /öppnar inte/))
    mkdirSync(at('passphrase-directory'))
    expect(refusalOf(await runHere(['send', '--once'], { environment: { ...office.environment, ANSLUT_PASSPHRASE_FILE: at('passphrase-directory') } }))).toEqual(refusal('keys-locked', /går inte att läsa/))
  })

  test('a passphrase inside the data directory, an unknown setting and a bad one', async () => {
    const inside = harmed('inside', (data) => writeFileSync(join(data, 'keys', 'passphrase'), 'x'))
    expect(refusalOf(await runHere(['status'], { environment: { ...inside.environment, ANSLUT_PASSPHRASE_FILE: join(at('inside'), 'keys', 'passphrase') } }))).toEqual(refusal('config-invalid', /Rätta/))
    const misspelt = await runHere(['status'], { environment: { ...office.environment, ANSLUT_HSOT: '::1', ANSLUT_PORT: 'x', ANSLUT_SMTP_URL: 'post' } })
    expect(refusalOf(misspelt)).toEqual(refusal('config-invalid', /Rätta/))
    expect(misspelt.stderr.split('\n').slice(0, 3)).toEqual([expect.stringMatching(/^ANSLUT_HSOT: .*ANSLUT_HOST/), expect.stringMatching(/^ANSLUT_SMTP_URL: ange/), expect.stringMatching(/^ANSLUT_PORT: ange/)])
  })
})
