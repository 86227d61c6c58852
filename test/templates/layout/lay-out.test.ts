import { describe, expect, it } from 'vitest'
import { layOut } from '../../../templates/layout/lay-out.js'
import type { Layout, TextPiece } from '../../../templates/layout/layout.js'
import { BODY, CODE_PLACES, HEAD, pointsOf } from '../../../templates/pdf/geometry.js'
import { FONTS } from '../load-test-fonts.js'
import { everyConstruct, filled, paragraph, signature, table } from './write-document.js'

function texts(layout: Layout, page: number): TextPiece[] {
  return (layout.pages[page - 1]?.pieces ?? []).filter((piece) => piece.type === 'text')
}

function wordsOn(layout: Layout, page: number): string {
  return texts(layout, page).map((piece) => piece.text).join(' ')
}

const SENTENCE = 'Kunden ansvarar för att utsedda handläggare följer tillämpningsanvisningen och de skriftliga rutinerna för kort- och certifikatutgivning. '
const filler = (lines: number): ReturnType<typeof paragraph>[] => Array.from({ length: lines }, (_, index) => paragraph('BodyText', `Rad ${index + 1}.`))
const pageBreak = { type: 'page-break', propertiesXml: '' } as const
const SIGN = ['**För Exempelstads kommun**', 'Ort och datum:', 'Namnförtydligande: Åsa Ek', 'Befattning: Kommundirektör']

describe('pages', () => {
  it('hold all text within the body', () => {
    const layout = layOut(everyConstruct(9), FONTS)
    for (let page = 1; page <= layout.pageCount; page++) {
      for (const piece of texts(layout, page)) {
        expect(piece.yPt).toBeGreaterThan(BODY.yPt)
        expect(piece.yPt).toBeLessThan(BODY.yPt + BODY.heightPt)
        expect(piece.xPt).toBeGreaterThanOrEqual(BODY.xPt - 0.01)
      }
    }
  })

  it('never begin with the last line of a paragraph, nor end with the first', () => {
    const splits = Array.from({ length: 16 }, (_, index) => {
      const layout = layOut(filled([...filler(20 + index), paragraph('BodyText', SENTENCE.repeat(4)), pageBreak, paragraph('BodyText', 'Slut')]), FONTS)
      return [texts(layout, 1).length - (20 + index), texts(layout, 2).filter(({ text }) => text !== 'Slut').length] as const
    }).filter(([first, second]) => first > 0 && second > 0)
    expect(splits.length).toBeGreaterThan(1)
    for (const [first, second] of splits) expect(Math.min(first, second)).toBeGreaterThanOrEqual(2)
  })

  it('never end with a heading', () => {
    for (let lines = 20; lines < 34; lines++) {
      const layout = layOut(filled([...filler(lines), paragraph('Heading1', 'Rubriken', '4'), paragraph('Heading2', 'Underrubriken', '4.1'), paragraph('BodyText', SENTENCE.repeat(3))]), FONTS)
      for (let page = 1; page < layout.pageCount; page++) expect(texts(layout, page).at(-1)?.text).not.toMatch(/ubriken$/)
    }
  })

  it('never end between a sentence and the list, table or note it announces', () => {
    for (const next of [paragraph('ListBullet', 'rätt att beställa'), paragraph('Note', SENTENCE), table([0.5, 0.5], ['Roll', 'Namn'], [['RA', 'Åsa Ek'], ['KRA', 'Bo Ek']])]) {
      for (let lines = 22; lines < 34; lines++) {
        const layout = layOut(filled([...filler(lines), paragraph('BodyText', 'Kunden ska ha'), next, ...filler(20)]), FONTS)
        for (let page = 1; page < layout.pageCount; page++) expect(texts(layout, page).at(-1)?.text).not.toBe('Kunden ska ha')
      }
    }
  })

  it('never end with the first item of a list, nor begin with the last', () => {
    const items = ['ett', 'två', 'tre', 'fyra'].map((text) => paragraph('ListBullet', `punkt ${text}`))
    let parted = 0
    for (let lines = 20; lines < 34; lines++) {
      const layout = layOut(filled([...filler(lines), paragraph('Heading1', 'Rubriken', '4'), ...items, ...filler(12)]), FONTS)
      const first = wordsOn(layout, 1).match(/punkt/g)?.length ?? 0
      if (first === 2) parted++
      expect([0, 2, 4]).toContain(first)
    }
    expect(parted).toBeGreaterThan(0)
  })

  it('take a long paragraph’s end along to the table after it', () => {
    for (let lines = 20; lines < 34; lines++) {
      const layout = layOut(filled([...filler(lines), paragraph('BodyText', `${SENTENCE.repeat(3)}Följande gäller.`), table([0.5, 0.5], ['Roll', 'Namn'], [['RA', 'Åsa Ek'], ['KRA', 'Bo Ek']]), ...filler(12)]), FONTS)
      for (let page = 1; page < layout.pageCount; page++) expect(texts(layout, page).at(-1)?.text).not.toMatch(/gäller\.$/)
    }
  })

  it('are not followed by one of a few lines, if an earlier end or less space spares it', () => {
    for (let lines = 32; lines < 70; lines++) {
      const layout = layOut(filled(filler(lines)), FONTS)
      expect([lines, layout.pageCount === 1 || texts(layout, layout.pageCount).length > 6]).toEqual([lines, true])
      expect(layout.pages.flatMap((_, page) => texts(layout, page + 1))).toHaveLength(lines)
    }
    expect(texts(layOut(filled([...filler(20), pageBreak, ...filler(2)]), FONTS), 2)).toHaveLength(2)
  })

  it('break where the template breaks them, but are never empty', () => {
    const layout = layOut(filled([{ type: 'page-break', propertiesXml: '' }, paragraph('BodyText', 'Ett'), { type: 'page-break', propertiesXml: '' }, { type: 'page-break', propertiesXml: '' }, paragraph('BodyText', 'Två')]), FONTS)
    expect([layout.pageCount, wordsOn(layout, 1), wordsOn(layout, 2)]).toEqual([2, 'Ett', 'Två'])
  })

  it('are one even for a document without words', () => {
    expect(layOut(filled([]), FONTS).pageCount).toBe(1)
  })
})

