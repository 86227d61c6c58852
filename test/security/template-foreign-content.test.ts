import { expect, test } from 'vitest'
import { lintWordFile } from '../../templates/lint-word-file.js'
import { faultsOf, tampered, templateOf, withDocument } from '../templates/word/template-of.js'

const docx = await templateOf('Första.\n\nAndra HÄR.\n\n| A | B |\n|--|--|\n| 1 | DÄR |')

const inParagraph = (xml: string): Uint8Array => withDocument(docx, /<w:r><w:t xml:space="preserve">Andra HÄR\.<\/w:t><\/w:r>/, xml)
const inCell = (xml: string): Uint8Array => withDocument(docx, /<w:r><w:t xml:space="preserve">DÄR<\/w:t><\/w:r>/, xml)
const field = (code: string): string => `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`

test.each([
  ['a text box', '<w:r><mc:AlternateContent><mc:Choice/></mc:AlternateContent></w:r>', 'textruta eller figur stöds inte'],
  ['an old text box', '<w:r><w:pict/></w:r>', 'textruta, figur eller bild i äldre format (infoga en bild på nytt som PNG eller JPEG) stöds inte'],
  ['an OLE object', '<w:r><w:object/></w:r>', 'inbäddat objekt (OLE) stöds inte'],
  ['an empty drawing', '<w:r><w:drawing/></w:r>', 'bild 1 är tom'],
  ['a hyperlink', '<w:hyperlink r:id="rId99"><w:r><w:t>x</w:t></w:r></w:hyperlink>', 'hyperlänk'],
  ['a footnote', '<w:r><w:footnoteReference w:id="2"/></w:r>', 'fotnot stöds inte'],
  ['a tracked insertion', '<w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins>', 'Godkänn eller avvisa ändringarna först'],
  ['a tracked deletion', '<w:del w:id="1"><w:r><w:delText>x</w:delText></w:r></w:del>', 'Godkänn eller avvisa ändringarna först'],
  ['a tracked change of looks', '<w:r><w:rPr><w:b/><w:rPrChange w:id="1"><w:rPr/></w:rPrChange></w:rPr><w:t>x</w:t></w:r>', 'Godkänn eller avvisa ändringarna först'],
  ['a tracked move', '<w:moveFromRangeStart w:id="1" w:name="m"/><w:moveFrom w:id="2"><w:r><w:t>x</w:t></w:r></w:moveFrom><w:moveFromRangeEnd w:id="1"/>', 'Godkänn eller avvisa ändringarna först'],
  ['hidden text', '<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>', 'dold text stöds inte'],
  ['struck text', '<w:r><w:rPr><w:strike/></w:rPr><w:t>x</w:t></w:r>', 'genomstruken text stöds inte'],
  ['white text', '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>x</w:t></w:r>', 'vit eller nästan vit text, som inte syns på papper, stöds inte'],
  ['text in the colour of the paper', '<w:r><w:rPr><w:color w:val="auto" w:themeColor="background1"/></w:rPr><w:t>x</w:t></w:r>', 'vit eller nästan vit text'],
  ['text of half a point', '<w:r><w:rPr><w:sz w:val="1"/></w:rPr><w:t>x</w:t></w:r>', 'teckenstorlek 0,5 punkter, som inte går att läsa på papper, stöds inte'],
  ['text of no size', '<w:r><w:rPr><w:sz w:val="abc"/></w:rPr><w:t>x</w:t></w:r>', 'teckenstorlek ”abc”'],
  ['letters squeezed to nothing', '<w:r><w:rPr><w:w w:val="1"/></w:rPr><w:t>x</w:t></w:r>', 'text med teckenbredden 1 %'],
  ['letters on top of one another', '<w:r><w:rPr><w:spacing w:val="-200"/></w:rPr><w:t>x</w:t></w:r>', 'extremt teckenavstånd'],
  ['letters that look like something else', '<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>x</w:t></w:r>', 'text i ett symboltypsnitt'],
  ['text marked over in black', '<w:r><w:rPr><w:highlight w:val="black"/></w:rPr><w:t>x</w:t></w:r>', 'mörk överstrykning'],
  ['text larger than the page', '<w:r><w:rPr><w:sz w:val="3276"/></w:rPr><w:t>x</w:t></w:r>', 'teckenstorlek 1638 punkter'],
  ['a content control bound to another part', '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x"/></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>', 'hämtar sin text från en annan del'],
  ['a drop-down list', '<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>', 'välja text i en lista'],
  ['a prompt to write something', '<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Klicka här</w:t></w:r></w:sdtContent></w:sdt>', 'uppmaning'],
  ['a footnote inside a harmless content control', '<w:sdt><w:sdtContent><w:r><w:footnoteReference w:id="2"/></w:r></w:sdtContent></w:sdt>', 'fotnot stöds inte'],
  ['a formula', '<m:oMath/>', 'formel stöds inte'],
  ['something nobody has heard of', '<w:r><x:nytt/></w:r>', 'något som Anslut inte kan återge (i filens kod heter det x:nytt)'],
  ['a column break', '<w:r><w:br w:type="column"/></w:r>', 'spaltbrytning stöds inte i en mall. Ta bort den; en sidbrytning'],
  ['an alignment tab', '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>', 'sätt ett vanligt tabbstopp'],
  ['text with its direction turned', '<w:dir w:val="rtl"><w:r><w:t>x</w:t></w:r></w:dir>', 'text med ändrad skrivriktning'],
  ['text that runs from right to left', '<w:r><w:rPr><w:rtl/></w:rPr><w:t>§ 12.</w:t></w:r>', 'text från höger till vänster'],
  ['text pressed together', '<w:r><w:rPr><w:fitText w:val="100"/></w:rPr><w:t>x</w:t></w:r>', 'text som pressas samman'],
  ['words outside any run', 'lös text', '”lös text” står utanför varje textavsnitt'],
  ['words beside the text of a run', '<w:r>lösa ord<w:t>x</w:t></w:r>', '”lösa ord” står utanför'],
  ['an INCLUDETEXT field', field('INCLUDETEXT "\\\\\\\\server\\\\hemligt.docx"'), 'fältkoden INCLUDETEXT stöds inte'],
  ['an INCLUDEPICTURE field', field('INCLUDEPICTURE "http://exempel.se/a.png"'), 'fältkoden INCLUDEPICTURE stöds inte'],
  ['a DDEAUTO field', field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'), 'fältkoden DDEAUTO stöds inte'],
  ['a MERGEFIELD', '<w:fldSimple w:instr=" MERGEFIELD namn "/>', 'fältkoden MERGEFIELD stöds inte'],
  ['a field code in pieces', '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT a</w:instrText><w:fldChar w:fldCharType="end"/></w:r>', 'fältkoden INCLUDETEXT stöds inte'],
  ['a field inside a page field', '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="begin"/><w:instrText>DDE</w:instrText><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="end"/></w:r>', 'ett fält inuti ett annat'],
  ['a field without an end', '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>', 'fältet börjar men slutar inte'],
])('%s is refused, naming paragraph and table row', (_, xml, message) => {
  expect(faultsOf(inParagraph(xml))).toEqual([{ path: 'Stycke 2', message: expect.stringContaining(message) }])
  expect(faultsOf(inCell(xml))).toEqual([{ path: 'Tabell 1, rad 2', message: expect.stringContaining(message) }])
})

test.each([
  ['an embedded document', '<w:altChunk r:id="rId9"/>', 'inbäddat dokument (altChunk)'],
  ['a section break', '<w:p><w:pPr><w:sectPr/></w:pPr></w:p>', 'avsnittsbrytning'],
  ['a paragraph that runs from right to left', '<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t>§ 12.</w:t></w:r></w:p>', 'stycke från höger till vänster'],
  ['a text frame', '<w:p><w:pPr><w:framePr/></w:pPr></w:p>', 'textram'],
  ['a floating table', '<w:tbl><w:tblPr><w:tblpPr/></w:tblPr><w:tblGrid/></w:tbl>', 'flytande tabell'],
  ['a table in a table', '<w:tbl><w:tr><w:tc><w:tbl/><w:p/></w:tc></w:tr></w:tbl>', 'tabell inuti en tabell'],
  ['a row of exact height, which hides what does not fit', '<w:tbl><w:tr><w:trPr><w:trHeight w:val="20" w:hRule="exact"/></w:trPr><w:tc><w:p><w:r><w:t>dolt</w:t></w:r></w:p></w:tc></w:tr></w:tbl>', 'radhöjden är ”Exakt”'],
  ['a row higher than the page', '<w:tbl><w:tr><w:trPr><w:trHeight w:val="31000"/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>', 'större än 15 cm'],
  ['a table beside the page', '<w:tbl><w:tblPr><w:tblInd w:w="20000" w:type="dxa"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>', 'flyttar den utanför sidan'],
  ['text that a joined cell would hide', '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>dolt</w:t></w:r></w:p></w:tc></w:tr></w:tbl>', 'sammanfogad med den ovanför'],
])('%s is refused', (_, xml, message) => {
  const faults = faultsOf(withDocument(docx, '<w:sectPr', `${xml}<w:sectPr`))
  expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)])
})

