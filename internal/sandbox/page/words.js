const days = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const months = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

// wall reads the office's wall clock, which comes without a zone. It is held as
// if it were UTC, so that the zone of this browser never matters.
export const wall = (text) => new Date(text + "Z");

export const two = (n) => String(n).padStart(2, "0");

export const hour = (d) => `${two(d.getUTCHours())}.${two(d.getUTCMinutes())}`;

export const day = (d) => `${days[d.getUTCDay()]}, ${d.getUTCDate()} ${months[d.getUTCMonth()]}`;

export const date = (d) => `${day(d)} ${d.getUTCFullYear()}`;

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1000000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1000000).toFixed(1).replace(".", ",")} MB`;
}

export const length = (seconds) => `${Math.floor(seconds / 60)}.${two(seconds % 60)}`;

const kinds = {
  photo: "Foto", document: "Berkas", video: "Video", voice: "Pesan suara", audio: "Audio", animation: "GIF", video_note: "Pesan video",
  sticker: "Stiker", location: "Lokasi", venue: "Lokasi", contact: "Kontak",
};

// gist is a message in one line.
export function gist(m) {
  if (!m) return "Pesan dihapus";
  const kind = m.kind === "sticker" ? `${m.emoji} Stiker` : kinds[m.kind] || "";
  return [kind, m.text].filter(Boolean).join(": ").replace(/\s+/g, " ").slice(0, 120) || "Pesan";
}

// address reads a link; null means that it is none.
export function address(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