describe('tables', () => {
  it('show their head on every page they reach and every row once', () => {
    const layout = layOut(filled([table([0.5, 0.5], ['Produkt', 'Antal'], Array.from({ length: 90 }, (_, index) => [`Produkt ${index}.`, `${index}`]))]), FONTS)
    expect(layout.pageCount).toBeGreaterThan(2)
    const all = layout.pages.map((_, index) => wordsOn(layout, index + 1))
    for (const words of all) expect(words).toMatch(/^Produkt Antal/)
    for (let index = 0; index < 90; index++) expect(all.filter((words) => words.includes(`Produkt ${index}.`))).toHaveLength(1)
  })

  it('stand whole on one page when they are small, and never leave a row alone', () => {
    for (const count of [2, 5, 8]) {
      for (let lines = 14; lines < 34; lines++) {
        const rows = Array.from({ length: count }, (_, index) => [`rad ${index + 1}`, 'ja'])
        const layout = layOut(filled([...filler(lines), table([0.5, 0.5], ['Moment', 'Klart'], rows), ...filler(12)]), FONTS)
        const first = wordsOn(layout, 1).match(/rad \d/g)?.length ?? 0
        expect([count, count <= 5 ? first % count : [1, count - 1].includes(first)]).toEqual([count, count <= 5 ? 0 : false])
      }
    }
  })

  it('stand whole on one page as forms to fill in, unless they are long', () => {
    for (const count of [8, 14]) {
      const rows = Array.from({ length: count }, (_, index) => [`rad ${index + 1}`, ''])
      const layout = layOut(filled([...filler(24), table([0.5, 0.5], ['Uppgift', 'Fylls i'], rows), ...filler(20)]), FONTS)
      expect([count, /rad \d/.test(wordsOn(layout, 1))]).toEqual([count, count > 10])
    }
  })

  it('give an address the width it needs, as far as the other columns can spare it', () => {
    const address = 'kommunstyrelsens.forvaltning@exempelstadskommun.example'
    const roomy = layOut(filled([table([0.5, 0.25, 0.25], ['Namn', 'Telefon', 'E-post'], [['Åsa Ek', '08-465 00 00', address]])]), FONTS)
    expect(texts(roomy, 1).map(({ text }) => text)).toContain(address)
    expect(texts(roomy, 1).map(({ text }) => text)).toContain('08-465 00 00')
    const tight = layOut(filled([table([0.5, 0.5], ['Kunden', 'Ägaren'], [[address, address]])]), FONTS)
    expect(texts(tight, 1).map(({ text }) => text).filter((text) => address.includes(text))).toEqual([...Array<string>(2)].flatMap(() => ['kommunstyrelsens.forvaltning@', 'exempelstadskommun.example']))
  })

  it('part an address at its at sign sooner than squeeze the names beside it into more lines', () => {
    const layout = layOut(filled([table([0.25, 0.25, 0.1875, 0.3125], ['Namn', 'Kontor', 'Telefon', 'E-post'], [['Anna-Karin Öhrling', 'Personalkontoret, plan 2', '08-465 004 20', 'anna-karin.ohrling@ovrekvarnadalensforbundet.example']])]), FONTS)
    expect(texts(layout, 1).slice(4).map(({ text }) => text)).toEqual(['Anna-Karin Öhrling', 'Personalkontoret, plan 2', '08-465 004 20', 'anna-karin.ohrling@', 'ovrekvarnadalensforbundet.example'])
  })

  it('cut a row that no page can hold, and lose nothing of it', () => {
    const long = Array.from({ length: 900 }, (_, index) => `ord${index}`).join(' ')
    const layout = layOut(filled([table([0.7, 0.3], ['A', 'B'], [[long, 'kort']])]), FONTS)
    const found = layout.pages.flatMap((_, index) => wordsOn(layout, index + 1).match(/ord\d+/g) ?? [])
    expect(layout.pageCount).toBeGreaterThan(1)
    expect(found).toHaveLength(900)
  })

  it('keep long words inside their cells, whatever widths the template states', () => {
    const layout = layOut(filled([table([0, 0.02, 0.98], ['A', 'B', 'C'], [['Upplands-Bro-Vallentunaskärgården', 'x', 'y']])]), FONTS)
    expect(layout.pageCount).toBe(1)
    expect(wordsOn(layout, 1).replaceAll(/[\u00AD ]/g, '')).toContain('Upplands-Bro-Vallentunaskärgården')
  })
})

