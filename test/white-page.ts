/** A white page as a picture: the smallest that is large enough to be one, 320 × 450 pixels of one bit. */
export const PNG = new Uint8Array(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAUAAAAHCAQAAAAC2ky3UAAAAUUlEQVR42u3KoQEAAAwCIP9/Wl9YWYNMehRRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFEVRFP/iAElLDcvzgymPAAAAAElFTkSuQmCC', 'base64'))
