import { z } from 'zod'
import { ROLE_LABELS } from '../../../contracts/rights.js'
import { unlockAccounts } from '../../accounts/administer.js'
import { isUsable } from '../../accounts/person.js'
import { accounts } from '../../storage/accounts.js'
import { latestOfTypes } from '../../storage/events.js'
import { formView, type FormView } from '../form.js'
import { pageForm, type PageForm, type Visit } from '../page.js'

/**
 * The form that lets several in whom the latest restoration locked; null when there are none left. Nobody is ticked beforehand: somebody among them may have been shut out after the backup was taken.
 * Administrators are not among them: they are locked only when the directory in use before had shut them out.
 */
export async function restoredForm(visit: Visit): Promise<FormView | null> {
  const { read } = visit.app.store
  const restored = await latestOfTypes(read, ['restored'])
  const locked = restored === null ? [] : (await accounts(read)).filter((account) => account.removedAt === null && !isUsable(account) && account.lockedAt === restored.recordedAt && !account.roles.includes('administrator'))
  return restored === null || locked.length === 0 ? null : formView(visit, {
    id: 'slapp-in', action: '/anvandare/slapp-in', heading: '', button: 'Släpp in de valda',
    intro: 'Säkerhetskopian vet inte vem som har stängts ute sedan den togs, så alla utom administratörerna stängdes ute när den lästes tillbaka. Kryssa för dem som ska in.',
    fields: [
      { kind: 'hidden', name: 'utestangda', value: restored.recordedAt },
      { kind: 'ticks', name: 'konton', label: 'Vilka som ska in', options: locked.map(({ id, name, username, roles }) => ({ value: id, label: name, hint: [username, ...roles.map((role) => ROLE_LABELS[role])].join(', ') })) },
      { kind: 'text', name: 'skal', label: 'Hur du vet att de ska in', hint: 'Sparas i historiken för var och en.' },
    ],
  })
}

/** Lets the chosen in. */
export const RESTORED_FORM: PageForm = pageForm({
  id: 'slapp-in', path: '/anvandare/slapp-in', right: 'manage', said: z.strictObject({ utestangda: z.string().min(1).max(50), konton: z.union([z.string().max(50).transform((one) => [one]), z.array(z.string().max(50))], 'kryssa för minst en'), skal: z.string().trim().min(1).max(2000) }),
  work: async (visit, { said }) => {
    const admitted = await unlockAccounts(visit.app, said.konton, said.skal, visit.actor(), said.utestangda)
    return { to: '/anvandare', told: admitted.length === 1 ? `${admitted[0]?.name ?? ''} får logga in igen.` : `${admitted.length} personer får logga in igen.` }
  },
})