describe('the table of contents', () => {
  it('says the page each heading stands on, and leads there', () => {
    const layout = layOut(everyConstruct(9), FONTS)
    const chapters = layout.outline.filter((entry) => entry.level < 3 && entry.text !== 'Innehåll')
    const links = layout.pages.flatMap((page) => page.links)
    expect(links.map((link) => link.targetPage)).toEqual(chapters.map((entry) => entry.page))
    for (const entry of layout.outline) expect(wordsOn(layout, entry.page)).toContain(entry.text)
  })

  it('leaves no few lines to another page', () => {
    const chapters = Array.from({ length: 48 }, (_, index) => [paragraph('Heading1', `Kapitel ${index + 1}`), pageBreak])
    const layout = layOut(filled([{ type: 'table-of-contents', propertiesXml: '' }, pageBreak, ...chapters.flat()]), FONTS)
    expect(layout.pages.slice(0, 2).map(({ links }) => links.length)).toEqual([36, 12])
  })
})

describe('signature boxes', () => {
  const boxed = layOut(everyConstruct(3), FONTS)

  it('give the pen 60 by 16 mm inside the page', () => {
    expect(boxed.signatureBoxes.map((box) => box.id)).toEqual(['kund-1', 'kund-2', 'svr-1'])
    for (const box of boxed.signatureBoxes) {
      expect(box.widthPt).toBeGreaterThanOrEqual(pointsOf(60))
      expect(box.heightPt).toBeGreaterThanOrEqual(pointsOf(16))
      expect(box.xPt + box.widthPt).toBeLessThanOrEqual(BODY.xPt + BODY.widthPt + 0.01)
    }
  })

  it('have nothing printed inside or within 3 mm', () => {
    const clear = pointsOf(3)
    for (const box of boxed.signatureBoxes) {
      for (const piece of texts(boxed, box.page)) {
        const beside = piece.xPt > box.xPt + box.widthPt || piece.xPt < box.xPt - clear
        const above = piece.yPt - piece.sizePt * 0.22 >= box.yPt + box.heightPt + clear
        const below = piece.yPt + piece.sizePt * 0.76 <= box.yPt - clear
        expect([piece.text, beside || above || below]).toEqual([piece.text, true])
      }
    }
  })

  it('are small ones for initials at the foot of every page that asks for them, clear of all print, and the text ends above', () => {
    const { blocks } = everyConstruct(3)
    const layout = layOut({ ...filled(blocks), initials: [{ party: 'kund', pages: null }, { party: 'svr', pages: [2] }, { party: 'driftleverantor', pages: null }] }, FONTS)
    const small = layout.signatureBoxes.filter(({ initials }) => initials === true)
    expect(small.filter(({ page }) => page < 3).map(({ id }) => id)).toEqual(['kund-signum-1', 'driftleverantor-signum-1', 'kund-signum-2', 'svr-signum-2', 'driftleverantor-signum-2'])
    expect(new Set(small.map(({ page }) => page)).size).toBe(layout.pageCount)
    const [clear, lowest] = [pointsOf(3), Math.max(...CODE_PLACES.filter(({ corner }) => corner === 'bottomLeft').map(({ yPt, sizePt }) => yPt + sizePt))]
    for (const box of small) {
      expect([box.widthPt, box.heightPt, box.yPt > lowest + clear]).toEqual([pointsOf(22), pointsOf(12), true])
      for (const piece of [...texts(layout, box.page), ...layout.running.pieces.filter(({ type }) => type === 'text')]) {
        if (piece.type !== 'text') continue
        const beside = piece.xPt > box.xPt + box.widthPt + clear || piece.xPt < box.xPt - clear
        expect([piece.text, beside || piece.yPt - piece.sizePt * 0.22 >= box.yPt + box.heightPt + clear || piece.yPt + piece.sizePt * 0.76 <= box.yPt - clear]).toEqual([piece.text, true])
      }
    }
    expect(() => layOut({ ...filled(blocks), initials: [{ party: 'kund', pages: [99] }] }, FONTS)).toThrow(/kund, sida 99/)
  })

  it('never stand on a page without text of their section', () => {
    for (let lines = 10; lines < 33; lines++) {
      const layout = layOut(filled([...filler(lines), paragraph('Heading1', 'Underskrifter', '9'), paragraph('BodyText', 'Avtalet är upprättat i två exemplar.'), signature('kund-1', 'kund', SIGN), paragraph('Heading2', 'För SVR'), signature('svr-1', 'svr', SIGN)]), FONTS)
      for (const box of layout.signatureBoxes) expect(wordsOn(layout, box.page)).toContain('Avtalet är upprättat')
    }
  })

  it('take only the end of a long section with them to the next page, and never less than two lines of it', () => {
    const lines = Array.from({ length: 8 }, (_, index) => paragraph('BodyText', `Villkor ${index + 1}.`))
    let parted = 0
    for (let before = 2; before < 30; before++) {
      const layout = layOut(filled([...filler(before), paragraph('Heading1', 'Underskrifter', '9'), ...lines, signature('kund-1', 'kund', SIGN), signature('kund-2', 'kund', SIGN), signature('svr-1', 'svr', SIGN)]), FONTS)
      for (const box of layout.signatureBoxes) expect(wordsOn(layout, box.page).match(/Villkor \d/g)?.length ?? 0).toBeGreaterThanOrEqual(2)
      if (layout.outline[0]?.page !== layout.signatureBoxes[0]?.page) parted++
    }
    expect(parted).toBeGreaterThan(0)
  })

  it('leave no short beginning of their section behind', () => {
    for (let before = 10; before < 34; before++) {
      const layout = layOut(filled([...filler(before), paragraph('Heading1', 'Underskrifter', '9'), paragraph('BodyText', SENTENCE), table([0.5, 0.5], ['Namn', 'Befattning'], [['Åsa Ek', 'Direktör']]), signature('kund-1', 'kund', SIGN), signature('kund-2', 'kund', SIGN), signature('svr-1', 'svr', SIGN)]), FONTS)
      expect(layout.signatureBoxes.map(({ page }) => page)).toEqual([1, 2, 3].map(() => layout.outline[0]?.page))
    }
  })

  it('stand clear of the line that the pen writes on', () => {
    const page = layOut(filled([paragraph('BodyText', 'Avtalet gäller.'), signature('kund-1', 'kund', SIGN)]), FONTS).pages[0]
    const label = page?.pieces.find((piece) => piece.type === 'text' && piece.text.startsWith('Ort och datum'))
    const line = page?.pieces.filter((piece) => piece.type === 'rule').at(-1)
    if (label?.type !== 'text' || line === undefined) throw new Error('no line for the pen')
    // Capitals of the font are 0.73 em high.
    expect(line.fromYPt - (label.yPt + label.sizePt * 0.73)).toBeGreaterThan(3)
  })

  it('keep a short section whole', () => {
    for (let before = 20; before < 34; before++) {
      const layout = layOut(filled([...filler(before), paragraph('Heading1', 'Underskrift', '9'), paragraph('BodyText', 'Avtalet gäller.'), signature('kund-1', 'kund', SIGN.slice(0, 2))]), FONTS)
      expect(layout.signatureBoxes[0]?.page).toBe(layout.outline[0]?.page)
    }
  })

  it('say whose section they continue when they outgrow a page', () => {
    const many = Array.from({ length: 14 }, (_, index) => signature(`kund-${index + 1}`, 'kund', SIGN))
    const layout = layOut(filled([paragraph('Heading1', 'Underskrifter'), paragraph('BodyText', 'Så här undertecknas avtalet.'), ...many]), FONTS)
    expect(layout.signatureBoxes).toHaveLength(14)
    for (const box of layout.signatureBoxes) expect(wordsOn(layout, box.page)).toContain('Underskrifter')
    expect(wordsOn(layout, 2)).toContain('(forts.)')
  })
})

