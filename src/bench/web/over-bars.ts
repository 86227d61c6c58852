import { BARS, type PageFigures } from './web-figures.js'

/** Which bars a page is over, named for people; none when it keeps them all. */
export function overBars({ page, median, p99, busyFirstByteMs, bytes }: PageFigures): string[] {
  const over = (is: boolean, what: string): string[] => (is ? [`${page}, ${what}`] : [])
  return [...over(median > BARS.medianMs, 'median'), ...over(p99 > BARS.p99Ms, 'p99'), ...over(busyFirstByteMs.p99 > BARS.p99Ms, 'p99 med arbete bredvid'), ...over(bytes > BARS.bytes, 'storlek')]
}
