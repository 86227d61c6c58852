import { describe, expect, it } from 'vitest'
import { readForm } from '../../../templates/form/read-form.js'
import { withMap } from '../../../templates/form/attached-map.js'
import { inField, MAP, mapWith, thirdPartyForm } from './third-party-form.js'

const form = await thirdPartyForm()
const faultsOf = async (map: unknown, file = form): Promise<string[]> => (await readForm(file, map, null)).faults.map(({ path, message }) => `${path}: ${message}`)

describe('a form and its map', () => {
  it('go together when every field is filled, signed or left on purpose', async () => {
    const { faults, form: compiled } = await readForm(form, MAP, null)
    expect(faults).toEqual([])
    expect(compiled?.boxes).toEqual([{ page: 2, area: { xPt: 59.75, yPt: 639.75, widthPt: 220.5, heightPt: 60.5 } }, { page: 2, area: { xPt: 310, yPt: 640, widthPt: 220, heightPt: 60 } }])
  })

  it('say which facts the kind asks for and the form never fills in', async () => {
    const { notes } = await readForm(form, MAP, 'sis-dnv-ansokan')
    expect(notes.map(({ path }) => path)).toEqual(expect.arrayContaining(['kund.leveransadress', 'sisDnv.antalAnstallda']))
    expect(notes.map(({ path }) => path)).not.toContain('sisDnv.antalKort')
  })

  it('are one file with the map inside, the same bytes each time, read as when the map lay beside it', async () => {
    const [one, other] = [await withMap(form, { ...MAP, kind: 'sis-dnv-ansokan' }), await withMap(form, { ...MAP, kind: 'sis-dnv-ansokan' })]
    expect(Buffer.compare(one, other)).toBe(0)
    const { map, faults } = await readForm(one, null, null)
    expect([map, faults]).toEqual([{ ...MAP, kind: 'sis-dnv-ansokan' }, []])
    const replaced = await withMap(one, MAP)
    expect((await readForm(replaced, null, null)).map).toEqual(MAP)
  })

  it('are refused without a map, saying how to begin one', async () => {
    expect(await faultsOf(null)).toEqual([expect.stringMatching(/^fil: .*ingen fältkarta.*--fields/)])
  })
})

