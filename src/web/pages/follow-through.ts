import type { Page } from '../page.js'
import { CALENDAR_PAGE } from './calendar.js'
import { CHECKLIST_PAGE } from './checklist.js'
import { CUSTOMER_MEETINGS_PAGE } from './customer-meetings.js'
import { EVALUATION_PAGE } from './evaluation.js'
import { FOLLOW_UP_PAGE } from './follow-up.js'
import { MEETING_PAGE } from './meeting.js'
import { MEETINGS_PAGE } from './meetings.js'
import { CUSTOMER_PLAN_PAGE, PLAN_TEMPLATE_PAGE } from './plan.js'
import { SUPPLIER_PAGE } from './supplier.js'

/** The pages of checklist, meetings, plan, supplier and follow-up. */
export const FOLLOW_THROUGH_PAGES: readonly Page[] = [CHECKLIST_PAGE, CUSTOMER_MEETINGS_PAGE, MEETING_PAGE, MEETINGS_PAGE, CALENDAR_PAGE, PLAN_TEMPLATE_PAGE, CUSTOMER_PLAN_PAGE, FOLLOW_UP_PAGE, EVALUATION_PAGE, SUPPLIER_PAGE]
