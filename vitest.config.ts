import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, longest first: begun last they would leave a core idle at the end. */
const LONGEST = ['test/crash/kill-anywhere', 'test/journey', 'test/crash/mail-chaos', 'test/flows/examine-scan', 'test/browser/pages', 'test/bench/render-bench', 'test/flows/scan', 'test/flows/dispatch-trouble', 'test/crash/kill-batch', 'test/imaging/read-pages', 'test/http/serve-command']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(import.meta.dirname, moduleId).replace('.test.ts', ''))
      return at === -1 ? LONGEST.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Loading the program anew for each file takes a fifth of the time; no file may leave anything behind that another meets.
    isolate: false,
    // One less than there are cores, vitest's own choice, leaves half of a small machine idle.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
