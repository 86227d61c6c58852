import { beforeAll, describe, expect, it } from 'vitest'
import { checkESignatures } from '../../signing/e-signature/check-e-signatures.js'
import type { TrustHere } from '../../signing/e-signature/trust-here.js'
import { printedDocument } from '../imaging/printed-page.js'
import { derOf, rootAuthority, selfSigned, vouched, type Identity } from '../signing/e-signature/certificates.js'
import { nextNumber, placesIn, signedPdf, updated, withEntries, written, type SigningWishes } from '../signing/e-signature/signed-pdf.js'
import { pdfOf, streamOf } from '../../src/bench/scan/hostile-parts.js'

const SIGNED = new Date('2026-11-20T12:00:00Z')

let root: Identity
let kund: Identity
let svr: Identity
let stranger: Identity
let pdf: Uint8Array
let signed: Buffer
let trust: TrustHere

beforeAll(async () => {
  root = await rootAuthority('Prövad Rot')
  kund = await vouched('CN=Karin Kund', root)
  svr = await vouched('CN=Sven Svr', root)
  stranger = await selfSigned('CN=Karin Kund')
  pdf = await printedDocument('7K3M9QXT2B', 1)
  signed = await sign()
  trust = { anchors: [derOf(root)], receivedAt: new Date('2026-11-22T09:00:00Z'), issuedBytes: pdf.length }
})

const sign = (wishes: SigningWishes = {}, who = kund, file = pdf): Promise<Buffer> => signedPdf(file, 'Kund', who, { at: SIGNED, ...wishes })

/** What is said of the first signature, short. */
async function told(file: Uint8Array, changes: Partial<TrustHere> = {}): Promise<[string, string]> {
  const { signatures: [first] } = await checkESignatures(file, { ...trust, ...changes })
  return [first?.verdict ?? 'none', first?.reasons.join(' ') ?? '']
}

function replaced(file: Buffer, from: RegExp, to: (found: string) => string): Buffer {
  const text = file.toString('latin1')
  const found = from.exec(text)?.[0]
  if (found === undefined) throw new Error('nothing to replace')
  const other = to(found)
  if (other.length !== found.length) throw new Error('another length')
  return Buffer.from(text.replace(found, () => other), 'latin1')
}

const range = (file: Buffer, change: (numbers: number[]) => number[]): Buffer => {
  const at = file.lastIndexOf('/ByteRange[', undefined, 'latin1')
  const end = file.indexOf(']', at)
  const text = `/ByteRange[${change(file.toString('latin1', at + 11, end).trim().split(/\s+/).map(Number)).join(' ')}`
  const copy = Buffer.from(file)
  copy.write(text.padEnd(end - at), at, 'latin1')
  return copy
}

/** The signed file with an update by somebody who cannot sign. */
function after(change: (places: ReturnType<typeof placesIn> & { next: number }) => Record<number, string>): Buffer {
  const places = placesIn(signed)
  return updated(signed, new Map(Object.entries(change({ ...places, next: nextNumber(places.revision) })).map(([number, body]) => [Number(number), body])))
}

const drawing = (text: string): string => `<</Length ${text.length}>>\nstream\n${text}\nendstream`

