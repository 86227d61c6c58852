import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import type { FillContext } from '../../../templates/context.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { layOut } from '../../../templates/layout/lay-out.js'
import { writePdf } from '../../../templates/pdf/write-pdf.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'
import { FONTS } from '../load-test-fonts.js'
import { sampleStamp } from '../pdf/sample-stamp.js'
import { faultsOf, partOf, templateOf, withDocument } from './template-of.js'

async function written(markup: string, options: { draft?: boolean; context?: FillContext } = {}): Promise<Uint8Array> {
  const template = compileTemplate(await templateOf(markup))
  return writeWord(template, fillTemplate(template, options.context ?? exampleContext(), 'show'), { draft: options.draft ?? false })
}

test('every page says that the file is not for signing, and UTKAST when it is a draft', async () => {
  expect(partOf(await written('Text'), 'word/header1.xml')).toContain('Förhandlingsexemplar - får ej undertecknas')
  expect(partOf(await written('Text'), 'word/header1.xml')).not.toContain('UTKAST')
  expect(partOf(await written('Text', { draft: true }), 'word/header1.xml')).toContain('UTKAST')
})

test('the version code stands in the header and the page numbers are counted by Word', async () => {
  const docx = await written('Text')
  expect(partOf(docx, 'word/header1.xml')).toContain('7K3M-9QXT-2B')
  expect(partOf(docx, 'word/footer1.xml').match(/ (PAGE|NUMPAGES) /g)).toEqual([' PAGE ', ' NUMPAGES '])
})

test('the footer says EXEMPEL and that the text is not reviewed, only while that is so', async () => {
  expect(partOf(await written('Text'), 'word/footer1.xml')).toMatch(/EXEMPEL · Mall - ej juridiskt granskad/)
  const reviewed = exampleContext('lillfors-kommun', { exempel: false, ogranskad: false })
  expect(partOf(await written('Text', { context: reviewed }), 'word/footer1.xml')).not.toMatch(/EXEMPEL|granskad/)
})

test('gaps are marked yellow', async () => {
  const context = { ...exampleContext(), kund: { namn: 'A', kundtyp: 'kommun' as const, orgnr: '212000-9879' } }
  expect(partOf(await written('{{kund.gln}}', { context }), 'word/document.xml')).toMatch(/<w:highlight w:val="yellow"\/><\/w:rPr><w:t xml:space="preserve">\[saknas: kund.gln\]/)
})

test('facts are text and nothing else, whatever they look like', async () => {
  const namn = '<w:p/>&amp; "{{kund.orgnr}}"\u0007\uD800 å\n\tny rad'
  const context = { ...exampleContext(), kund: { ...exampleContext().kund, namn } }
  const docx = await written('{{kund.namn}}', { context })
  expect(faultsOf(docx)).toEqual([])
  expect(partOf(docx, 'word/document.xml')).toContain('<w:t xml:space="preserve">&lt;w:p/&gt;&amp;amp; &quot;{{kund.orgnr}}&quot;\uFFFD\uFFFD å</w:t><w:br/><w:tab/>')
})

test('two tables never touch, and no cell is without a paragraph', async () => {
  const xml = partOf(await written('| A | B |\n|--|--|\n| 1 | {{#if kund.finnsinte}}x{{/if}} |\n\n[underskrift kund]\n[underskrift svr]'), 'word/document.xml')
  expect(xml).not.toMatch(/<\/w:tbl><w:tbl>|<\/w:tcPr><\/w:tc>|<\/w:tbl><w:sectPr/)
})

