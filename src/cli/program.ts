import { CommanderError, Command as Parser, Option } from 'commander'
import type { Command, OptionSpec, Options } from './command.js'

const TITLES: Readonly<Record<string, string>> = { 'Usage:': 'Användning:', 'Arguments:': 'Argument:', 'Options:': 'Val:', 'Commands:': 'Kommandon:', 'Global Options:': 'Gemensamma val:' }

/** What a first word stands for, when two make a command. */
const GROUPS: Readonly<Record<string, string>> = {
  party: 'parterna: svr, driftleverantör, korttillverkare', letter: 'breven i utkorgen', keys: 'nyckelringen', template: 'mallarna', draft: 'återlämnade utkast', meeting: 'kundens fem träffar', handout: 'utdelningsmaterialet', plan: 'tidplaner och kalender', archive: 'arkivet', retention: 'hur länge handlingar bevaras', user: 'kontona', bench: 'mätningar',
  product: 'husets lista över kortprodukter', desk: 'skannade sidor som inte hör till någon handling', answer: 'svar på breven: leveransrapporter, returer och mottagarens svar', outbox: 'utkorgen: utkast, inbjudningar, påminnelser och meddelanden om konton, och paus för alla utskick',
}

function groupOf(first: string): string {
  const meaning = GROUPS[first]
  if (meaning === undefined) throw new Error(`the command group ${first} has no meaning`)
  return meaning
}

/** A wrong call, already explained in Swedish. */
export class WrongCall extends Error {}

/** What the parser found on the command line. */
export interface Call {
  readonly command: Command
  readonly args: readonly string[]
  readonly options: Options
}

const EVERYWHERE: readonly OptionSpec[] = [
  { flags: '--data <katalog>', meaning: 'datakatalog (annars $ANSLUT_DATA, annars ./data)' },
  { flags: '--json', meaning: 'ett JSON-dokument på standard ut och inget annat' },
]

function inSwedish(parser: Parser): Parser {
  return parser
    .configureHelp({
      styleTitle: (title) => TITLES[title] ?? title,
      showGlobalOptions: false,
      commandUsage: (command) => `${parents(command)}${command.name()} ${command.usage()}`.replace('[options]', '[val]').replace('[command]', '[kommando]'),
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map((one) => (one.required ? `<${one.name()}${one.variadic ? '...' : ''}>` : `[${one.name()}]`))].join(' '),
    })
    .helpOption('-h, --help', 'visar den här hjälpen')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
}

function parents(command: Parser): string {
  return command.parent === null ? '' : `${parents(command.parent)}${command.parent.name()} `
}

function optionOf(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.meaning)
  if (spec.required === true) option.makeOptionMandatory()
  if (spec.repeatable === true) option.argParser((value: string, before: unknown) => [...(Array.isArray(before) ? before : []), value])
  return option
}

/** Parses `argv` (without node and script). Resolves to null when help was asked for and printed. @throws WrongCall */
export function parseCall(commands: readonly Command[], argv: readonly string[], version: string): Call | null {
  let call: Call | null = null
  const program = inSwedish(new Parser('anslut')).description('Anslut: från första kontakt till fungerande SITHS-kort').version(version, '--version', 'visar programmets version').helpCommand(false)
  const groups = new Map<string, Parser>()
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ')
    let parent = program
    if (second !== undefined) {
      parent = groups.get(first) ?? inSwedish(program.command(first).description(groupOf(first)).helpCommand(false))
      groups.set(first, parent)
    }
    const parser = inSwedish(parent.command(`${second ?? first} ${command.arguments}`.trim())).description(command.summary)
    if (command.details !== undefined) parser.addHelpText('after', `\n${command.details}`)
    for (const spec of [...command.options, ...EVERYWHERE]) parser.addOption(optionOf(spec))
    parser.action(() => {
      call = { command, args: parser.args, options: parser.opts() }
    })
  }
  try {
    program.parse([...argv], { from: 'user' })
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    if (cause.exitCode === 0) return null
    throw new WrongCall(swedishUsage(cause, secondWords(commands, argv[0] ?? '')), { cause })
  }
  return call
}

function secondWords(commands: readonly Command[], group: string): string[] {
  return commands.map(({ name }) => name).filter((name) => name.startsWith(`${group} `))
}

/** `siblings` are the commands of the group that was called, if any. */
function swedishUsage(error: CommanderError, siblings: readonly string[]): string {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const near = /Did you mean (?:one of )?([^?]+)\?/.exec(error.message)?.[1]
  const suggestion = near === undefined ? '' : ` Menade du ${near}?`
  const existing = siblings.length === 0 ? '' : ` Det som finns är ${siblings.join(', ')}.`
  const texts: Readonly<Record<string, string>> = {
    'commander.unknownCommand': `okänt kommando ”${quoted}”.${suggestion}${existing}`,
    'commander.unknownOption': `okänt val ”${quoted}”.${suggestion}`,
    'commander.missingArgument': `uppgiften ”${quoted}” saknas.`,
    'commander.missingMandatoryOptionValue': `valet ”${quoted}” måste anges.`,
    'commander.optionMissingArgument': `valet ”${quoted}” saknar sitt värde.`,
    'commander.excessArguments': 'för många uppgifter på kommandoraden.',
    'commander.help': `ange ett kommando.${existing}`,
  }
  return `${texts[error.code] ?? `felaktigt anrop (${error.message}).`} Kör ”anslut --help” eller ”anslut KOMMANDO --help”.`
}
