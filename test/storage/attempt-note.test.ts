import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { INTERRUPTED } from '../../signing/outbox.js'
import { beginNote, endNote, giveSpace, notedOutcome, noteNames, sweepNotes } from '../../src/storage/attempt-note.js'

const ATTEMPT = { letter: 'brev1', messageId: '<brev1@radgivning.example>', claimedAt: '2026-11-22T09:00:00.000Z' }
const ACCEPTED = { kind: 'accepted', response: `250 2.0.0 Ok: ${'å'.repeat(500)}` } as const
const MEGABYTE = 1_048_576

let directory: string
const file = async () => {
  const [name = ''] = await readdir(directory)
  return stat(join(directory, name))
}
const noted = () => notedOutcome(directory, ATTEMPT)

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anslut-note-'))
})

afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

it('takes the space of the whole attempt on disk before anything is sent, and the answer is put in it without a byte more', async () => {
  const note = await beginNote(directory, ATTEMPT)
  const before = await file()
  expect(before.size).toBeGreaterThan(MEGABYTE)
  expect(before.blocks * 512).toBeGreaterThanOrEqual(before.size)
  expect(await noted()).toMatchObject({ kind: 'unreachable' })
  await note.handingOver()
  expect(await noted()).toEqual(INTERRUPTED)
  note.answered(ACCEPTED)
  expect(await noted()).toEqual(ACCEPTED)
  const after = await file()
  expect([after.size, after.blocks]).toEqual([before.size, before.blocks])
})

it('gives the record its space and keeps what was noted, and is gone in the end', async () => {
  const note = await beginNote(directory, ATTEMPT)
  const { blocks } = await file()
  await note.handingOver()
  note.answered(ACCEPTED)
  await giveSpace(directory, ATTEMPT)
  expect((blocks - (await file()).blocks) * 512).toBeGreaterThanOrEqual(MEGABYTE)
  expect(await noted()).toEqual(ACCEPTED)
  await endNote(directory, ATTEMPT)
  await giveSpace(directory, ATTEMPT)
  expect([await readdir(directory), await noted()]).toEqual([[], INTERRUPTED])
})

it('tells an answer that came before the last byte went, and nothing of another attempt', async () => {
  const note = await beginNote(directory, ATTEMPT)
  note.answered({ kind: 'unknown', reason: 'postservern svarade för tidigt' })
  expect(await noted()).toEqual({ kind: 'unknown', reason: 'postservern svarade för tidigt' })
  expect(await notedOutcome(directory, { ...ATTEMPT, claimedAt: '2026-11-22T09:05:00.000Z' })).toEqual(INTERRUPTED)
})

it('is refused where it cannot be written, and leaves nothing', async () => {
  await expect(beginNote(join(directory, 'borta'), ATTEMPT)).rejects.toMatchObject({ code: 'data-directory' })
  expect(await readdir(directory)).toEqual([])
})

it('that cannot be read is told of as what the disk says, never as nothing noted', async () => {
  await beginNote(directory, ATTEMPT)
  const [name = ''] = await readdir(directory)
  await rm(join(directory, name))
  await mkdir(join(directory, name))
  await expect(noted()).rejects.toMatchObject({ name: 'Failure', code: 'data-directory' })
  await expect(endNote(directory, ATTEMPT)).rejects.toMatchObject({ name: 'Failure', code: 'data-directory' })
  await sweepNotes(directory, [name], [])
  expect(await readdir(directory)).toEqual([name])
})

it('is written by its own attempt alone, and keeps its space: one whose claim another has taken goes no further, and notes nothing', async () => {
  const overtaken = await beginNote(directory, ATTEMPT)
  await endNote(directory, ATTEMPT)
  const next = { ...ATTEMPT, claimedAt: '2026-11-22T15:00:00.000Z' }
  const note = await beginNote(directory, next)
  await giveSpace(directory, ATTEMPT)
  expect((await file()).size).toBeGreaterThan(MEGABYTE)
  await expect(overtaken.handingOver()).rejects.toMatchObject({ name: 'Failure', code: 'data-directory' })
  expect(await notedOutcome(directory, next)).toMatchObject({ kind: 'unreachable' })
  await note.handingOver()
  overtaken.answered(ACCEPTED)
  expect(await notedOutcome(directory, next)).toEqual(INTERRUPTED)
})

it('is swept away when no attempt is under way that it could be of', async () => {
  const next = { ...ATTEMPT, claimedAt: '2026-11-22T15:00:00.000Z' }
  for (const attempt of [ATTEMPT, next]) await beginNote(directory, attempt)
  const names = await noteNames(directory)
  await sweepNotes(directory, names, [next])
  expect([names.length, await noted(), await notedOutcome(directory, next)]).toMatchObject([2, INTERRUPTED, { kind: 'unreachable' }])
})
