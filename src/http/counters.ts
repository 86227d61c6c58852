import type { OutboxState } from './outbox-worker.js'

/** What the service counts about itself; nothing personal. */
export interface Counters {
  readonly answered: (method: string, status: number) => void
  readonly received: (bytes: number) => void
  /** The plain text format of Prometheus. */
  readonly text: (outbox: OutboxState, underWay: number) => string
}

/** Counters from zero. */
export function openCounters(startedAtMs: number, now: () => Date): Counters {
  const requests = new Map<string, number>()
  let uploads = 0
  let uploadBytes = 0
  return {
    answered(method, status) {
      const labels = `method="${/^[A-Z]{1,10}$/.test(method) ? method : 'OTHER'}",status="${status}"`
      requests.set(labels, (requests.get(labels) ?? 0) + 1)
    },
    received(bytes) {
      uploads += 1
      uploadBytes += bytes
    },
    text: (outbox, underWay) => [
      ...family('anslut_http_requests_total', 'counter', [...requests].sort(([a], [b]) => (a < b ? -1 : 1)).map(([labels, count]) => [`{${labels}}`, count])),
      ...family('anslut_http_requests_under_way', 'gauge', [['', underWay]]),
      ...family('anslut_uploaded_files_total', 'counter', [['', uploads]]),
      ...family('anslut_uploaded_bytes_total', 'counter', [['', uploadBytes]]),
      ...family('anslut_outbox_passes_total', 'counter', [['', outbox.passes]]),
      ...family('anslut_outbox_failed_passes_total', 'counter', [['', outbox.failedPasses]]),
      ...family('anslut_outbox_failing', 'gauge', [['', outbox.failure === null ? 0 : 1]]),
      ...family('process_uptime_seconds', 'gauge', [['', Math.round((now().getTime() - startedAtMs) / 1000)]]),
      ...family('process_resident_memory_bytes', 'gauge', [['', process.memoryUsage.rss()]]),
      '',
    ].join('\n'),
  }
}

function family(name: string, type: 'counter' | 'gauge', samples: readonly (readonly [labels: string, value: number])[]): string[] {
  return [`# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labels} ${value}`)]
}
