import { resolve } from 'node:path'
import { z } from 'zod'
import { spokenCode } from '../../contracts/spoken-code.js'
import { decidedPrintShape } from '../flows/draft-shapes.js'
import { customerPapers } from '../flows/customer-papers.js'
import { namedCustomer } from '../flows/history.js'
import { type DecidedPrint, printDecision } from '../flows/print-decision.js'
import { writePack } from '../flows/write-pack.js'
import { argument, demandedOption, textOption, type Command } from './command.js'

/** `print-decision`: the board's decision on the paper that is to be signed. */
export const printDecisionCommand: Command = {
  name: 'print-decision', arguments: '<kod>', summary: 'ger ut godkänd RAPS eller godkända rutiner på nytt med beslutet tryckt i tabellen Godkännande; godkännandet består',
  details: 'Orden är desamma som de godkända; bara de tomma raderna i tabellen fylls. Är ett tryckt beslut återtaget ges handlingen ut utan det.',
  options: [
    { flags: '--by <namn>', meaning: 'vem som registrerar', required: true },
    { flags: '--reason <text>', meaning: 'varför, när underskrifter faller' },
    { flags: '--out <katalog>', meaning: 'skriv kundens handlingar, med den nya, till KATALOG/<orgnr>/' },
  ],
  output: decidedPrintShape.extend({ folder: z.string().nullable() }),
  run: async ({ app, args, options }) => {
    const printed = await printDecision(app, { document: argument(args, 0), by: app.actor(demandedOption(options, 'by')), reason: textOption(options, 'reason') ?? null })
    const out = textOption(options, 'out')
    const folder = out === undefined ? null : (await writePack(app, await customerPapers(app, await namedCustomer(app, printed.orgnr)), resolve(out))).folder
    return { json: { ...printed, folder }, text: `${told(printed)}${folder === null ? 'Filerna skrivs med ”pack … --out”.' : `Filer: ${folder}`}\n`, exit: 0 }
  },
}

function told({ title, code, replaces, decision }: DecidedPrint): string {
  const change = `${title} ${spokenCode(code)} ersätter ${spokenCode(replaces)}. `
  if (decision === null) return `${change}Det återtagna beslutet står inte längre i handlingen.\nNästa steg: förvaltningsgruppens beslut (approve eller return-for-revision).\n`
  return `${change}I tabellen Godkännande står ${decision.on}; ${decision.text}; ${decision.by}. Godkännandet gäller oförändrat.\nNästa steg: lämna de nya exemplaren till underskrift och kassera de gamla.\n`
}
