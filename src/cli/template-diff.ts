import type { LineChange } from '../../templates/text-difference.js'
import { writtenChange } from '../../templates/written-change.js'
import { styleWords } from '../flows/style-words.js'
import { templateDiff, type TemplateDiff } from '../flows/template-diff.js'
import { argument, textOption, type Command } from './command.js'
import { moment } from '../flows/swedish-moment.js'
import { templateDiffShape } from '../flows/template-shapes.js'

/** `template diff`. */
export const templateDiffCommand: Command = {
  name: 'template diff', arguments: '<handlingstyp>', summary: 'visar vad som skiljer två utgåvor av en mall, stycke för stycke och ord för ord',
  options: [{ flags: '--from <nummer>', meaning: 'den tidigare utgåvan (annars den närmast före)' }, { flags: '--to <nummer>', meaning: 'den senare utgåvan (annars den gällande)' }],
  output: templateDiffShape,
  run: async ({ app, args, options }) => {
    const diff = await templateDiff(app, argument(args, 0), { from: textOption(options, 'from') ?? null, to: textOption(options, 'to') ?? null })
    return { json: diff, text: told(diff), exit: 0 }
  },
}

function told({ from, to, changes, onlyLooks }: TemplateDiff): string {
  const title = `${to.kind}: från utgåva ${from.edition} (${from.author}, ${moment(from.addedAt)}) till utgåva ${to.edition} (${to.author}, ${moment(to.addedAt)})\n`
  if (changes.length === 0) return `${title}${onlyLooks ? 'Orden är desamma; bara utseendet skiljer.' : 'Ingen skillnad.'}\n`
  const count = (type: LineChange['type']): number => changes.filter((one) => one.type === type).length
  const lines = [`${title}Stycken och tabellrader: ${count('changed')} ändrade, ${count('added')} tillagda, ${count('removed')} borttagna. [-borttaget-] {+tillagt+}`]
  let section: string | null = null
  for (const one of changes) {
    if (one.section !== section) lines.push('', one.section)
    section = one.section
    lines.push(toldChange(one))
  }
  return `${lines.join('\n')}\n`
}

function toldChange(one: LineChange): string {
  switch (one.type) {
    case 'removed':
      return `  – ${writtenChange(one)}`
    case 'added':
      return `  + ${writtenChange(one)}`
    case 'changed': {
      const style = styleWords(one)
      return `  ~ ${writtenChange(one)}${style === '' ? '' : ` (${style})`}`
    }
    default:
      return one satisfies never
  }
}
