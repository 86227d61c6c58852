import { customerMeetings } from '../../flows/meetings.js'
import type { Page } from '../page.js'
import { customerCrumbs } from './customer-crumbs.js'
import { meetingRow } from './meeting-content.js'

/** *Kundens möten*: the five meetings of one customer. */
export const CUSTOMER_MEETINGS_PAGE: Page = {
  path: '/kunder/:orgnr/moten', right: 'read', forms: [],
  show: async ({ app, params }) => {
    const { orgnr, name, meetings } = await customerMeetings(app, params['orgnr'] ?? '')
    return { view: 'customer-meetings', title: `Möten – ${name}`, crumbs: customerCrumbs(orgnr, name), content: { name, orgnr, meetings: meetings.map((meeting) => meetingRow(orgnr, meeting)) } }
  },
}
