/** A meeting as its invitation states it; a change keeps `uid` and raises `sequence`, so that the receiver's calendar moves the meeting instead of adding another ([RFC 5546](https://www.rfc-editor.org/rfc/rfc5546#section-2.1.4)). */
export interface Invitation {
  readonly uid: string
  /** 0 when first sent. */
  readonly sequence: number
  /** Instants (ISO 8601). */
  readonly start: string
  readonly end: string
  readonly place: string
  readonly subject: string
  readonly attendees: readonly { readonly name: string; readonly address: string }[]
}