test('signatures that follow each other stand in pairs, are read back one by one, and keep their own tables where they are too wide', async () => {
  const template = compileTemplate(await templateOf('Text.\n\n[underskrift kund]\n[underskrift svr]'))
  const undertecknare = ['Anna Ek', 'Bo Alm'].map((namn) => ({ namn, befattning: 'Chef' }))
  const filled = fillTemplate(template, { ...exampleContext(), undertecknare }, 'refuse')
  const docx = writeWord(template, filled, { draft: false })
  const xml = partOf(docx, 'word/document.xml')
  expect(xml.match(/<w:tr><w:trPr><w:cantSplit\/><\/w:trPr><w:tc><w:tcPr><w:tcW [^>]*\/><\/w:tcPr><w:p>(?:(?!<\/w:p>).)*<\/w:p><w:tbl>/g)).toHaveLength(2)
  // Both of a pair begin with the low paragraph, or one would stand higher than the other.
  expect(xml.match(/<w:tc><w:tcPr><w:tcW [^>]*\/><\/w:tcPr><w:p><w:pPr>(?:(?!<\/w:p>).)*w:line="20"(?:(?!<\/w:p>).)*<\/w:p><w:tbl>/g)).toHaveLength(3)
  const again = fillTemplate(compileTemplate(docx), exampleContext(), 'refuse')
  expect(again.blocks.map((block) => (block.type === 'signature' ? block.id : block.type)).filter((type) => type !== 'paragraph')).toEqual(['kund-1', 'kund-2', 'svr-1'])
  expect(wordsOf(again)).toEqual(wordsOf(filled))
  const wide = compileTemplate(withDocument(await templateOf('[underskrift kund]\n[underskrift svr]'), /w:w="4253"/g, 'w:w="6000"'))
  expect(partOf(writeWord(wide, fillTemplate(wide, exampleContext(), 'refuse'), { draft: false }), 'word/document.xml')).not.toContain('</w:tbl><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20"')
})

test('a table takes the columns of the PDF, figures flush right as there', async () => {
  const template = compileTemplate(await templateOf('| Adress | Antal |\n|-|----|\n| {{kund.epost}} | 12 |'))
  const filled = fillTemplate(template, { ...exampleContext(), kund: { ...exampleContext().kund, epost: 'registrator@forbundetsgemensammakansli.exempel.se' } }, 'refuse')
  const xml = partOf(writeWord(template, filled, { draft: false }, layOut(filled, FONTS).columns), 'word/document.xml')
  const [grid, cells] = [/<w:gridCol w:w="(\d+)"/g, /<w:tcW w:w="(\d+)"/g].map((pattern) => [...xml.matchAll(pattern)].map(([, twips]) => Number(twips)))
  expect(grid?.[0]).toBeGreaterThan(9072 / 2)
  expect((grid?.[0] ?? 0) + (grid?.[1] ?? 0)).toBe(9072)
  expect(cells).toEqual([...(grid ?? []), ...(grid ?? [])])
  expect(xml.match(/<w:jc w:val="right"\/>/g)).toHaveLength(2)
})

test('the table of contents lists the headings with their numbers and leads to them', async () => {
  const { buildTemplate } = await import('../../../templates/build-template.js')
  const template = compileTemplate(await buildTemplate({ kind: 'prov', text: '---\ntitel: P\nnumrering: ja\ninnehåll: ja\n---\n# P\n\n## Ett\n### Under\n## Två\n' }))
  const filled = fillTemplate(template, exampleContext(), 'refuse')
  const xml = partOf(writeWord(template, filled, { draft: false }), 'word/document.xml')
  const links = [...xml.matchAll(/w:anchor="(_Toc\d+)"[^>]*><w:r><w:t xml:space="preserve">([\d.]+)<\/w:t><w:tab\/><w:t xml:space="preserve">([^<]+)/g)].map((match) => match.slice(2))
  expect(links).toEqual([['1', 'Ett'], ['1.1', 'Under'], ['2', 'Två']])
  expect([...xml.matchAll(/w:bookmarkStart/g)]).toHaveLength(3)
  expect(wordsOf(filled)).toEqual(['P', 'Innehåll', '1', 'Ett', '1.1', 'Under', '2', 'Två'])
})