describe('a signed file that was changed', () => {
  it('in one byte is not valid', async () => {
    expect(await told(replaced(signed, /Adobe\.PPKLite/, () => 'Adobe.PPKLitE'))).toEqual(['invalid', expect.stringContaining('innehållet är inte det som undertecknades')])
  })

  it.each([
    ['by a page that is drawn otherwise', () => after(({ page, pageDictionary, next }) => ({ [next]: drawing('0 0 600 900 re f'), [page]: withEntries(pageDictionary, { Contents: `${next} 0 R` }) })), 'en sida är ändrad'],
    ['by content put in place of the page’s own', () => after(({ pageDictionary }) => ({ [/^(\d+)/.exec(written(pageDictionary.get('Contents') ?? null).replace('[', ''))?.[1] ?? '0']: drawing('0 0 600 900 re f') })), 'innehåll är utbytt'],
    ['by a note that covers the text', () => after(({ page, pageDictionary, next }) => ({ [next]: '<</Type/Annot/Subtype/Square/Rect[0 0 600 900]/IC[1 1 1]>>', [page]: withEntries(pageDictionary, { Annots: `[${next} 0 R]` }) })), 'en sida är ändrad'],
    ['by an empty signature field that covers the text', () => after(({ root: catalog, catalog: old, page, pageDictionary, next, revision }) => {
      const form = revision.dictionary(old.get('AcroForm'))
      const list = (before: string): string => `[${before.slice(1, -1)} ${next} 0 R]`
      return {
        [next]: `<</Type/Annot/Subtype/Widget/FT/Sig/T(Tom)/Rect[0 0 600 900]/AP<</N ${next + 1} 0 R>>>>`, [next + 1]: `<</Type/XObject/Subtype/Form/BBox[0 0 600 900]/Length 16>>\nstream\n0 0 600 900 re f\nendstream`,
        [page]: withEntries(pageDictionary, { Annots: list(written(pageDictionary.get('Annots') ?? [])) }), [catalog]: withEntries(old, { AcroForm: withEntries(form, { Fields: list(written(form?.get('Fields') ?? [])) }) }),
      }
    }), 'är ändra'],
    ['by other pages under the same root', () => after(({ root: catalog, catalog: old, next }) => ({ [next]: '<</Type/Pages/Kids[]/Count 0>>', [catalog]: withEntries(old, { Pages: `${next} 0 R` }) })), 'uppbyggnad är ändrad'],
    ['by a script that runs when it is opened', () => after(({ root: catalog, catalog: old }) => ({ [catalog]: withEntries(old, { OpenAction: '<</S/JavaScript/JS(app.alert\\(1\\))>>' }) })), 'uppbyggnad är ändrad'],
    ['by taking its form away', () => after(({ root: catalog, catalog: old, next }) => ({ [catalog]: withEntries(old, { AcroForm: `${next} 0 R` }), [next]: '<</Fields[]>>' })), ''],
  ])('%s is not valid', async (_, make, why) => {
    const [verdict, reasons] = await told(make())
    expect(['invalid', 'not-checkable']).toContain(verdict)
    expect(reasons).toContain(why)
  })

  it('by a stranger who signs it too, with a picture over the text, is not valid', async () => {
    const overlaid = await signedPdf(signed, 'Till', stranger, { at: SIGNED, widget: '/AP<<>>' })
    expect(await told(overlaid)).toEqual(['not-checkable', expect.stringContaining('någon vars underskrift inte gäller här')])
  })

  it('by a signature whose field makes the file do something is not as it was issued', async () => {
    expect((await checkESignatures(await sign({ widget: '/AA<</PV<</S/JavaScript/JS(app.alert)>>>>' }), trust)).sinceIssued).toEqual(['en underskrift får filen att göra något'])
  })

  it('by giving it an object that it spoke of and did not have is not valid', async () => {
    const places = placesIn(pdf)
    const missing = nextNumber(places.revision) + 40
    const prepared = updated(pdf, new Map([[places.page, withEntries(places.pageDictionary, { Contents: `[${missing} 0 R]` })]]))
    const trap = await sign({}, kund, prepared)
    expect((await told(trap))[0]).toBe('valid')
    expect((await checkESignatures(trap, trust)).sinceIssued).toEqual(['en sida är ändrad'])
    expect(await told(updated(trap, new Map([[missing, drawing('0 0 600 900 re f')]])))).toEqual(['invalid', expect.stringContaining('innehåll som saknades är tillagt')])
  })

  it('after it was certified as final is not valid, even by a signature', async () => {
    const places = placesIn(pdf)
    const signature = nextNumber(places.revision) + 1
    const certified = await sign({ entries: '/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]', catalogEntries: { Perms: `<</DocMDP ${signature} 0 R>>` } })
    expect((await told(certified))[0]).toBe('valid')
    expect(await told(await signedPdf(certified, 'SVR', svr, { at: SIGNED }))).toEqual(['invalid', expect.stringContaining('låst mot fler underskrifter')])
  })
})

describe('a signature over the wrong bytes', () => {
  it.each([
    ['leaves more out than itself', ([a = 0, b = 0, c = 0, d = 0]: number[]) => [a, b - 40, c, d], 'undantagen'],
    ['leaves the beginning out', ([, b = 0, c = 0, d = 0]: number[]) => [9, b - 9, c, d], 'början'],
    ['claims more than there is', ([a = 0, b = 0, c = 0, d = 0]: number[]) => [a, b, c, d + 1000], 'slutet saknas'],
    ['ends in the middle of a version', ([a = 0, b = 0, c = 0, d = 0]: number[]) => [a, b, c, d - 30], 'inte en hel version'],
    ['has two numbers', ([a = 0, b = 0]: number[]) => [a, b], 'framgår inte'],
    ['has numbers below zero', ([, b = 0, c = 0, d = 0]: number[]) => [-1, b, c, d], 'framgår inte'],
  ])('that %s is not valid', async (_, change, why) => {
    expect(await told(range(signed, change))).toEqual(['invalid', expect.stringContaining(why)])
  })

  it('moved into another document is not valid', async () => {
    const contents = /\/Contents(<[0-9a-f]+>)/.exec(signed.toString('latin1'))?.[1] ?? ''
    const other = await signedPdf(await printedDocument('8K3M9QXT2B', 1), 'Kund', stranger, { at: SIGNED })
    expect(await told(replaced(other, /\/Contents<[0-9a-f]+>/, () => `/Contents${contents}`), { issuedBytes: null })).toEqual(['invalid', expect.stringContaining('inte det som undertecknades')])
  })
})

