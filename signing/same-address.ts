/** Whether two addresses are one: they compare without regard to case, as every mail program in use does. */
export function sameAddress(one: string, other: string): boolean {
  return addressKey(one) === addressKey(other)
}

/** What is the same for every spelling of one address, to look it up by. */
export function addressKey(address: string): string {
  return address.toLowerCase()
}