it('a list within a list belongs to the item it stands under, and is set in under it', () => {
  const item = (text: string, number: string, listLevel?: number): ReturnType<typeof paragraph> => ({ ...paragraph('ListNumber', text, number), ...(listLevel === undefined ? {} : { listLevel }) })
  const layout = layOut(filled([item('Ett', '1.'), item('Ett a', 'a)', 1), item('Ett a i', '–', 2), item('Ett b', 'b)', 1), item('Två', '2.'), item('Två a', 'a)', 1)]), FONTS)
  const roles = (element: number | null): string => (element === null ? '' : `${roles(layout.elements[element]?.parent ?? null)}/${layout.elements[element]?.role ?? ''}`)
  const nested = '/L/LI/LBody'
  expect(texts(layout, 1).filter(({ text }) => /^(Ett|Två)/.test(text)).map(({ text, element }) => [text, roles(element).split(nested).length - 1])).toEqual([['Ett', 1], ['Ett a', 2], ['Ett a i', 3], ['Ett b', 2], ['Två', 1], ['Två a', 2]])
  expect(layout.elements.filter(({ role }) => role === 'L')).toHaveLength(4)
  const left = (of: string): number => texts(layout, 1).find(({ text }) => text === of)?.xPt ?? 0
  expect([left('Ett a') > left('Ett'), left('Ett a i') > left('Ett a'), left('Ett b') === left('Ett a'), left('Två') === left('Ett')]).toEqual([true, true, true, true])
})

