import { readFile } from 'node:fs/promises'
import { Failure, type FailureCode } from '../../templates/failure.js'
import { refuseDeep } from '../../templates/refuse-deep.js'

/** The JSON of a file handed in on a page; `what` it is begins the sentence. @throws Failure `code` */
export async function handedInJson(path: string, code: FailureCode, what = 'Filen'): Promise<unknown> {
  const json = await parsed(path, code, what)
  refuseDeep(json, code, what)
  return json
}

async function parsed(path: string, code: FailureCode, what: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new Failure(code, `${what} går inte att läsa som JSON. Inget är gjort.`, { cause, faults: [{ path: 'file', message: `${what} är inte JSON.` }] })
  }
}
