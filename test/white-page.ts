/** A white page as a picture: the smallest PNG there is. */
export const PNG = new Uint8Array(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTjW6gAAAABJRU5ErkJggg==', 'base64'))