test.each([
  ['lies down', (xml: string) => xml.replace('w:w="11906"', 'w:w="16838"').replace('w:h="16838"', 'w:h="11906"'), 'stående A4'],
  ['is of American paper', (xml: string) => xml.replace('w:w="11906"', 'w:w="12240"').replace('w:h="16838"', 'w:h="15840"'), 'stående A4'],
  ['is mostly margin', (xml: string) => xml.replace('w:left="1417"', 'w:left="8000"'), 'bredare än 6 cm'],
  ['has two columns', (xml: string) => xml.replace('</w:sectPr>', '<w:cols w:num="2"/></w:sectPr>'), 'spalter'],
])('a page that %s is refused, since the PDF is printed otherwise', (_, change, message) => {
  expect(faultsOf(tampered(docx, { 'word/document.xml': change })).filter(({ path }) => path === 'Sidinställningar')).toEqual([{ path: 'Sidinställningar', message: expect.stringContaining(message) }])
})

test('words that stand directly in the body or a table are refused, since Word does not show them', () => {
  expect(faultsOf(withDocument(docx, '<w:sectPr', 'svävande ord<w:sectPr'))).toEqual([{ path: 'Mallen', message: expect.stringContaining('”svävande ord” står utanför') }])
  expect(faultsOf(withDocument(docx, '<w:tr>', 'mellan rader<w:tr>'))).toEqual([{ path: 'Tabell 1', message: expect.stringContaining('”mellan rader” står utanför') }])
})

