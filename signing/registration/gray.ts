/** A gray picture, row by row from the top left: 0 is black, 255 white. */
export interface Gray {
  readonly pixels: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** The picture a whole number of times smaller, each pixel the mean of those it stands for; a rim that fills no pixel is left out. */
export function shrunk({ pixels, widthPx, heightPx }: Gray, times: number): Gray {
  if (times === 1) return { pixels, widthPx, heightPx }
  const width = Math.max(1, Math.floor(widthPx / times))
  const height = Math.max(1, Math.floor(heightPx / times))
  const small = new Uint8Array(width * height)
  const sums = new Uint32Array(width)
  const share = 1 / (times * times)
  for (let y = 0; y < height; y += 1) {
    sums.fill(0)
    for (let row = y * times; row < (y + 1) * times; row += 1) {
      let at = row * widthPx
      for (let x = 0; x < width; x += 1) {
        let sum = 0
        for (let i = 0; i < times; i += 1) sum += pixels[at++] ?? 0
        sums[x] = (sums[x] ?? 0) + sum
      }
    }
    for (let x = 0; x < width; x += 1) small[y * width + x] = Math.round((sums[x] ?? 0) * share)
  }
  return { pixels: small, widthPx: width, heightPx: height }
}
