import { appendFileSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmdirSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { faultyFiles, waitingFiles } from '../../src/flows/incoming-files.js'
import { openWatch, takeIncoming, type IncomingWatch, type TakenFile } from '../../src/flows/take-incoming.js'
import { TAKEN_DIRECTORY } from '../../src/flows/taken-files.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { latestArrivals } from '../../src/storage/arrivals.js'
import { scans } from '../../src/storage/scans.js'
import { pdfOfImages } from '../security/hostile-files.js'
import { openHouse, type House } from '../open-house.js'

let house: House
let clockMs = 0
let watch: IncomingWatch
let pictures = 0

const at = (name: string): string => join(house.app.incoming, name)
const drop = (name: string, bytes: Uint8Array | string): void => writeFileSync(at(name), bytes)
/** A PDF of one blank page, like no other. */
const aPage = (): Buffer => {
  pictures += 1
  return pdfOfImages([{ widthPx: 8, heightPx: 8 + pictures, bits: 8, pixels: Buffer.alloc(8 * (8 + pictures), 255) }])
}
/** What became of the files when the clock has gone on so long. */
const after = async (seconds: number): Promise<(readonly [string, TakenFile['became']])[]> => {
  clockMs += seconds * 1000
  return (await takeIncoming(house.app, watch)).taken.map(({ file, became }) => [file, became])
}
const names = (): string[] => readdirSync(house.app.incoming).filter((name) => name !== TAKEN_DIRECTORY).sort()

beforeAll(async () => {
  house = await openHouse()
})
beforeEach(() => {
  watch = openWatch(10_000, () => clockMs)
})

describe('a file dropped in the incoming directory', () => {
  it('is read when it has lain unchanged long enough, and is then in the archive alone', async () => {
    const bytes = aPage()
    drop('kopiator 1.pdf', bytes)
    expect(await after(0)).toEqual([])
    expect(await after(9)).toEqual([])
    expect(await after(2)).toEqual([['kopiator 1.pdf', 'read']])
    expect(names()).toEqual([])
    const [scan] = await scans(house.app.store.read)
    expect(Buffer.from(await house.app.archive.read(scan?.sha256 ?? ''))).toEqual(bytes)
    expect(await latestArrivals(house.app.store.read, 9, 'folder')).toMatchObject([{ scan: scan?.sha256, fileName: 'kopiator 1.pdf' }])
  })

  it('waits as long as it grows, however slowly', async () => {
    const bytes = aPage()
    drop('långsam.pdf', bytes.subarray(0, 100))
    await after(0)
    drop('långsam.pdf', bytes.subarray(0, 200))
    expect(await after(11)).toEqual([])
    drop('långsam.pdf', bytes)
    expect(await after(11)).toEqual([])
    expect(await after(11)).toEqual([['långsam.pdf', 'read']])
  })

  it('that ends too soon is waited for and told of, and read as it is when nothing more has come for long', async () => {
    drop('avbruten.pdf', aPage().subarray(0, -10))
    drop('tom.pdf', '')
    drop('kopieras.pdf.part', aPage())
    await after(0)
    expect(await after(60)).toEqual([])
    expect((await waitingFiles(house.app)).map(({ file, why }) => [file, why]).sort()).toEqual([['avbruten.pdf', expect.stringContaining('verkar inte färdigskriven')], ['kopieras.pdf.part', expect.stringContaining('håller på att kopieras')], ['tom.pdf', expect.stringContaining('tom')]])
    renameSync(at('kopieras.pdf.part'), at('kopierad.pdf'))
    expect(await after(1)).toEqual([])
    expect(await after(10)).toEqual([['kopierad.pdf', 'read']])
    expect((await after(600)).sort()).toEqual([['avbruten.pdf', 'read'], ['tom.pdf', 'faulty']])
  })

  it('moved there whole under its name is read as soon as it has lain long enough', async () => {
    writeFileSync(join(house.directory, 'utanför.pdf'), aPage())
    renameSync(join(house.directory, 'utanför.pdf'), at('hel.pdf'))
    await after(0)
    expect(await after(10)).toEqual([['hel.pdf', 'read']])
  })

  it('with the same bytes as one before is told to be that, and doubles nothing', async () => {
    const bytes = aPage()
    drop('först.pdf', bytes)
    await after(0)
    await after(10)
    const before = (await scans(house.app.store.read)).length
    drop('igen.pdf', bytes)
    await after(0)
    clockMs += 10_000
    expect((await takeIncoming(house.app, watch)).taken).toMatchObject([{ file: 'igen.pdf', became: 'read', before: { fileName: 'först.pdf', via: 'folder' } }])
    expect(await scans(house.app.store.read)).toHaveLength(before)
  })

  it('that cannot be read is put aside untouched, beside a text that says why', async () => {
    drop('brev.docx', 'PK detta är ingen skanning')
    drop('trasig.pdf', '%PDF-1.7\nskräp\n%%EOF\n')
    await after(0)
    expect((await after(10)).sort()).toEqual([['brev.docx', 'faulty'], ['trasig.pdf', 'faulty']])
    drop('brev.docx', 'PK en annan')
    await after(0)
    await after(10)
    expect(readFileSync(at('felaktiga/brev.docx'), 'utf8')).toBe('PK detta är ingen skanning')
    expect(readFileSync(at('felaktiga/brev (2).docx'), 'utf8')).toBe('PK en annan')
    expect(readFileSync(at('felaktiga/brev.docx.txt'), 'utf8')).toMatch(/^brev\.docx\n.*varken PDF, TIFF, JPEG eller PNG/s)
    expect((await faultyFiles(house.app)).map(({ file }) => file)).toEqual(expect.arrayContaining(['brev.docx', 'brev (2).docx', 'trasig.pdf', 'tom.pdf']))
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })
})

describe('a file that a copier still writes to when it has been read', () => {
  const taken = (): string[] => readdirSync(at(TAKEN_DIRECTORY))
  const hourLater = (hours: number): House['app'] => ({ ...house.app, now: () => new Date(house.app.now().getTime() + hours * 3_600_000) })

  it('comes back when its next page comes, and is read whole beside what was read of it', async () => {
    const whole = aPage()
    const copier = openSync(at('sida för sida.pdf'), 'w')
    writeSync(copier, whole)
    await after(0)
    expect(await after(10)).toEqual([['sida för sida.pdf', 'read']])
    expect(names()).toEqual(['felaktiga'])
    const more = Buffer.from('\n% nästa sida\n%%EOF\n')
    writeSync(copier, more)
    closeSync(copier)
    expect(await after(0)).toEqual([])
    clockMs += 10_000
    const [again] = (await takeIncoming(house.app, watch)).taken
    expect(again).toMatchObject({ became: 'read', before: null, file: 'sida för sida.pdf' })
    expect(Buffer.from(await house.app.archive.read(again?.became === 'read' ? again.report.scan : ''))).toEqual(Buffer.concat([whole, more]))
  })

  it('and opens anew by its name for each page, leaves a piece that is told to be a page missing', async () => {
    drop('öppnas igen.pdf', aPage())
    await after(0)
    await after(10)
    appendFileSync(at('öppnas igen.pdf'), '12 0 obj\n% nästa sida\n%%EOF\n')
    await after(0)
    expect(await after(10)).toEqual([['öppnas igen.pdf', 'faulty']])
    expect(readFileSync(at('felaktiga/öppnas igen.pdf'), 'utf8')).toContain('% nästa sida')
    expect(readFileSync(at('felaktiga/öppnas igen.pdf.txt'), 'utf8').split('\n')[2]).toContain('en sida till, som saknas i skanningen: skanna alla sidor')
    expect((await faultyFiles(house.app)).filter(({ why }) => why.includes('en sida till')).map(({ file }) => file)).toEqual(['öppnas igen.pdf'])
  })

  it('comes back to be seen, whatever it is called', async () => {
    const name = `AB.${'Grundavtal '.repeat(3)}s1.pdf`
    drop(name, aPage())
    await after(0)
    await after(10)
    appendFileSync(at(join(TAKEN_DIRECTORY, taken().find((one) => one.endsWith('s1.pdf')) ?? '')), '\n%%EOF\n')
    await takeIncoming(house.app, watch)
    expect([name.at(-40), names().find((one) => one.endsWith('s1.pdf'))?.startsWith('Grundavtal')]).toEqual(['.', true])
    expect(await after(10)).toMatchObject([[expect.stringMatching(/^Grundavtal/u), 'read']])
  })

  it('keeps no other from being read when it can be neither deleted nor put back', async () => {
    const stuck = at(join(TAKEN_DIRECTORY, 'x'))
    mkdirSync(stuck, { recursive: true })
    const { ino, size, mtimeNs } = lstatSync(stuck, { bigint: true })
    const held = at(join(TAKEN_DIRECTORY, `0-${ino} ${size} ${mtimeNs}-00000000-x`))
    renameSync(stuck, held)
    drop('nästa.pdf', aPage())
    await expect(takeIncoming(house.app, watch)).rejects.toMatchObject({ code: 'EISDIR' })
    clockMs += 10_000
    const { taken: read } = await takeIncoming(house.app, watch)
    rmdirSync(held)
    expect(read).toMatchObject([{ file: 'nästa.pdf', became: 'read' }])
  })

  it('is deleted when nothing has come for an hour, and not before', async () => {
    drop('klar.pdf', aPage())
    await after(0)
    await after(10)
    await takeIncoming(hourLater(0.9), watch)
    expect(taken().filter((name) => name.endsWith('klar.pdf'))).toHaveLength(1)
    await takeIncoming(hourLater(1.1), watch)
    expect(taken()).toEqual([])
  })
})

describe('what is no file of a copier', () => {
  it('is never followed, opened or waited upon: links and pipes are put aside, directories and hidden files left', async () => {
    writeFileSync(join(house.directory, 'hemlig.pdf'), aPage())
    const before = (await scans(house.app.store.read)).length
    symlinkSync(join(house.directory, 'hemlig.pdf'), at('länk.pdf'))
    execFileSync('mkfifo', [at('rör.pdf')])
    mkdirSync(at('mapp'))
    drop('.dold.pdf', aPage())
    await after(0)
    expect((await after(10)).sort()).toEqual([['länk.pdf', 'faulty'], ['rör.pdf', 'faulty']])
    expect(names()).toEqual(['.dold.pdf', 'felaktiga', 'mapp'])
    expect(await waitingFiles(house.app)).toMatchObject([{ file: 'mapp', why: expect.stringContaining('mappar läses inte') }])
    expect(await scans(house.app.store.read)).toHaveLength(before)
  })

  it('is read whatever it is called, and told of without what could spoil a line or name a person', async () => {
    const raw = Buffer.concat([Buffer.from(`${house.app.incoming}/`), Buffer.from([0x66, 0xe5, 0xe4, 0x2e, 0x70, 0x64, 0x66])])
    writeFileSync(raw, aPage())
    drop('rad\nbrytning \u202Efdp.pdf', aPage())
    drop('19121212-1212.pdf', aPage())
    drop(`${'å'.repeat(120)}.pdf`, aPage())
    drop('-rf ; $(rm).pdf', aPage())
    drop(`${'b'.repeat(250)}.pdf`, 'inget')
    await after(0)
    const taken = (await after(10)).map(([file]) => file)
    expect(taken).toHaveLength(6)
    expect(taken.join('')).not.toMatch(/[\n\u202E]|19121212/)
    expect(names()).toEqual(['.dold.pdf', 'felaktiga', 'mapp'])
  })
})
