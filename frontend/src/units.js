/**
 * A time as a person reads it.
 * @param {number} ms
 */
export function time(ms) {
  if (ms < 1000) {
    return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  }
  const s = ms / 1000;
  if (s < 60) {
    return `${s < 10 ? Number(s.toFixed(1)) : Math.round(s)} s`;
  }
  if (s < 3600) {
    return `${Math.round(s / 60)} min`;
  }
  return s < 172_800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} days`;
}

/**
 * A time that is told to a tenth of a second.
 * @param {number} s
 */
export function since(s) {
  return s < 1 ? `${s.toFixed(1)} s` : time(1000 * s);
}

/** A moment, on this machine's clock. @param {Date} at */
export function moment(at) {
  return at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** @param {number} mb in MiB */
export function memory(mb) {
  if (mb >= 1024) {
    return `${Number((mb / 1024).toFixed(1))} GiB`;
  }
  return `${mb < 10 ? Number(mb.toFixed(1)) : Math.round(mb)} MiB`;
}

/** @param {number} part @param {number} whole */
export function percent(part, whole) {
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)}\u00a0%`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
