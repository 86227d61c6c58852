import type { Page } from '../page.js'
import { ARCHIVE_PAGE } from './archive.js'
import { CUSTOMER_PAGE } from './customer.js'
import { CUSTOMERS_PAGE } from './customers.js'
import { FOLLOW_THROUGH_PAGES } from './follow-through.js'
import { HISTORY_PAGE } from './history.js'
import { TO_DO_PAGE } from './to-do.js'

/** Every page. The first without parameters that a visitor may see is where a login leads. */
export const PAGES: readonly Page[] = [TO_DO_PAGE, CUSTOMERS_PAGE, CUSTOMER_PAGE, ...FOLLOW_THROUGH_PAGES, ARCHIVE_PAGE, HISTORY_PAGE]
