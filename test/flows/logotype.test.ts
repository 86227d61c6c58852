import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { holdLogotype } from '../../src/flows/hold-logotype.js'
import { seenLogotype } from '../../src/flows/seen-logotype.js'
import { readLogotype } from '../../templates/logotype.js'
import { keptLogotype } from '../../src/flows/logotype.js'
import { pack, type PackRequest } from '../../src/flows/pack.js'
import { previewTemplate } from '../../src/flows/template-preview.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { saveLogotype } from '../../src/storage/logotypes.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'

const KIND = 'leveransavtal-bilaga-4'
const CUSTOMER = factsOf('tallmo-omsorg')
const logo = (color: string): Promise<Buffer> => sharp({ create: { width: 90, height: 30, channels: 3, background: color } }).png().toBuffer()

let house: House
let [green, blue]: Buffer[] = []
beforeAll(async () => {
  house = await openHouse()
  ;[green, blue] = await Promise.all([logo('#2f6b3a'), logo('#2040a0')])
})

const request = (logotype: Uint8Array | undefined, changes: Partial<PackRequest> = {}): PackRequest => ({ facts: CUSTOMER, stage: 'signing', kinds: [KIND], reissue: null, ...(logotype === undefined ? {} : { logotype }), ...changes })
const picturesIn = async (path: string): Promise<Buffer[]> => {
  const document = documentOf(await packed(house, CUSTOMER, { kinds: [KIND] }), KIND)
  const file = document.files.find((one) => one.path.endsWith(path))
  const parts = unzipSync(await house.app.archive.read(file?.sha256 ?? ''))
  return Object.entries(parts).filter(([name]) => name.startsWith('word/media/')).map(([, bytes]) => Buffer.from(bytes))
}

describe('a logotype handed in with the facts', () => {
  it('stands in the document, is kept in the archive and vouched for by the events', async () => {
    await pack(house.app, request(green))
    expect(await picturesIn('.docx')).toEqual([green])
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('as a white JPEG is refused wherever it is handed in', async () => {
    const jpeg = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#fdfdfd' } }).jpeg().toBuffer()
    const refused = { code: 'facts-invalid', faults: [{ path: 'kund.logotyp', message: expect.stringContaining('syns inte på vitt papper: den är helt eller nästan vit.') }] }
    expect(await failureOf(holdLogotype(house.app, jpeg, 'logga.jpg'))).toMatchObject(refused)
    expect(await failureOf(pack(house.app, request(jpeg)))).toMatchObject(refused)
  })

  it('as a JPEG that is white but for a pale word is taken', async () => {
    const word = await sharp({ create: { width: 60, height: 20, channels: 3, background: '#787878' } }).png().toBuffer()
    const jpeg = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#fdfdfd' } }).composite([{ input: word }]).jpeg().toBuffer()
    expect(await seenLogotype(house.app, readLogotype(jpeg))).toHaveProperty('sha256')
  })

  it.each([['#ffff64', 'taken'], ['#fffff0', 'refused']])('of one pale colour (%s) is %s as a JPEG as it is as a PNG', async (background, as) => {
    const plain = sharp({ create: { width: 300, height: 100, channels: 3, background } })
    const read = [await seenLogotype(house.app, readLogotype(await plain.png().toBuffer())), await seenLogotype(house.app, readLogotype(await plain.jpeg().toBuffer()))]
    expect(read.map((one) => ('refused' in one ? 'refused' : 'taken'))).toEqual([as, as])
  })

  it('is known when the facts come again without it, so that nothing changes', async () => {
    wait(house, 5)
    expect((await pack(house.app, request(undefined))).documents).toMatchObject([{ kind: KIND, made: 'unchanged' }])
    expect((await pack(house.app, request(green))).documents).toMatchObject([{ kind: KIND, made: 'unchanged' }])
  })

  it('is read once for all the documents it stands in', async () => {
    const at = house.app.now().toISOString()
    expect(await keptLogotype(house.app, CUSTOMER, at)).toBe(await keptLogotype(house.app, CUSTOMER, at))
  })

  it('stands in previews too', async () => {
    const { docx } = await previewTemplate(house.app, { orgnr: CUSTOMER.kund.orgnr, kind: KIND, file: null })
    expect(Object.keys(unzipSync(docx ?? new Uint8Array())).filter((name) => name.startsWith('word/media/'))).toHaveLength(1)
  })

  it('that is another picture asks for a re-issue, which says that the picture changed', async () => {
    wait(house, 5)
    expect(await failureOf(pack(house.app, request(blue)))).toMatchObject({ code: 'reissue-needed' })
    // A draft must not change it behind the back of the papers to sign.
    expect(await failureOf(pack(house.app, request(blue, { stage: 'draft' })))).toMatchObject({ code: 'facts-invalid', message: expect.stringContaining('ett annat filnamn') })
    expect((await verifyEverything(house.app)).litter).toEqual([])
    const { documents } = await pack(house.app, request(blue, { reissue: { by: house.app.actor(CLERK), reason: 'ny logotyp' } }))
    expect(documents).toMatchObject([{ kind: KIND, made: 'reissued' }])
    expect(JSON.stringify(documents[0]?.changed)).toContain('Logotyp för Tallmo Omsorg AB')
    expect(await picturesIn('.docx')).toEqual([blue])
  })

  it('that is no picture is refused by place, and nothing is done', async () => {
    const failure = await failureOf(pack(house.app, request(Buffer.from('MZ'), { facts: factsOf('bryggans-barnmorskemottagning') })))
    expect(failure).toMatchObject({ code: 'facts-invalid', faults: [{ path: 'kund.logotyp', message: expect.stringContaining('bryggan.png är varken PNG eller JPEG') }] })
    expect((await verifyEverything(house.app)).litter).toEqual([])
  })
})

it('a logotype that no event vouches for is found', async () => {
  await house.app.store.write((tx) => saveLogotype(tx, { orgnr: CUSTOMER.kund.orgnr, fileName: 'insmugglad.png', sha256: 'a'.repeat(64), recordedAt: '2026-11-22T09:00:00.000Z' }))
  expect((await verifyEverything(house.app)).faults.map(({ message }) => message)).toEqual(expect.arrayContaining([expect.stringContaining('saknas i arkivet'), expect.stringContaining('ingen händelse säger att den har lämnats in')]))
})
