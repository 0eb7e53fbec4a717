// A phone's photo has 3 to 8 MB; the server keeps at most 2,048 pixels a side, so no more is carried through a bad network.

const SIDE = 2048;
const QUALITY = 0.85;

/** The bytes to send: a smaller JPEG without metadata, or the file as it is where this browser cannot read it. */
export async function shrunken(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file.arrayBuffer();
  }
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return (blob ?? file).arrayBuffer();
}

/** Where the phone says it is; null when it does not say. */
export const position = () =>
  new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), () => resolve(null), {
      enableHighAccuracy: true,
      timeout: 30_000,
      maximumAge: 60_000,
    });
  });