describe('a map is refused by place', () => {
  it.each<[string, unknown, RegExp]>([
    ['a field it forgets', mapWith({ Kort: undefined }), /^Fält Kort: fältet \(textfält, sida 1\) saknas i kartan/],
    ['a field there is not', mapWith({ 'Org.nman': '{{kund.namn}}' }), /^Fält Org\.nman: blanketten har inget sådant fält, menade du Org\.namn\?$/],
    ['a fact there is not', mapWith({ Kort: '{{sisDnv.antalKrot}}' }), /^Fält Kort: \{\{sisDnv\.antalKrot\}\} är ingen känd uppgift, menade du sisDnv\.antalKort\?$/],
    ['a format there is not', mapWith({ Kort: '{{antel sisDnv.antalKort}}' }), /^Fält Kort: antel .*inget känt format/],
    ['a format that does not fit', mapWith({ Kort: '{{datum sisDnv.antalKort}}' }), /^Fält Kort: .*kan inte skrivas som datum/],
    ['half a tag', mapWith({ Kort: '{{sisDnv.antalKort}' }), /^Fält Kort: en tagg är inte hel/],
    ['a block that never ends', mapWith({ Kort: '{{#if sisDnv}}x' }), /^Fält Kort: \{\{#if\}\} saknar sitt slut/],
    ['a list printed as a text', mapWith({ Kort: '{{undertecknare}}' }), /^Fält Kort: .*är en lista/],
    ['a text in a tick box', mapWith({ SIS: '{{kund.namn}}' }), /^Fält SIS: fältet är en kryssruta och kan inte fyllas med ”text”\. Använd ”tick”\.$/],
    ['a tick in a text field', mapWith({ Kort: { tick: '{{kort.sisKort}}' } }), /^Fält Kort: .*textfält .*Använd ”text”/],
    ['an answer that the fact never gives', mapWith({ SIS: { tick: '{{kort.sisKort}}', when: 'jo' } }), /^Fält SIS: kort\.sisKort är aldrig ”jo”\. Uppgiften är ett av ja, nej, ej-beslutat\.$/],
    ['an option there is not', mapWith({ Utformning: { choose: '{{kort.utformning}}', options: { standard: 'Standrad', kundunik: 'Egen' } } }), /^Fält Utformning: fältet har inget alternativ ”Standrad”, menade du Standard\?$/],
    ['an answer without an option', mapWith({ Utformning: { choose: '{{kort.utformning}}', options: { standard: 'Standard' } } }), /^Fält Utformning: kort.utformning kan vara ”kundunik”/],
    ['two ways of filling one field', mapWith({ SIS: { tick: '{{kort.sisKort}}', text: 'x' } }), /^Fält SIS: ska ha precis ett av text, tick och choose\.$/],
    ['an element without its list', mapWith({ Namn1: { text: '{{kund.namn}}', number: 1 } }), /^Fält Namn1: ”of” och ”number” hör ihop/],
    ['a fixed text longer than the field', mapWith({ 'Org.nr': '123456789012' }), /^Fält Org.nr: den fasta texten har 12 tecken, men fältet tar högst 11/],
    ['several lines in one', mapWith({ Kort: 'a\nb' }), /^Fält Kort: texten har flera rader/],
    ['an unknown word in an entry', mapWith({ SIS: { tik: '{{kort.sisKort}}' } }), /^fields\.SIS\.tik: okänd uppgift, menade du tick\?$/],
    ['a number for an entry', mapWith({ SIS: 7 }), /^fields.SIS: ska vara text med taggar/],
    ['an unknown party', { ...MAP, signatures: [{ field: 'Underskrift1', party: 'kudn' }] }, /^signatures.0.party: .*menade du kund/],
    ['a signature in a field there is not', { ...MAP, signatures: [{ field: 'Underskrift2', party: 'kund' }] }, /^signatures\.0: blanketten har inget sådant fält, menade du Underskrift1\?$/],
    ['a signature where something is filled in', mapWith({ Underskrift1: '{{kund.namn}}' }), /^Fält Underskrift1: fältet är en plats för underskrift/],
    ['a signature on a page there is not', { ...MAP, signatures: [...MAP.signatures, { page: 3, xPt: 0, yPt: 0, widthPt: 100, heightPt: 40, party: 'kund' }] }, /^signatures\.2: blanketten har ingen sida 3; den har 2\.$/],
    ['a signature outside the page', { ...MAP, signatures: [...MAP.signatures, { page: 1, xPt: 550, yPt: 0, widthPt: 100, heightPt: 40, party: 'kund' }] }, /^signatures.2: rutan ligger utanför sida 1/],
    ['a signature too small for a pen', { ...MAP, signatures: [...MAP.signatures, { page: 1, xPt: 50, yPt: 50, widthPt: 20, heightPt: 5, party: 'kund' }] }, /^signatures.2: rutan är 20 × 5 punkter/],
    ['half a rectangle', { ...MAP, signatures: [...MAP.signatures, { page: 1, xPt: 50, party: 'kund' }] }, /^signatures.2: ska ha field, eller page/],
  ])('%s', async (_, map, said) => {
    expect(await faultsOf(map)).toContainEqual(expect.stringMatching(said))
  })

  it('for all its faults at once', async () => {
    expect(await faultsOf(mapWith({ Kort: '{{sisDnv.antalKrot}}', SIS: 'x', Namn1: undefined }))).toHaveLength(3)
  })
})

describe('a field is refused', () => {
  it.each<[string, Parameters<typeof thirdPartyForm>[0], string, RegExp]>([
    ['that takes formatted text', inField('Org.namn', 'Ff', 1 << 25), 'Org.namn', /rich text/],
    ['that takes a password', inField('Org.namn', 'Ff', 1 << 13), 'Org.namn', /lösenord/],
    ['that nobody sees', (pdf) => pdf.getForm().getField('Org.namn').acroField.getWidgets().forEach((widget) => widget.setFlags(2)), 'Org.namn', /dolt/],
  ])('%s', async (_, change, name, said) => {
    const faults = await readForm(await thirdPartyForm(change), MAP, null)
    expect(faults.faults).toContainEqual({ path: `Fält ${name}`, message: expect.stringMatching(said) })
  })
})
