/** What holds text that no element may stand in, or that is shown as it was written. */
const AS_WRITTEN = /^<(textarea|option|title|pre|code)\b/
const CODE = /(?<![\w-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}(?![\w-])/g
const DAY = /(?<![\w-])(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?(?![\w-])/g
const HOURS = /(?<![\w:])\d{2}:\d{2}–\d{2}:\d{2}(?![\w:])/g

/** The same markup with every day, and time of day, in a `<time>`, and every document's code, and hours from and to, in a `whole`: none breaks across lines. Values are escaped before, so that `<` begins a tag and nothing else. */
export function timed(html: string): string {
  let until = ''
  return html.split(/(<[^>]*>)/).map((part, index) => {
    if (index % 2 === 0) return until === '' ? marked(part) : part
    const opened = AS_WRITTEN.exec(part)?.[1]
    if (until === '' && opened !== undefined) until = `</${opened}>`
    else if (part === until) until = ''
    return part
  }).join('')
}

function marked(text: string): string {
  // Every day, code and pair of hours has one of them, and most texts of a page have neither.
  if (!text.includes('-') && !text.includes('–')) return text
  const dated = text.replace(DAY, (found, day: string, clock: string | undefined) => `<time datetime="${day}${clock === undefined ? '' : `T${clock}`}">${found}</time>`)
  return dated.replace(CODE, '<span class="whole">$&</span>').replace(HOURS, '<span class="whole">$&</span>')
}
