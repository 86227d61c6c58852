import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { fictionalFacts } from '../bench/fictional-facts.js'
import { readCustomerList } from '../bench/read-customer-list.js'
import { makeDirectory } from '../make-directory.js'
import { shippedCustomerList } from '../program-files.js'
import { argument, textOption, type Command, type Options } from './command.js'

const SEED = 1

/** `bench facts`: a customer list as long as the country's, to try a batch on. */
export const benchFactsCommand: Command = {
  name: 'bench facts',
  arguments: '<katalog>',
  summary: 'skriver påhittade uppgifter om Sveriges 311 kommuner och regioner, en fil per kund, att prova pack med',
  options: [{ flags: '--seed <tal>', meaning: `vilka uppgifter som hittas på (annars ${SEED}); samma tal ger samma filer` }],
  output: z.strictObject({ directory: z.string(), files: z.array(z.string()) }),
  standsAlone: async ({ args, options }) => {
    const directory = resolve(argument(args, 0))
    const made = fictionalFacts(readCustomerList(shippedCustomerList()), seedOf(options))
    try {
      await makeDirectory(directory)
      for (const { slug, facts } of made) await writeFile(join(directory, `${slug}.json`), `${JSON.stringify(facts, null, 2)}\n`)
    } catch (cause) {
      throw new Failure('file-unreadable', `Det går inte att skriva i ${directory}. Välj en annan katalog.`, { cause })
    }
    return { json: { directory, files: made.map(({ slug }) => `${slug}.json`) }, text: `${made.length} filer i ${directory}. Personer, adresser och nummer är påhittade.\n`, exit: 0 }
  },
}

function seedOf(options: Options): number {
  const typed = textOption(options, 'seed') ?? String(SEED)
  if (!/^\d{1,6}$/.test(typed)) throw new Failure('call-invalid', `--seed ${typed}: ange ett heltal från 0 till 999999.`)
  return Number(typed)
}
