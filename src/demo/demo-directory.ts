import { readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { makeDirectory } from '../make-directory.js'

const MARKER = '.anslut-demo'

/** Makes an empty demo directory with its marker, emptying one that an earlier demo left. @throws Failure `demo-directory` for any other directory that holds something */
export async function freshDemoDirectory(directory: string): Promise<void> {
  try {
    await makeDirectory(resolve(directory))
    const names = await readdir(directory)
    if (names.length > 0 && !names.includes(MARKER)) throw new Failure('demo-directory', `${directory} är inte tom och inte gjord av demon. Inget är rört; ange en annan katalog med --data.`)
    for (const name of names) if (name !== MARKER) await rm(join(directory, name), { recursive: true, force: true })
    await writeFile(join(directory, MARKER), 'Katalogen är gjord av ”anslut demo” och töms när demon körs igen.\n')
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('demo-directory', `${directory} går inte att använda för demon. Ange en annan katalog med --data.`, { cause })
  }
}