test('a heading that a loop repeats is led to in each of its places', async () => {
  const { buildTemplate } = await import('../../../templates/build-template.js')
  const template = compileTemplate(await buildTemplate({ kind: 'prov', text: '---\ntitel: P\nnumrering: nej\ninnehåll: ja\n---\n# P\n\n## Först\n\n{{#each undertecknare}}\n## Samma\n\n{{namn}}\n{{/each}}\n' }))
  const undertecknare = ['Anna Ek', 'Bo Alm'].map((namn) => ({ namn, befattning: 'Chef' }))
  const xml = partOf(writeWord(template, fillTemplate(template, { ...exampleContext(), undertecknare }, 'refuse'), { draft: false }), 'word/document.xml')
  const names = [...xml.matchAll(/w:bookmarkStart w:id="\d+" w:name="(\w+)"/g)].map(([, name]) => name)
  expect(names).toEqual(['_Toc100001', '_Toc100002', '_Toc100003'])
  expect([...xml.matchAll(/w:anchor="(\w+)"/g)].map(([, name]) => name)).toEqual(names)
})

test('what was written for another customer before leaves no trace', async () => {
  const docx = await templateOf('{{#if kund.gln}}\n## Ibland\n{{/if}}\n\n## Alltid\n\nText.\n\n- ett\n- {{kund.namn}}\n\n| A | B |\n|--|--|\n| fast | rad |\n| för | {{kund.namn}} |\n')
  const used = compileTemplate(docx)
  const customer = (namn: string, gln: object): FillContext => ({ ...exampleContext(), kund: { namn, kundtyp: 'kommun', orgnr: '212000-9879', ...gln } })
  for (const context of [customer('A', { gln: '7300015200109' }), customer('B', {}), customer('A', { gln: '7300015200109' })]) {
    const [again, anew] = [used, compileTemplate(docx)].map((template) => writeWord(template, fillTemplate(template, context, 'refuse'), { draft: false }))
    expect(again).toEqual(anew)
  }
})

test('tables, headings and contents that print no fact are the same after other customers as for the first, in Word and in print', async () => {
  const { buildTemplate } = await import('../../../templates/build-template.js')
  const body = '# P\n\n{{#if kund.gln}}\n## Ibland\n{{/if}}\n\n## Alltid\n\n| Fast | Antal |\n|--|--|\n| en rad | 12 |\n| en till | 1 400 |\n\n### För {{kund.namn}}\n\n| Fast | Antal |\n|--|--|\n| en rad | 12 |\n| {{kund.namn}} | 7 |\n\n| A | B |\n|--|--|\n| {{#if kund.gln}} | |\n| med | GLN |\n| {{/if}} | |\n| sist | |\n'
  const docx = await buildTemplate({ kind: 'prov', text: `---\ntitel: P\nnumrering: ja\ninnehåll: ja\n---\n${body}` })
  const used = compileTemplate(docx)
  const customer = (namn: string, gln: object): FillContext => ({ ...exampleContext(), kund: { namn, kundtyp: 'kommun', orgnr: '212000-9879', ...gln } })
  for (const context of [customer('Adalen', { gln: '7300015200109' }), customer('registrator@forbundetsgemensammakansli.exempel.se', {}), customer('Adalen', { gln: '7300015200109' })]) {
    const [again, anew] = await Promise.all([used, compileTemplate(docx)].map(async (template) => {
      const filled = fillTemplate(template, context, 'refuse')
      const layout = layOut(filled, FONTS)
      const marks = { draft: false, headingPages: layout.outline.map(({ page }) => page) }
      return [writeWord(template, filled, marks, layout.columns), writeWord(template, filled, marks), await writePdf(layout, FONTS, sampleStamp(1), { title: 'P', subject: 'P', issuedAt: '2026-11-22T09:00:00Z', marks: [], draft: false })].map((bytes) => Buffer.from(bytes))
    }))
    expect(again?.map((bytes, index) => bytes.equals(anew?.[index] ?? Buffer.alloc(0)))).toEqual([true, true, true])
  }
})

