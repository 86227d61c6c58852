import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { receiveAnswer } from '../../flows/receive-answer.js'
import type { Answer } from '../../storage/answers.js'
import type { FormSpec } from '../form.js'
import { pageForm, type FormFile, type PageForm, type Visit } from '../page.js'

/** The form that takes in answers saved from a mail program. */
export const READ_ANSWERS: FormSpec = {
  id: 'las-svar', action: '/utskick/svar', heading: 'Läs in ett svar från en fil', button: 'Läs in', tone: 'quiet', signedBy: 'nobody',
  intro: 'Har ett svar på ett brev kommit till någons egen brevlåda? Spara mejlet som .eml och lämna in det här. Det sparas oförändrat i arkivet. Ett svar bekräftar inget förrän någon har sagt vad det betyder.',
  fields: [{ kind: 'file', name: 'file', label: 'Sparade mejl', hint: 'Filer som slutar på .eml, ett mejl i varje.', accept: '.eml,message/rfc822', many: 'many' }],
}

/** Takes the answers in, and leads to the one there is to read. */
export const READ_ANSWERS_FORM: PageForm = pageForm({
  id: 'las-svar', path: '/utskick/svar', right: 'work', said: z.strictObject({}), mostBytes: ({ config }) => config.scanMaxBytes,
  work: async ({ app }, { files }) => {
    if (files.length === 0) throw new Failure('call-invalid', 'Ingen fil är vald. Inget är inläst.', { faults: [{ path: 'file', message: 'Välj ett sparat mejl.' }] })
    const { read, faults } = await readAll(app, files)
    if (faults.length > 0) throw new Failure('answer-unreadable', `${read.length === 0 ? 'Inget är inläst' : `Inlästa: ${read.length}. De andra är inte inlästa`}. Rätta och skicka om:`, { faults })
    const [only] = read
    return read.length === 1 && only !== undefined ? { to: `/utskick/svar/${only.answer.sha256.slice(0, 16)}`, told: toldOne(only) } : { to: '/utskick', told: `Svaren är inlästa: ${read.length}.` }
  },
})

interface Taken {
  readonly answer: Answer
  readonly isNew: boolean
}

async function readAll(app: Visit['app'], files: readonly FormFile[]): Promise<{ readonly read: readonly Taken[]; readonly faults: readonly { readonly path: string; readonly message: string }[] }> {
  const read: Taken[] = []
  const faults: { path: string; message: string }[] = []
  for (const { path, fileName } of files) {
    try {
      const taken = await receiveAnswer(app, await readFile(path), 'always')
      if (taken !== null) read.push(taken)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      faults.push({ path: fileName, message: error.message })
    }
  }
  return { read, faults }
}

function toldOne({ answer, isNew }: Taken): string {
  if (!isNew) return 'Mejlet var redan inläst. Inget är ändrat.'
  return answer.letter === null ? 'Mejlet är inläst. Läs det, och säg vilket brev det gäller.' : 'Mejlet är inläst.'
}
