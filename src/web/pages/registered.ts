import type { Page } from '../page.js'
import { ACCOUNT_PAGE, ACCOUNTS_PAGE } from './accounts.js'
import { ANSWER_PAGE } from './answer.js'
import { ARCHIVE_PAGE } from './archive.js'
import { BOARD_PAGE, DECISION_PAGE } from './board.js'
import { CUSTOMER_PAGE } from './customer.js'
import { CUSTOMER_LINKS_PAGE } from './customer-links.js'
import { CUSTOMER_HISTORY_PAGE } from './customer-history.js'
import { CUSTOMERS_PAGE } from './customers.js'
import { DOCUMENT_PAGE } from './document.js'
import { FOLLOW_THROUGH_PAGES } from './follow-through.js'
import { DISPATCH_PAGE } from './dispatch.js'
import { HELP_PAGES } from './help.js'
import { HISTORY_PAGE } from './history.js'
import { HOUSE_PAGES } from './house.js'
import { NEW_CUSTOMER_PAGE, PACK_PAGE } from './pack.js'
import { SCAN_PAGE } from './scan.js'
import { SCANS_PAGE } from './scans.js'
import { KEYS_PAGE } from './keys.js'
import { LETTER_PAGE } from './letter.js'
import { ORDINARY_LETTER_PAGE } from './ordinary-letter.js'
import { TO_DO_PAGE } from './to-do.js'
import { OWN_ACCOUNT_PAGE } from './own-account.js'

const WORK_PAGES: readonly Page[] = [TO_DO_PAGE, CUSTOMERS_PAGE, CUSTOMER_PAGE, DOCUMENT_PAGE, CUSTOMER_HISTORY_PAGE, CUSTOMER_LINKS_PAGE, PACK_PAGE, NEW_CUSTOMER_PAGE, SCANS_PAGE, SCAN_PAGE, BOARD_PAGE, DECISION_PAGE, ...HOUSE_PAGES]

/** Every page. The first without parameters that a visitor may see is where a login leads. */
export const PAGES: readonly Page[] = [...WORK_PAGES, ...FOLLOW_THROUGH_PAGES, DISPATCH_PAGE, KEYS_PAGE, LETTER_PAGE, ORDINARY_LETTER_PAGE, ANSWER_PAGE, ARCHIVE_PAGE, HISTORY_PAGE, ACCOUNTS_PAGE, ACCOUNT_PAGE, OWN_ACCOUNT_PAGE, ...HELP_PAGES]
