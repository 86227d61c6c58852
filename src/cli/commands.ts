import type { Command } from './command.js'

/** The commands by their first word, in the order `--help` and README list them. A call loads its own alone: most need libraries that the others do not. */
const GROUPS: ReadonlyMap<string, () => Promise<readonly Command[]>> = new Map([
  ['demo', async () => [(await import('./demo.js')).demoCommand]],
  ['serve', async () => [(await import('./serve.js')).serveCommand]],
  ['party', async () => {
    const group = await import('./party.js')
    return [group.partySetCommand, group.partyListCommand]
  }],
  ['product', async () => {
    const group = await import('./product.js')
    return [group.productListCommand, group.productSetCommand, group.productWithdrawCommand]
  }],
  ['pack', async () => [(await import('./pack.js')).packCommand]],
  ['draft', async () => {
    const [group, decisions, { draftSendCommand }] = await Promise.all([import('./draft.js'), import('./draft-decisions.js'), import('./draft-send.js')])
    return [group.draftCompareCommand, group.draftRegisterCommand, decisions.draftListCommand, decisions.draftAcceptCommand, decisions.draftRejectCommand, group.draftDropCommand, draftSendCommand]
  }],
  ['scan', async () => [(await import('./scan.js')).scanCommand]],
  ['desk', async () => {
    const group = await import('./desk.js')
    return [group.deskListCommand, group.deskAssignCommand, group.deskSplitCommand, group.deskDiscardCommand, group.deskRestoreCommand]
  }],
  ['confirm', async () => [(await import('./confirm.js')).confirmCommand]],
  ['withdraw', async () => [(await import('./confirm.js')).withdrawCommand]],
  ['approve', async () => [(await import('./record.js')).approveCommand]],
  ['print-decision', async () => [(await import('./print-decision.js')).printDecisionCommand]],
  ['return-for-revision', async () => [(await import('./record.js')).returnForRevisionCommand]],
  ['record', async () => [(await import('./record.js')).recordCommand]],
  ['point', async () => [(await import('./record.js')).pointCommand]],
  ['meeting', async () => {
    const group = await import('./meeting.js')
    return [group.meetingListCommand, group.meetingBookCommand, group.meetingCancelCommand, group.meetingHoldCommand, group.meetingInviteCommand]
  }],
  ['handout', async () => {
    const group = await import('./handout.js')
    return [group.handoutListCommand, group.handoutAddCommand, group.handoutRetireCommand, group.handoutExportCommand]
  }],
  ['plan', async () => {
    const group = await import('./plan.js')
    return [group.planShowCommand, group.planSetCommand, group.planCalendarCommand]
  }],
  ['status', async () => [(await import('./status.js')).statusCommand]],
  ['send', async () => [(await import('./send.js')).sendCommand]],
  ['letter', async () => {
    const [group, { letterVerifyCommand }] = await Promise.all([import('./letter.js'), import('./letter-verify.js')])
    return [group.letterListCommand, group.letterShowCommand, group.letterHoldCommand, group.letterResumeCommand, group.letterResendCommand, group.letterCancelCommand, letterVerifyCommand]
  }],
  ['answer', async () => {
    const group = await import('./answer.js')
    return [group.answerListCommand, group.answerShowCommand, group.answerReadCommand, group.answerFetchCommand, group.answerSettleCommand]
  }],
  ['outbox', async () => {
    const group = await import('./outbox.js')
    return [group.outboxListCommand, group.outboxHoldCommand, group.outboxReleaseCommand, group.outboxCancelCommand, group.outboxPauseCommand, group.outboxResumeCommand]
  }],
  ['keys', async () => {
    const [ring, pins, own] = await Promise.all([import('./keys.js'), import('./key-pins.js'), import('./own-keys.js')])
    return [ring.keysListCommand, ring.keysShowCommand, ring.keysImportCommand, pins.keysPinCommand, pins.keysUnpinCommand, own.keysGenerateCommand, own.keysRotateCommand, own.keysAdoptCommand, own.keysRevokeCommand, own.keysExportCommand, ring.keysCheckCommand]
  }],
  ['template', templateCommands],
  ['user', userCommands],
  ['archive', async () => {
    const group = await import('./archive.js')
    return [group.archiveVerifyCommand, group.archiveChecksCommand, group.archiveHistoryCommand, group.archiveCheckHistoryCommand]
  }],
  ['retention', async () => {
    const group = await import('./retention.js')
    return [group.retentionListCommand, group.retentionSetCommand, group.retentionShowCommand, group.retentionDueCommand, group.retentionExtendCommand]
  }],
  ['backup', async () => [(await import('./backup.js')).backupCommand]],
  ['restore', async () => [(await import('./backup.js')).restoreCommand]],
  ['bench', benchCommands],
  ['schema', schemaCommands],
])

async function templateCommands(): Promise<Command[]> {
  const [kept, check, preview, diff] = await Promise.all([import('./template.js'), import('./template-check.js'), import('./template-preview.js'), import('./template-diff.js')])
  return [kept.templateListCommand, kept.templateExportCommand, check.templateCheckCommand, preview.templatePreviewCommand, kept.templateImportCommand, diff.templateDiffCommand, kept.templateReleaseCommand]
}

async function userCommands(): Promise<Command[]> {
  const group = await import('./user.js')
  return [group.userListCommand, group.userAddCommand, group.userRolesCommand, group.userSignOnCommand, group.userPasswordCommand, group.userLockCommand, group.userUnlockCommand, group.userRemoveCommand, group.userTokenCommand]
}

async function benchCommands(): Promise<Command[]> {
  const [render, scan, mail, web, facts] = await Promise.all([import('./bench.js'), import('./bench-scan.js'), import('./bench-mail.js'), import('./bench-web.js'), import('./bench-facts.js')])
  return [render.benchRenderCommand, scan.benchScanCommand, mail.benchMailCommand, web.benchWebCommand, facts.benchFactsCommand]
}

async function schemaCommands(): Promise<Command[]> {
  return [(await import('./schema.js')).schemaCommand(allCommands)]
}

/** Every command of the command line. */
export async function allCommands(): Promise<readonly Command[]> {
  return (await Promise.all([...GROUPS.values()].map((load) => load()))).flat()
}

/** The commands that a call may mean, by its first word; every one where that names none. */
export async function commandsFor(argv: readonly string[]): Promise<readonly Command[]> {
  const load = GROUPS.get(argv[0] ?? '')
  return load === undefined ? allCommands() : load()
}