describe('the running head', () => {
  it('stays clear of the code when title and customer are long', () => {
    const long = { ...filled([]), header: [paragraph('BodyText', `${SENTENCE}\tUtgåva 3`), paragraph('BodyText', SENTENCE.repeat(2))] }
    const { pieces } = layOut(long, FONTS).running
    const words = pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join(' ').replaceAll(/\u00AD ?/g, '')
    expect(words.split(/\s+/)).toEqual(`${SENTENCE} · Utgåva 3 ${SENTENCE.repeat(2)}`.split(/\s+/))
    const lowest = Math.min(...pieces.map((piece) => (piece.type === 'text' ? piece.yPt : 0)))
    expect([lowest >= HEAD.yPt, pieces.every((piece) => piece.type === 'text' && piece.sizePt >= 6 && piece.sizePt < 8)]).toEqual([true, true])
    expect(HEAD.xPt + HEAD.widthPt).toBeLessThan(CODE_PLACES[0].xPt)
  })

  it('is refused by name when no size takes all its words, and never cut', () => {
    const header = [paragraph('BodyText', SENTENCE.repeat(6))]
    expect(() => layOut({ ...filled([]), header }, FONTS)).toThrow(/^Sidhuvud: sidhuvudet har mer text än sidan rymmer/)
    expect(() => layOut({ ...filled([]), footer: header }, FONTS)).toThrow(/^Sidfot: sidfoten har mer text/)
  })

  it('is the title where the template has none, and leaves page numbers to the page', () => {
    expect(layOut(filled([], 'Grundavtal'), FONTS).running.pieces).toMatchObject([{ text: 'Grundavtal' }])
    const counted = paragraph('BodyText', ['Sida ', ''])
    const footer = [{ ...counted, runs: counted.runs.map((run, index) => (index === 1 ? { ...run, field: 'page' as const } : run)) }]
    expect(layOut({ ...filled([], 'Grundavtal'), footer }, FONTS).running.pieces).toMatchObject([{ text: 'Grundavtal' }])
  })
})