describe('a signature by somebody who is not who it seems', () => {
  it('is not trusted when he vouches for himself, whatever other certificates he sends along', async () => {
    expect((await told(await sign({ others: [svr, stranger, kund, root, svr] }, stranger)))[0]).toBe('not-trusted')
  })

  it('is not trusted when somebody who may not vouch for others has done so', async () => {
    expect((await told(await sign({ others: [kund] }, await vouched('CN=Karin Kund', kund))))[0]).toBe('not-trusted')
  })

  it('is not valid with a certificate that had run out, or was made for something else', async () => {
    expect(await told(await sign({}, await vouched('CN=Karin Kund', root, { to: '2026-11-01' })))).toEqual(['invalid', expect.stringContaining('gällde inte då')])
    expect(await told(await sign({}, await vouched('CN=Karin Kund', root, { purposes: ['1.3.6.1.5.5.7.3.1'] })))).toEqual(['invalid', expect.stringContaining('inte utfärdat för underskrifter')])
    expect(await told(await sign({}, await vouched('CN=Karin Kund', root, { authority: true })))).toEqual(['invalid', expect.stringContaining('inte utfärdat för underskrifter')])
  })

  it('is not valid when it names another certificate than the one that came along', async () => {
    expect(await told(await sign({ names: svr }))).toEqual(['invalid', expect.stringContaining('annat certifikat')])
  })

  it('is not valid over a checksum that can be forged', async () => {
    expect(await told(await sign({ hash: 'SHA-1' }))).toEqual(['invalid', expect.stringContaining('SHA-1')])
    expect(await told(await sign({ subFilter: 'adbe.pkcs7.sha1' }))).toEqual(['invalid', expect.stringContaining('SHA-1')])
  })
})

describe('a signature that is made to break the reader', () => {
  const nested = Buffer.concat([...Array.from({ length: 2000 }, () => Buffer.from([0x30, 0x80])), Buffer.alloc(100)])
  it.each([
    ['no ASN.1 at all', () => Buffer.from('detta är ingen underskrift'), 'not-checkable'],
    ['ASN.1 in two thousand layers', () => nested, 'not-checkable'],
    ['a length beyond the end', () => Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02]), 'not-checkable'],
    ['ASN.1 of another kind', () => Buffer.from('300906072a864886f70d01', 'hex'), 'not-checkable'],
    ['nothing', () => Buffer.alloc(1000), 'not-checkable'],
    ['something after it', (cms: Uint8Array) => Buffer.concat([cms, Buffer.from('more')]), 'invalid'],
  ])('with %s is answered, and not as valid', async (_, spoil, verdict) => {
    expect((await told(await sign({ spoil })))[0]).toBe(verdict)
  })

  const body = '/ByteRange[0 1 2 3]/Contents<00>'
  const formed = (fields: string, ...more: (string | Buffer)[]): Buffer => pdfOf([`<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${fields}]>>>>`, '<</Type/Pages/Kids[]/Count 0>>', ...more])
  it.each([
    ['a field within itself', formed('3 0 R', '<</FT/Sig/T(a)/Kids[3 0 R]>>')],
    ['a field of six thousand', formed(Array.from({ length: 6000 }, () => '<</FT/Sig/T(a)>>').join(' '), `<<${body}>>`)],
    ['arrays in a thousand layers', formed('3 0 R', `<</FT/Sig/T(a)/V ${'['.repeat(5000)}${']'.repeat(5000)}${body}>>`)],
    ['a signature that no field points to', formed('', `<<${body}>>`)],
    ['an entry twice', formed('<</FT/Sig/T(a)/V 3 0 R>>', `<<${body}/ByteRange[0 1 2 4]>>`)],
    ['a reference to itself', formed('3 0 R', '3 0 R')],
    ['a cross-reference that turns back', Buffer.from(`%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\n${body}\nstartxref\n9\n%%EOF\n`)],
    ['a cross-reference of a thousand million objects', Buffer.from(`%PDF-1.7\nxref\n0 1000000000\n0000000000 65535 f \ntrailer\n<</Size 1>>\n${body}\nstartxref\n9\n%%EOF\n`)],
    ['objects packed a thousand times', packedBomb()],
    ['a password', pdfOf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>'], '/Encrypt 2 0 R')],
    ['nothing of what it begins as', Buffer.from(`%PDF-1.7\n${body}`)],
  ])('in a file with %s is answered as not checkable', async (_, file) => {
    expect((await told(file))[0]).toBe('not-checkable')
  })

  /** 200 MB of nothing in 200 kB, as a stream of objects that the form is said to stand in. */
  function packedBomb(): Buffer {
    const stream = streamOf('/Type/ObjStm/N 1/First 4', Buffer.alloc(200_000_000, 0x20))
    const file = Buffer.concat([Buffer.from('%PDF-1.7\n1 0 obj\n', 'latin1'), stream, Buffer.from('\nendobj\n', 'latin1')])
    const entries = Buffer.from([1, 0, 0, 0, 9, 0, 0, 2, 0, 0, 0, 1, 0, 0])
    const head = `3 0 obj\n<</Type/XRef/Size 4/W[1 4 2]/Index[1 2]/Root 2 0 R/Length ${entries.length}>>\nstream\n`
    return Buffer.concat([file, Buffer.from(head, 'latin1'), entries, Buffer.from(`\nendstream\nendobj\nstartxref\n${file.length}\n%%EOF\n`, 'latin1')])
  }
})
