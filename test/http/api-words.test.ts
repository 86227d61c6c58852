import { describe, expect, it } from 'vitest'
import { apiWords } from '../../src/http/api-words.js'
import { useService } from './served-app.js'

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
    ['Perioden 2026--2027 och skanning---2.pdf är orörda.', 'Perioden 2026--2027 och skanning---2.pdf är orörda.'],
  ])('names the field of the request where the program names an option: %s', (said, told) => {
    expect(apiWords(said)).toBe(told)
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
