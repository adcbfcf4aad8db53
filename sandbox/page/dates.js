// Times as a persona's own clock and calendar show them.

const PARTS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { month: "long", day: "numeric", year: "numeric" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

function formatted(seconds, options, tz) {
  const zone = tz ? { timeZone: tz } : {};
  return new Intl.DateTimeFormat("en-GB", { ...options, ...zone }).format(new Date(seconds * 1000));
}

/** Slack's date tokens ({date_short}, {time} …) filled in; null when the stamp is no time. */
export function localDate(seconds, format, tz) {
  if (!Number.isFinite(seconds)) return null;
  return format.replace(/\{(\w+)\}/gu, (whole, token) => {
    if (token === "ago") return ago(seconds);
    if (token === "day_divider_pretty") return pretty(seconds, PARTS.date_long, tz);
    if (token === "date_num") return dayOf(seconds, tz);
    const wanted = token.replace(/_pretty$/u, "");
    if (!Object.hasOwn(PARTS, wanted)) return whole;
    return token.endsWith("_pretty") ? pretty(seconds, PARTS[wanted], tz) : formatted(seconds, PARTS[wanted], tz);
  });
}

function pretty(seconds, options, tz) {
  const now = Date.now() / 1000;
  const names = [[0, "today"], [-86400, "yesterday"], [86400, "tomorrow"]];
  const day = dayOf(seconds, tz);
  return names.find(([shift]) => dayOf(now + shift, tz) === day)?.[1] ?? formatted(seconds, options, tz);
}

function ago(seconds) {
  const minutes = Math.round((Date.now() / 1000 - seconds) / 60);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 1440 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
}

/** 2026-11-22 in that zone. */
export function dayOf(seconds, tz) {
  const [day, month, year] = formatted(seconds, PARTS.date_num, tz).split("/");
  return `${year}-${month}-${day}`;
}

export function clock(seconds, tz) {
  return formatted(seconds, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, tz);
}

export function dayName(seconds, tz) {
  const name = pretty(seconds, { weekday: "long", day: "numeric", month: "long" }, tz);
  return name[0].toUpperCase() + name.slice(1);
}

/** Seconds since the epoch of a wall time ("2026-11-22T14:30") in that zone. */
export function instant(wall, tz) {
  if (!wall) return null;
  const asUtc = Date.parse(`${wall}Z`) / 1000;
  const first = asUtc - offset(asUtc, tz);
  return asUtc - offset(first, tz);
}

/** The wall time of an instant in that zone, as an input element wants it. */
export function wall(seconds, tz) {
  if (!seconds) return "";
  return new Date((seconds + offset(seconds, tz)) * 1000).toISOString().slice(0, 16);
}

function offset(seconds, tz) {
  const whole = Math.floor(seconds / 60) * 60;
  const shown = `${dayOf(whole, tz)}T${clock(whole, tz)}Z`;
  return Date.parse(shown) / 1000 - whole;
}
