import type { z } from 'zod'

/** Tells a breach at a place below the value the rule looks at. */
type Report = (path: readonly (string | number)[], message: string) => void

/** A rule for `superRefine` that also runs beside unknown keys and broken texts, so that one reading names every fault; it waits only for values of the wrong type. */
export function rule<T>(check: (value: T, report: Report) => void): [(value: T, context: z.core.$RefinementCtx<T>) => void, z.core.$ZodSuperRefineParams] {
  return [
    (value, context) => {
      check(value, (path, message) => {
        context.addIssue({ code: 'custom', path: [...path], message })
      })
    },
    { when: ({ issues }) => issues.every((issue) => issue.continue === true || issue.code === 'unrecognized_keys') },
  ]
}

/** ISO days compare as text. */
function isBefore(day: string | undefined, earliest: string | undefined): boolean {
  return day !== undefined && earliest !== undefined && day < earliest
}

/** `slut` not before `start`. */
export const endsAfterStart = rule<{ start: string; slut?: string | undefined }>(({ start, slut }, report) => {
  if (isBefore(slut, start)) report(['slut'], `${slut ?? ''} ligger före startdagen ${start}; rätta den ena av dem`)
})

/** `slutdatum` not before `startdatum`. */
export const agreementEndsAfterStart = rule<{ startdatum?: string | undefined; slutdatum?: string | undefined }>(({ startdatum, slutdatum }, report) => {
  if (isBefore(slutdatum, startdatum)) report(['slutdatum'], `${slutdatum ?? ''} ligger före startdagen ${startdatum ?? ''}; rätta den ena av dem`)
})

/** Nothing promised or received before it was asked for. */
export const comesAfterRequest = rule<{ begard?: string | undefined; utlovad?: string | undefined; mottagen?: string | undefined }>((item, report) => {
  for (const key of ['utlovad', 'mottagen'] as const) {
    if (isBefore(item[key], item.begard)) report([key], `${item[key] ?? ''} ligger före dagen då det begärdes, ${item.begard ?? ''}; rätta den ena av dem`)
  }
})

const FEWEST_EMPLOYEES = 5

/** At least five employees, and never more valid cards than employees (DNV's terms for an utfärdartillstånd). */
export const permitHolds = rule<{ antalKort?: number | undefined; antalAnstallda?: number | undefined }>(({ antalKort, antalAnstallda }, report) => {
  if (antalAnstallda === undefined) return
  if (antalAnstallda < FEWEST_EMPLOYEES) {
    report(['antalAnstallda'], `är ${String(antalAnstallda)}; ett utfärdartillstånd kräver minst ${String(FEWEST_EMPLOYEES)} anställda, rätta antalet eller sätt kort.sisKort till nej`)
  }
  if (antalKort !== undefined && antalKort > antalAnstallda) {
    report(['antalKort'], `är ${String(antalKort)}, fler än antalet anställda (${String(antalAnstallda)}); rätta det ena av dem`)
  }
})

function doubles(values: readonly (string | undefined)[]): readonly number[] {
  return [...values.keys()].filter((index) => values[index] !== undefined && values.indexOf(values[index]) < index)
}

/** Nobody signs twice. */
export const signatoriesDiffer = rule<readonly { namn: string }[]>((signatories, report) => {
  for (const index of doubles(signatories.map(({ namn }) => namn))) {
    report([index, 'namn'], 'står redan bland undertecknarna; samma person skriver under en gång, ta bort den ena')
  }
})

/** Nobody is applied for twice. */
export const handlaggareDiffer = rule<readonly { personnummer?: string | undefined }[]>((handlaggare, report) => {
  for (const index of doubles(handlaggare.map(({ personnummer }) => personnummer))) {
    report([index, 'personnummer'], 'står redan på en annan handläggare; rätta den ena')
  }
})
