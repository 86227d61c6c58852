import { archiveVerifyCommand } from './archive.js'
import { benchRenderCommand } from './bench.js'
import { benchFactsCommand } from './bench-facts.js'
import type { Command } from './command.js'
import { draftCompareCommand, draftDropCommand, draftRegisterCommand } from './draft.js'
import { demoCommand } from './demo.js'
import { confirmCommand, withdrawCommand } from './confirm.js'
import { keysCheckCommand, keysGenerateCommand, keysImportCommand, keysListCommand, keysPinCommand } from './keys.js'
import { letterHoldCommand, letterListCommand, letterResumeCommand, letterShowCommand, letterVerifyCommand } from './letter.js'
import { packCommand } from './pack.js'
import { partyListCommand, partySetCommand } from './party.js'
import { approveCommand, pointCommand, recordCommand, returnForRevisionCommand } from './record.js'
import { scanCommand } from './scan.js'
import { schemaCommand } from './schema.js'
import { statusCommand } from './status.js'
import { sendCommand } from './send.js'
import { serveCommand } from './serve.js'
import { templateExportCommand, templateImportCommand, templateListCommand, templateReleaseCommand } from './template.js'
import { templateCheckCommand } from './template-check.js'
import { templateDiffCommand } from './template-diff.js'
import { templatePreviewCommand } from './template-preview.js'

/** Every command of the command line, in the order `--help` and README list them. */
export const COMMANDS: readonly Command[] = [
  demoCommand, serveCommand,
  partySetCommand, partyListCommand,
  packCommand, draftCompareCommand, draftRegisterCommand, draftDropCommand, scanCommand, confirmCommand, withdrawCommand,
  approveCommand, returnForRevisionCommand, recordCommand, pointCommand,
  statusCommand,
  sendCommand, letterListCommand, letterShowCommand, letterHoldCommand, letterResumeCommand, letterVerifyCommand,
  keysListCommand, keysImportCommand, keysPinCommand, keysGenerateCommand, keysCheckCommand,
  templateListCommand, templateExportCommand, templateCheckCommand, templatePreviewCommand, templateImportCommand, templateDiffCommand, templateReleaseCommand,
  archiveVerifyCommand,
  benchRenderCommand, benchFactsCommand,
  schemaCommand(() => COMMANDS),
]
