import type { App } from '../app.js'
import { configuredParties } from '../flows/party.js'

/** Who answers for the service in the accessibility statement (2018:1937, 13 §). */
export async function accessibilityContent(app: App): Promise<{ readonly owner: string; readonly mail: string; readonly phone: string }> {
  const { svr } = await configuredParties(app)
  return { owner: svr.namn, mail: svr.epost, phone: svr.telefon }
}
