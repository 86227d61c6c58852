/** In how many places a customer's text says something else than the template, as a clerk reads it. */
export function differingPlaces(count: number): string {
  if (count === 0) return 'ordagrant som mallen'
  return `skiljer sig från mallen på ${count === 1 ? 'ett ställe' : `${count} ställen`}`
}
