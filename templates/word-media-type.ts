/** What a Word file is when it is kept or sent, as IANA has registered it. */
export const WORD_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
