import { ACCOUNT_TABLES } from './account-tables.js'
import { ANSWER_TABLE } from './answer-table.js'
import { CLEAN_COPY_TABLE } from './clean-copy-table.js'
import { CUSTOMER_LINE_TABLES } from './customer-line-tables.js'
import { CUSTOMER_TEXT_TABLES } from './customer-text-tables.js'
import { E_SIGNED_FILE_TABLE } from './e-signed-file-table.js'
import { EVENT_TYPE_INDEX } from './event-type-index.js'
import { FIRST_TABLES } from './first-tables.js'
import { INTAKE_TABLES } from './intake-tables.js'
import { KEY_TABLES } from './key-tables.js'
import { LETTER_NUMBER_COLUMN } from './letter-number-column.js'
import { LOGOTYPE_TABLE } from './logotype-table.js'
import { OPEN_LETTER_TABLES } from './open-letter-tables.js'
import { PAGE_EXAMINATION_TABLE } from './page-examination-table.js'
import { PLACEMENT_TABLE } from './placement-table.js'
import { POSSIBLE_PAGES_TABLE } from './possible-pages-table.js'

/** What makes a database of version n out of version n - 1, in order; a migration that has been released never changes. */
export const MIGRATIONS: readonly string[] = [FIRST_TABLES, LOGOTYPE_TABLE, CUSTOMER_TEXT_TABLES, PAGE_EXAMINATION_TABLE, INTAKE_TABLES, ANSWER_TABLE, CLEAN_COPY_TABLE, E_SIGNED_FILE_TABLE, OPEN_LETTER_TABLES, PLACEMENT_TABLE, LETTER_NUMBER_COLUMN, KEY_TABLES, EVENT_TYPE_INDEX, ACCOUNT_TABLES, POSSIBLE_PAGES_TABLE, CUSTOMER_LINE_TABLES]
