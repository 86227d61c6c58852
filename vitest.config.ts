import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One less than there are cores, vitest's own choice, leaves half of a small machine idle.
    maxWorkers: '100%',
  },
})
