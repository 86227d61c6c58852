import { PDFDocument, PDFName, PDFString } from 'pdf-lib'
import { expect, test } from 'vitest'
import { fillForm } from '../../templates/form/fill-form.js'
import { readForm, type FormReading } from '../../templates/form/read-form.js'
import { writeForm } from '../../templates/form/write-form.js'
import { exampleContext } from '../templates/word/example-context.js'
import { FONTS } from '../templates/load-test-fonts.js'
import { MAP, mapWith, thirdPartyForm } from '../templates/form/third-party-form.js'

const NAME = 'anslut-falt.json'
const read = async (change: Parameters<typeof thirdPartyForm>[0], map: unknown = MAP): Promise<FormReading> => readForm(await thirdPartyForm(change), map, null)
const said = ({ faults }: FormReading): string[] => faults.map(({ path, message }) => `${path}: ${message}`)
/** An action on the widget of a field. */
const onField = (name: string, key: string, action: object) => (pdf: PDFDocument): void => {
  const entries = Object.fromEntries(Object.entries(action).map(([own, value]) => [own, typeof value === 'string' && own !== 'S' ? PDFString.of(value) : value]))
  for (const { dict } of pdf.getForm().getField(name).acroField.getWidgets()) dict.set(PDFName.of(key), key === 'AA' ? pdf.context.obj({ K: pdf.context.obj(entries) }) : pdf.context.obj(entries))
}

test.each<[string, Parameters<typeof thirdPartyForm>[0], RegExp]>([
  ['a script that runs at every keystroke', onField('Org.namn', 'AA', { S: 'JavaScript', JS: 'app.alert(1)' }), /^Fält Org\.namn: .*skript/],
  ['a script behind a tick', onField('SIS', 'A', { S: 'JavaScript', JS: 'x' }), /^Fält SIS: .*skript/],
  ['a field that sends the form', onField('Chip', 'A', { S: 'SubmitForm', F: 'http://exempel.se' }), /^Fält Chip: .*skickar uppgifter/],
  ['a field that starts a program', onField('Chip', 'A', { S: 'Launch', F: 'cmd.exe' }), /^Fält Chip: .*startar program/],
  ['a field that empties the others', onField('Chip', 'A', { S: 'ResetForm' }), /^Fält Chip: .*tömmer fält/],
  ['an XFA form behind the fields', (pdf) => pdf.getForm().acroForm.dict.set(PDFName.of('XFA'), PDFString.of('<xdp/>')), /^fil: .*XFA/],
  ['another file inside', async (pdf) => pdf.attach(new Uint8Array([77, 90]), 'faktura.exe'), /^fil: .*bifogad fil/],
  ['a form already signed', (pdf) => pdf.getForm().acroForm.dict.set(PDFName.of('V'), pdf.context.obj({ Type: 'Sig', ByteRange: [0, 1, 2, 3] })), /^fil: .*digital underskrift/],
])('%s is refused by its field', async (_, change, message) => {
  const reading = await read(change)
  expect(said(reading)).toContainEqual(expect.stringMatching(message))
  expect(reading.form).toBeNull()
})

test.each([
  ['no map at all', new Uint8Array([77, 90, 0, 255])], ['a list', new TextEncoder().encode('[]')], ['a map of nothing', new TextEncoder().encode('{"fields":{},"signatures":[],"__proto__":{"x":1}}')],
])('a file under the name of our map that is %s is refused', async (_, bytes) => {
  expect((await read(async (pdf) => pdf.attach(bytes, NAME), null)).form).toBeNull()
})

test('two maps inside are refused, since either could be meant', async () => {
  const reading = await read(async (pdf) => {
    for (const at of [1, 2]) await pdf.attach(new TextEncoder().encode(JSON.stringify({ ...MAP, kind: `raps${at}` })), NAME)
  }, null)
  expect(reading.map).toBeNull()
})

test.each(['{{constructor}}', '{{kund.constructor.name}}', '{{kund.__proto__}}', '{{lookup kund "namn"}}', '{{#with kund}}x{{/with}}', '{{> kund}}'])('%s in a map reaches nothing', async (tag) => {
  expect(said(await read(undefined, mapWith({ Kommentar: tag })))).toContainEqual(expect.stringMatching(/^Fält Kommentar: /))
})

test.each(['{{#each constructor}}', 'kund}}{{kund.namn', '__proto__', 'kund'])('a list called %s is refused', async (of) => {
  expect(said(await read(undefined, mapWith({ Kommentar: { text: '{{namn}}', of, number: 1 } })))).toContainEqual(expect.stringMatching(/^Fält Kommentar: /))
})

test('facts are written as text, whatever they look like', async () => {
  const { form } = await read(undefined)
  if (form === null) throw new Error('the form was refused')
  const name = ') Tj /JavaScript (x {{kund.orgnr}} \\) <</S>>'
  const context = { ...exampleContext(), kund: { ...exampleContext().kund, namn: name } }
  const written = await PDFDocument.load(await writeForm(fillForm(form, context, 'show'), FONTS))
  expect(written.getForm().getTextField('Org.namn').getText()).toBe(name)
})

test('a character that the font lacks is refused by its field', async () => {
  const { form } = await read(undefined)
  if (form === null) throw new Error('the form was refused')
  const context = { ...exampleContext(), kund: { ...exampleContext().kund, namn: 'Vård 漢字' } }
  await expect(writeForm(fillForm(form, context, 'show'), FONTS)).rejects.toMatchObject({ code: 'text-unprintable', faults: [{ path: 'Fält Org.namn' }] })
})
