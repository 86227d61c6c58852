import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { apiWords } from '../../src/http/api-words.js'
import { ask, factsOf, useService } from './served-app.js'

const service = useService()

describe('a refusal told to a program', () => {
  it.each([
    ['Komplettera uppgifterna, eller gör utkast med --draft.', 'Komplettera uppgifterna, eller gör utkast med ”stage”: ”draft”.'],
    ['Utfärda dem på nytt med --reissue --by NAMN --reason TEXT, eller ta tillbaka ändringen.', 'Utfärda dem på nytt med ”reissue”, eller ta tillbaka ändringen.'],
    ['Är du säker, ange varför med --override SKÄL; skälet sparas.', 'Är du säker, ange varför med ”override”; skälet sparas.'],
    ['Ska texten gälla som den står: ange varför med --other-facts TEXT.', 'Ska texten gälla som den står: ange varför med ”otherFacts”.'],
    ['Ange vem som gör det med --by NAMN, med minst ett tecken.', 'Ange vem som gör det med ”by”, med minst ett tecken.'],
    ['Ska de gå en gång till, lägg till --again. Inget har skickats.', 'Ska de gå en gång till, ange ”sending”: ”again”. Inget har skickats.'],
    ['Ange dem med --from och --to.', 'Ange dem med ”from” och ”to”.'],
    ['Ange de verkliga med ”party set FIL.json”. Inget har skickats.', 'Ange de verkliga på sidan Administration. Inget har skickats.'],
    ['blanketten har ingen fältkarta. Ange den med --fields KARTA.json', 'blanketten har ingen fältkarta. Ange den med ”map”'],
    ['En fältkarta (--fields) hör till en PDF-blankett.', 'En fältkarta (”map”) hör till en PDF-blankett.'],
    ['Ange den med --kind, till exempel --kind raps.', 'Ange den med ”kind”, till exempel raps.'],
    ['Det följer med paketet när det görs med --bundle.', 'Det följer med paketet som PDF eller ZIP (/api/v1/customers/ORGNR/bundle/pdf eller /zip).'],
    ['Registrera förvaltningsgruppens beslut först, med ”approve 7K3M-42 --decision TEXT --by NAMN”.', 'Registrera förvaltningsgruppens beslut först, på sidan Nämnd.'],
    ['Perioden 2026--2027 och skanning---2.pdf är orörda.', 'Perioden 2026--2027 och skanning---2.pdf är orörda.'],
  ])('names the field of the request where the program names an option: %s', (said, told) => {
    expect(apiWords(said)).toBe(told)
  })

  it.each([
    'Fältet ”scan” är okänt. Filerna lämnas i fältet ”file”.',
    'Uppgifter av slaget ”letter” väntar inte på dig.',
    'Därför gäller inte nyckeln ”backup”. Nyckeln ”letter show” räcker längre.',
    '”Se ”letter --force” och ”pack sedan”” går inte att läsa (motivering).',
    'Filen med --force och --example.pdf är större än gränsen. Händelsen ”pack” finns inte.',
  ])('leaves what was typed or sent as it is: %s', (said) => {
    expect(apiWords(said)).toBe(said)
  })

  it('tells what a file was sent as by its own name', async () => {
    const form = new FormData()
    form.append('scan', new Blob(['%PDF-1.7']), 'skanning.pdf')
    const answer = await fetch(new URL('/api/v1/scans', service().served.url), { method: 'POST', headers: { authorization: `Bearer ${service().token}` }, body: form })
    expect(await answer.json()).toMatchObject({ code: 'call-invalid', detail: 'Fältet ”scan” är okänt. Filerna lämnas i fältet ”file”.' })
  })

  it('says by the fields of the request what an event lacks', async () => {
    const packed = z.object({ documents: z.array(z.object({ code: z.string() })) }).parse((await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['raps'] })).json)
    const send = async (body: object): Promise<unknown> => (await ask(service(), 'POST', `/api/v1/versions/${packed.documents[0]?.code ?? ''}/events`, { by: 'Åsa Öberg', ...body })).json
    expect(await send({ event: 'cancelled' })).toMatchObject({ code: 'event-incomplete', detail: expect.stringContaining('registreras: reason: saknas'), faults: [{ path: 'reason' }] })
    expect(await send({ event: 'archived' })).toMatchObject({ code: 'event-incomplete', faults: [{ path: 'place' }] })
    const permit = await ask(service(), 'POST', '/api/v1/customers/212000-9879/events', { by: 'Åsa Öberg', event: 'lead-time-received:utfardartillstand' })
    expect(permit.json).toMatchObject({ code: 'event-incomplete', detail: expect.stringMatching(/registreras: place: saknas .*; set\.giltig-till: saknas /), faults: [{ path: 'place' }, { path: 'set.giltig-till' }] })
  })

  it('is so in the answers of the API', async () => {
    const form = new FormData()
    form.append('by', 'Åsa Öberg')
    form.append('file', new Blob(['ingen mall']), 'mall.docx')
    const answer = await fetch(new URL('/api/v1/templates', service().served.url), { method: 'POST', headers: { authorization: `Bearer ${service().token}` }, body: form })
    const text = await answer.text()
    expect([answer.status >= 400, text.includes('--')]).toEqual([true, false])
  })

  it('says by its place that a field map is nested too deep', async () => {
    const form = new FormData()
    form.append('by', 'Åsa Öberg')
    form.append('map', '['.repeat(4000) + ']'.repeat(4000))
    form.append('file', new Blob(['%PDF-1.7']), 'blankett.pdf')
    const answer = await fetch(new URL('/api/v1/templates', service().served.url), { method: 'POST', headers: { authorization: `Bearer ${service().token}` }, body: form })
    expect(await answer.json()).toMatchObject({ status: 400, code: 'call-invalid', detail: expect.stringContaining('Fältkartan i ”map” är JSON i fler än 64 nivåer') })
  })
})
