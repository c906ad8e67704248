// Bytes as letters, for JSON.

export function toLetters(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function fromLetters(letters) {
  return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
}
