import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { manyFacts, patternPapers, seedHouse, type SeededHouse } from './seed-house.js'

const LIST = 'hus.json'
const countsSchema = z.strictObject({ customers: z.int(), documents: z.int(), events: z.int(), scans: z.int(), letters: z.int() })

/** Makes the house in the data directory, or copies the one that an earlier run has kept: a run changes its own copy alone, so that the next one measures the same house. @throws Failure `call-invalid` for a directory that holds another house or none */
export async function readyHouse(dataDirectory: string, { house, customers }: { readonly house: string | null; readonly customers: number }, onCustomer: (done: number) => void): Promise<SeededHouse> {
  if (house === null) return seedHouse(dataDirectory, customers, onCustomer)
  const [kept, list] = [join(house, 'data'), join(house, LIST)]
  if (!(await isThere(house))) {
    await mkdir(house, { recursive: true })
    const { orgnrs: _orgnrs, papers: _papers, ...counts } = await seedHouse(kept, customers, onCustomer)
    await writeFile(list, JSON.stringify(counts))
  }
  const counts = await countsIn(house, list)
  if (counts.customers !== customers) throw new Failure('call-invalid', `--house ${house}: huset har ${counts.customers} kunder, inte ${customers}. Ange --customers ${counts.customers}, eller en annan katalog.`)
  await cp(kept, dataDirectory, { recursive: true })
  return { ...counts, orgnrs: manyFacts(customers).map(({ facts }) => facts.kund.orgnr), papers: await patternPapers(dataDirectory) }
}

/** The list is written last, so a house without one is half made. */
async function countsIn(house: string, list: string): Promise<z.output<typeof countsSchema>> {
  try {
    return countsSchema.parse(JSON.parse(await readFile(list, 'utf8')))
  } catch (cause) {
    throw new Failure('call-invalid', `--house ${house}: det finns inget helt hus där. Ta bort katalogen, eller ange en som inte finns.`, { cause })
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