test('a table in the header is one fault, which says what to do', () => {
  const tabled = tampered(docx, { 'word/header1.xml': (xml) => xml.replace(/(<w:hdr[^>]*>).*(<\/w:hdr>)/s, '$1<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{dokument.kod}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>$2') })
  expect(lintWordFile(tabled, null).faults).toEqual([{ path: 'Sidhuvud, stycke 1', message: expect.stringContaining('tabell i sidhuvud eller sidfot stöds inte i en mall. Skriv dess text i stycken') }])
})

test('what Word keeps of a web page that text was pasted from does no harm', () => {
  expect(faultsOf(withDocument(docx, '<w:p>', '<w:p><w:pPr><w:divId w:val="123"/></w:pPr></w:p><w:p>'))).toEqual([])
})

test('a style that hides its words is refused where it is used', () => {
  const hiding = tampered(docx, { 'word/styles.xml': (xml) => xml.replace('<w:name w:val="Body Text"/>', '<w:name w:val="Body Text"/><w:rPr><w:vanish/></w:rPr>') })
  expect(faultsOf(hiding).map((fault) => fault.message)).toContainEqual(expect.stringContaining('dold text'))
})

test.each([
  ['macros', { 'word/vbaProject.bin': () => 'x' }, 'makron'],
  ['an ActiveX control', { 'word/activeX/activeX1.xml': () => '<x/>' }, 'ActiveX'],
  ['an embedded file', { 'word/embeddings/a.xlsx': () => 'x' }, 'OLE'],
  ['an HTML chunk', { 'word/afchunk.mht': () => 'x' }, 'altChunk'],
  ['a macro content type', { '[Content_Types].xml': (xml: string) => xml.replace('wordprocessingml.document.main+xml', 'x.macroEnabled.main+xml') }, 'makron'],
  ['a part outside its place', { '../ut.xml': () => '<x/>' }, 'otillåtna namn'],
])('%s in the package is refused', (_, changes, message) => {
  expect(faultsOf(tampered(docx, changes)).map((fault) => fault.message)).toContainEqual(expect.stringContaining(message))
})

test.each([
  ['a tracked paragraph mark', '<w:p><w:pPr><w:rPr><w:ins w:id="1"/></w:rPr></w:pPr></w:p>'],
  ['a tracked table row', '<w:tbl><w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>'],
  ['a tracked table cell', '<w:tbl><w:tr><w:tc><w:tcPr><w:cellIns w:id="1"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'],
  ['a tracked table grid', '<w:tbl><w:tblGrid><w:tblGridChange w:id="1"/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>'],
])('%s is refused until somebody has accepted or rejected it', (_, xml) => {
  expect(faultsOf(withDocument(docx, '<w:sectPr', `${xml}<w:sectPr`)).map((fault) => fault.message)).toEqual([expect.stringContaining('Godkänn eller avvisa ändringarna först')])
})

test.each([
  ['counted in words', (xml: string) => xml.replaceAll('<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="ordinalText"/>'), 'räknas på ett sätt som PDF:en skriver annorlunda (i filens kod heter det ordinalText)'],
  ['whose numbers are hidden', (xml: string) => xml.replaceAll('<w:lvlJc w:val="left"/>', '<w:lvlJc w:val="left"/><w:rPr><w:vanish/></w:rPr>'), 'har nummer som är dolda'],
])('a list %s is refused where the text or its styles use it', async (_, change, message) => {
  const faults = faultsOf(tampered(docx, { 'word/numbering.xml': change }))
  expect([faults.length > 0, faults.every((fault) => fault.path === 'Listor' && fault.message.includes(message))]).toEqual([true, true])
  const unused = tampered(docx, { 'word/numbering.xml': (xml) => xml.replace('</w:numbering>', '<w:num w:numId="77"><w:abstractNumId w:val="7"/></w:num></w:numbering>').replace('<w:abstractNum ', '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="hex"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:abstractNum ') })
  expect(faultsOf(unused)).toEqual([])
})

test('a run that says it runs from left to right, as some programs say of every run, is no fault', () => {
  expect(faultsOf(inParagraph('<w:r><w:rPr><w:rtl w:val="0"/></w:rPr><w:t>x</w:t></w:r>'))).toEqual([])
})

test('a tracked change of the page is refused', () => {
  expect(faultsOf(withDocument(docx, '</w:sectPr>', '<w:sectPrChange w:id="1"><w:sectPr/></w:sectPrChange></w:sectPr>'))).toEqual([{ path: 'Sidinställningar', message: expect.stringContaining('spårade ändringar') }])
})