test('the table of contents shows the pages of the PDF behind dots, as a field that Word can count again and does not ask about', async () => {
  const { buildTemplate } = await import('../../../templates/build-template.js')
  const text = '---\ntitel: P\nnumrering: ja\ninnehåll: ja\n---\n# P\n\n## Ett\n### Under\n#### Djupt\n## Två\n'
  const template = compileTemplate(await buildTemplate({ kind: 'prov', text }))
  const filled = fillTemplate(template, exampleContext(), 'show')
  const xml = partOf(writeWord(template, filled, { draft: false, headingPages: [2, 3, 3, 11] }), 'word/document.xml')
  const entries = [...xml.matchAll(/<w:hyperlink w:anchor="(_Toc\d+)".*?<\/w:hyperlink>/g)]
  expect(entries.map(([entry, anchor = '']) => [/PAGEREF (_Toc\d+) /.exec(entry)?.[1] === anchor, /<w:t>(\d+)<\/w:t>/.exec(entry)?.[1]])).toEqual([[true, '2'], [true, '3'], [true, '11']])
  expect(xml).toContain('TOC \\o "1-2" \\h \\z \\u')
  expect(xml).toContain('<w:tab w:val="right" w:leader="dot" w:pos="9072"/>')
  expect(xml).not.toMatch(/w:dirty|updateFields/)
  expect([...xml.matchAll(/fldCharType="begin"/g)].length).toBe([...xml.matchAll(/fldCharType="end"/g)].length)
})

test('a row with an empty cell is high enough to write in and shows its columns; other rows and tables do not', async () => {
  const xml = partOf(await written('| A | B |\n|--|--|\n| Namn |  |\n| Ort | Lillfors |\n\n| C | D |\n|--|--|\n| 1 | 2 |\n'), 'word/document.xml')
  const rows = [...xml.matchAll(/<w:tr>.*?<\/w:tr>/gs)].map(([row]) => row.includes('<w:trHeight w:val="460" w:hRule="atLeast"/>'))
  expect(rows).toEqual([false, true, false, false, false])
  const tables = [...xml.matchAll(/<w:tblPr>.*?<\/w:tblPr>/gs)].map(([properties]) => /<w:insideV w:val="single".*<\/w:tblBorders><w:tblLayout/.test(properties))
  expect(tables).toEqual([true, false])
})

test('tables stand apart as in the PDF, and closer where what follows has space of its own', async () => {
  const row = '| A | B |\n|--|--|\n| 1 | 2 |\n'
  const xml = partOf(await written(`${row}\n${row}\n## Rubrik\n`), 'word/document.xml')
  expect([...xml.matchAll(/w:line="(\d+)" w:lineRule="exact"/g)].map(([, line]) => line)).toEqual(['240', '80'])
})

test('a page begins without a trace of the break before it, and a signature is half as wide as the page', async () => {
  const xml = partOf(await written('Ett\n\n[sidbrytning]\n\nTvå\n\n[underskrift kund]'), 'word/document.xml')
  expect(xml).toMatch(/<w:p><w:pPr>(?:(?!<\/w:pPr>).)*w:line="20" w:lineRule="exact"(?:(?!<\/w:pPr>).)*<\/w:pPr><w:r><w:br w:type="page"\/>/)
  const widths = [...xml.matchAll(/<w:gridCol w:w="(\d+)"\/>/g)].map(([, width]) => Number(width))
  expect(widths.length).toBeGreaterThan(0)
  expect(Math.max(...widths)).toBeLessThan(9072 / 2)
})

