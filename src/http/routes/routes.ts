import type { Route } from '../route.js'
import { ACCOUNT_ROUTES } from './accounts.js'
import { ANSWER_ROUTES } from './answers.js'
import { CUSTOMER_LINK_ROUTES } from './customer-links.js'
import { CUSTOMER_ROUTES } from './customers.js'
import { DRAFT_ROUTES } from './drafts.js'
import { DESK_ROUTES } from './desk.js'
import { INCOMING_ROUTES } from './incoming.js'
import { INSTALLATION_ROUTES } from './installation.js'
import { KEY_ROUTES } from './keys.js'
import { LETTER_ROUTES } from './letters.js'
import { MEETING_ROUTES } from './meetings.js'
import { PLAN_ROUTES } from './plan.js'
import { SCAN_ROUTES } from './scans.js'
import { TEMPLATE_ROUTES } from './templates.js'
import { VERSION_ROUTES } from './versions.js'

/** Every route below `/api/v1`. */
export const ROUTES: readonly Route[] = [...ACCOUNT_ROUTES, ...CUSTOMER_ROUTES, ...CUSTOMER_LINK_ROUTES, ...VERSION_ROUTES, ...DRAFT_ROUTES, ...SCAN_ROUTES, ...INCOMING_ROUTES, ...DESK_ROUTES, ...LETTER_ROUTES, ...KEY_ROUTES, ...MEETING_ROUTES, ...PLAN_ROUTES, ...ANSWER_ROUTES, ...TEMPLATE_ROUTES, ...INSTALLATION_ROUTES]
