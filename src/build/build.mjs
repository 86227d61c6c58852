// `npm run build`: compiles to dist/ and copies what the compiler leaves behind, so that dist/ and node_modules/ are all the program needs.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { billOfMaterials } from './bill-of-materials.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
// Built aside and then put in place, so that a failed build leaves the one before it whole.
const built = join(root, 'dist')
const dist = `${built}.next-${process.pid}`
const require = createRequire(import.meta.url)

const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
const compiled = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.json'), '--outDir', dist], { cwd: root, stdio: 'inherit' })
if (compiled.status !== 0) {
  rmSync(dist, { recursive: true, force: true })
  process.exit(1)
}

cpSync(join(root, 'templates', 'library'), join(dist, 'templates', 'library'), { recursive: true })
cpSync(join(root, 'fixtures'), join(dist, 'fixtures'), { recursive: true })
cpSync(join(root, 'package.json'), join(dist, 'package.json'))
const jsonOf = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'))
writeFileSync(join(dist, 'sbom.cdx.json'), JSON.stringify(billOfMaterials(jsonOf('package-lock.json'), jsonOf('package.json')), null, 1))
cpSync(join(root, 'src', 'accounts', 'common-passwords.txt'), join(dist, 'src', 'accounts', 'common-passwords.txt'))
cpSync(join(root, 'src', 'web'), join(dist, 'src', 'web'), { recursive: true, filter: (path) => !path.endsWith('.ts') })

const fonts = dirname(require.resolve('@expo-google-fonts/arimo/package.json'))
mkdirSync(join(dist, 'fonts'), { recursive: true })
for (const [style, name] of Object.entries({ regular: '400Regular', bold: '700Bold', italic: '400Regular_Italic', boldItalic: '700Bold_Italic' })) {
  cpSync(join(fonts, name, `Arimo_${name}.ttf`), join(dist, 'fonts', `${style}.ttf`))
}

// Packages of many small files become one file each, where Node looks before node_modules/: every start of the program read five hundred files for them.
for (const name of ['diff', 'fontkit', 'kysely', 'pdf-lib', 'zod']) {
  const place = join(dist, 'node_modules', name)
  const packed = await rolldown({ input: name, cwd: root, platform: 'node', logLevel: 'warn' })
  await packed.write({ file: join(place, 'index.js') })
  await packed.close()
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }))
}

const { buildTemplate } = await import(join(dist, 'templates', 'build-template.js'))
const library = join(dist, 'templates', 'library')
for (const kind of readdirSync(library)) {
  const text = readFileSync(join(library, kind, 'text.md'), 'utf8')
  writeFileSync(join(library, kind, 'template.docx'), await buildTemplate({ kind, text }))
}

rmSync(built, { recursive: true, force: true })
renameSync(dist, built)