test('what announces a list stays with it, a first item with the second, a last with the one before, and a small table is not parted', async () => {
  const xml = partOf(await written('Kunden ska\n\n- ett\n- två\n- tre\n- fyra\n\nSlut\n\n| A | B |\n|--|--|\n| rad1 | x |\n| rad2 | y |\n\nFöre\n\n> Märk\n'), 'word/document.xml')
  const kept = ['Kunden ska', 'ett', 'två', 'tre', 'fyra', 'Slut', 'rad1', 'rad2', 'Före', 'Märk'].map((text) => new RegExp(`<w:p>(?:(?!</w:p>).)*<w:keepNext/>(?:(?!</w:p>).)*>${text}<`).test(xml))
  expect(kept).toEqual([true, true, false, true, false, true, true, false, true, false])
})

test('a form to fill in by hand is not parted, unless it is long', async () => {
  const keeps = async (rows: number): Promise<number> => {
    const markup = Array.from({ length: rows }, (_, index) => `| rad${index + 1} | |`).join('\n')
    return [...partOf(await written(`| A | B |\n|--|--|\n${markup}\n`), 'word/document.xml').matchAll(/<w:p>(?:(?!<\/w:p>).)*<w:keepNext\/>(?:(?!<\/w:p>).)*>rad\d+</g)].length
  }
  expect([await keeps(10), await keeps(11)]).toEqual([9, 2])
})

test('a table that a loop gives few rows is not parted either, and one of many is', async () => {
  const kept = async (people: number): Promise<number> => {
    const template = compileTemplate(await templateOf('| Namn | Titel |\n|--|--|\n| {{#each undertecknare}}{{namn}} | {{befattning}}{{/each}} |\n'))
    const undertecknare = Array.from({ length: people }, (_, index) => ({ namn: `Anna ${index}`, befattning: 'Chef' }))
    const xml = partOf(writeWord(template, fillTemplate(template, { ...exampleContext(), undertecknare }, 'refuse'), { draft: false }), 'word/document.xml')
    return [...xml.matchAll(/<w:p>(?:(?!<\/w:p>).)*<w:keepNext\/>(?:(?!<\/w:p>).)*>Anna \d+</g)].length
  }
  expect([await kept(2), await kept(5), await kept(6)]).toEqual([1, 4, 0])
})

test('what announces signatures or a list stays with it also past a condition, and a label with its logotype', async () => {
  const xml = partOf(await written('Skriv i rutan\n\n{{#if kund.finnsInte}}\n\n### Först\n\n{{/if}}\n\n[underskrift kund]\n\nKunden ska\n\n{{#if kund.namn}}\n- ett\n{{/if}}\n- två\n\nMärket:\n\n![{{kund.logotyp}}](60 × 20 mm)\n'), 'word/document.xml')
  const kept = ['Skriv i rutan', 'Kunden ska', 'ett', 'Märket:'].map((text) => new RegExp(`<w:p>(?:(?!</w:p>).)*<w:keepNext/>(?:(?!</w:p>).)*>${text}<`).test(xml))
  expect(kept).toEqual([true, true, true, true])
})

test('after a list is the space of a paragraph, whichever item a condition leaves last', async () => {
  const xml = partOf(await written('- ett\n- två\n{{#if kund.finnsInte}}\n- tre\n{{/if}}\n\nSlut\n'), 'word/document.xml')
  const spaced = ['ett', 'två'].map((text) => new RegExp(`<w:p>(?:(?!</w:p>).)*<w:spacing w:after="130"/>(?:(?!</w:p>).)*>${text}<`).test(xml))
  expect(spaced).toEqual([false, true])
})

test('place and day are written on a line under each box for the pen, as in the PDF', async () => {
  const rows = [...partOf(await written('Ett\n\n[underskrift kund]'), 'word/document.xml').matchAll(/<w:tr>.*?<\/w:tr>/gs)].slice(0, 5)
  expect(rows.map(([row]) => [/>([^<>]*)<\/w:t>/.exec(row)?.[1]?.split(/[ :]/)[0] ?? (row.includes('w:hRule="exact"') ? 'RUTA' : ''), /<w:pBdr><w:top /.test(row)])).toEqual([['För', false], ['RUTA', false], ['Ort', true], ['Namnförtydligande', false], ['Befattning', false]])
})
