// The command that does the same as the page did; web/curl.py writes the same text.

/** `fields` are [name, value] in the form's order, without defaults. */
export function curlLine(url, fields, { filename, overlay, suffix }) {
  const words = ["curl", "-F", `image=@${file(filename)}`];
  if (overlay) words.push("-F", `overlay=@${file(overlay)}`);
  for (const [name, value] of fields) words.push(isSpecial(value) ? "--form-string" : "-F", `${name}=${value}`);
  return [...words, "-o", `out${suffix}`, url].map(quote).join(" ");
}

function quote(word) {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** Whether curl would read the value as a file, or part of it as a type. */
function isSpecial(value) {
  return value.includes(";") || /^[@<"]/.test(value);
}

function file(name) {
  return /[,;"\\]/.test(name) ? `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : name;
}
