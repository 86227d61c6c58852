import { defineConfig } from 'vitest/config'

const FRONT = ['test/templates/**/*.test.ts', 'test/contracts/**/*.test.ts', 'test/signing/**/*.test.ts']
const limits = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // One less than there are cores, vitest's own choice, leaves half of a small machine idle.
    maxWorkers: '100%',
    projects: [
      // Pure code has no state to leak from one file to the next, so its modules are loaded once.
      { test: { name: 'front', include: FRONT, isolate: false, ...limits } },
      { test: { name: 'machine', include: ['test/**/*.test.ts'], exclude: FRONT, ...limits } },
    ],
  },
})
