/** A version's code as it is printed and said: "7K3M-9QXT-2B". */
export function spokenCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`
}
