import type { Block, FilledDocument, Paragraph, ParagraphStyle, Run, SignatureBlock, Table } from '../../../templates/document.js'
import { DRAWING, PHOTOGRAPH, pictureRun } from '../sample-picture.js'

/** A run; `**` round the text makes it bold, `[saknas: …]` a gap. */
export function run(text: string): Run {
  const bold = text.startsWith('**')
  return { text: text.replaceAll('**', ''), bold, italic: false, gap: text.startsWith('[saknas:'), propertiesXml: '' }
}

export function paragraph(style: ParagraphStyle, text: string | readonly string[], number: string | null = null): Paragraph {
  return { type: 'paragraph', style, number, runs: (typeof text === 'string' ? [text] : text).map(run), propertiesXml: '' }
}

export function table(columns: readonly number[], head: readonly string[], rows: readonly (readonly string[])[]): Table {
  const row = (cells: readonly string[], isHead: boolean): Table['rows'][number] => ({
    head: isHead,
    cells: cells.map((text) => ({ paragraphs: [paragraph(isHead ? 'TableHead' : 'TableCell', text)], span: 1, propertiesXml: '' })),
    propertiesXml: '',
  })
  return { type: 'table', columns, rows: [...(head.length > 0 ? [row(head, true)] : []), ...rows.map((cells) => row(cells, false))], propertiesXml: '' }
}

export function signature(id: string, party: string, lines: readonly string[]): SignatureBlock {
  return { type: 'signature', id, party, role: 'Kommundirektör', lines: lines.map((text) => paragraph('BodyText', text)), table: table([1], [], []) }
}

export function filled(blocks: readonly Block[], title = 'Tjänsteavtal SITHS'): FilledDocument {
  return { title, blocks, header: [], footer: [] }
}

const CLAUSE = 'Kunden ansvarar för att kortadministratören och övriga utsedda handläggare följer tillämpningsanvisningen, de skriftliga rutinerna för kort- och certifikatutgivning samt de bestämmelser om identitetskontroll, spärr och återlämning som framgår av driftleverantörens anvisningar.'
const SENTENCE = 'Driftleverantören ska utan dröjsmål underrätta Kunden när en beställning inte kan verkställas, och ange skälet samt när leverans beräknas kunna ske.'

/** Every construct at least once, over `sections` sections of clauses. */
export function everyConstruct(sections: number): FilledDocument {
  const clauses = Array.from({ length: sections }, (_, index): Block[] => [
    paragraph('Heading1', index % 3 === 0 ? 'Åtaganden och ansvarsfördelning' : 'Tjänstens omfattning', `${index + 2}`),
    paragraph('BodyText', [`${CLAUSE} `, '**Organisationsnummer 212000-0142 gäller.**', ` ${SENTENCE}`], `${index + 2}.1`),
    paragraph('BodyText', `${SENTENCE} Avgiften är 1 234 567,50 kr per år. ${CLAUSE}`, `${index + 2}.2`),
    paragraph('ListBullet', 'rätt att använda SITHS Admin för beställning, utgivning och spärr'),
    paragraph('ListBullet', 'utfärdande av HCC Person, HCC Organisation och HCC Funktion för medarbetare och uppdragstagare som är registrerade i HSA-katalogen'),
    { ...paragraph('ListBullet', 'för medarbetare', '–'), listLevel: 1 },
    { ...paragraph('ListBullet', 'för uppdragstagare, så länge uppdraget varar', '–'), listLevel: 1 },
    paragraph('ListBullet', 'spärr dygnet runt'),
    paragraph('ListNumber', 'Beställaren legitimerar sig.', 'a)'),
    paragraph('Heading2', 'Leverans och reklamation', `${index + 2}.3`),
    paragraph('BodyText', `${CLAUSE} ${SENTENCE} ${SENTENCE}`),
  ]).flat()
  const signLines = ['**För Exempelstads kommun**', 'Ort och datum:', 'Namnförtydligande: Anna-Karin Åkerström-Öhrn', 'Befattning: Kommundirektör']
  return {
    title: 'Tjänsteavtal SITHS',
    header: [paragraph('BodyText', '**Tjänsteavtal SITHS**'), paragraph('BodyText', 'Exempelstads kommun · Sjukvårdsrådgivningen SVR AB')],
    footer: [paragraph('BodyText', 'Sjukvårdsrådgivningen SVR AB · organisationsnummer 556559-4230')],
    blocks: [
      paragraph('Title', 'Tjänsteavtal SITHS'),
      paragraph('Subtitle', 'Mellan Exempelstads kommun och Sjukvårdsrådgivningen'),
      paragraph('Heading1', 'Innehåll'),
      { type: 'table-of-contents', propertiesXml: '' },
      { type: 'page-break', propertiesXml: '' },
      paragraph('Heading1', 'Parter', '1'),
      paragraph('BodyText', ['Detta tjänsteavtal, nedan ', '**Tjänsteavtalet**', ', har ingåtts mellan följande parter. GLN för fakturor är ', '[saknas: kund.gln]', '.']),
      table([0.24, 0.38, 0.38], ['Uppgift', 'Kunden', 'Tjänstens ägare'], [
        ['Namn', 'Exempelstads kommun', 'Sjukvårdsrådgivningen SVR AB'],
        ['Organisationsnummer', '212000-0142', '556559-4230'],
        ['E-post', 'kommunstyrelsens.forvaltning.registrator@exempelstadskommun.example', 'siths@svr.example'],
        ['Webb', 'https://www.exempelstadskommun.example/omsorg-och-stod/halso-och-sjukvard/siths?sida=1', '–'],
      ]),
      { ...paragraph('BodyText', ''), runs: [run('Kortet bär märket '), pictureRun(DRAWING, 'Tjänstens märke', 48, 24), run(' längst ned till höger, på båda sidor. Det får inte ändras.')] },
      { ...paragraph('BodyText', ''), runs: [pictureRun(PHOTOGRAPH, 'Expeditionen i stadshuset', 900, 675)] },
      paragraph('Note', 'Tjänsteavtalet får inte undertecknas innan Förvaltningsgruppen har godkänt båda bilagorna.'),
      table([0.5, 0.15, 0.15, 0.2], ['Produkt', 'Antal', 'Styckpris', 'Summa'], Array.from({ length: 12 }, (_, index) => [`SITHS-kort ordinarie, utformning ${index + 1}`, `${(index + 1) * 25}`, '118,50 kr', `${(index + 1) * 2962},50 kr`])),
      table([0.12, 0.4, 0.24, 0.24], ['Bilaga', 'Handling', 'Versionskod', 'Godkänd den'], [['1', 'Tillämpningsanvisning RAPS', '', ''], ['2', 'Skriftliga rutiner för kort- och certifikatutgivning', '', '']]),
      ...clauses,
      paragraph('Heading1', 'Underskrifter', `${sections + 2}`),
      paragraph('BodyText', 'Tjänsteavtalet är upprättat i två likalydande exemplar. Parterna har tagit var sitt. Kunden undertecknar först.'),
      signature('kund-1', 'kund', signLines),
      signature('kund-2', 'kund', signLines),
      paragraph('Heading3', 'För SVR'),
      signature('svr-1', 'svr', ['**För Sjukvårdsrådgivningen SVR AB**', 'Ort och datum', 'Namnförtydligande: Bo Ek', 'Befattning: Verkställande direktör']),
    ],
  }
}
