// Calls of `POST process/` and `GET fetch/`: progress on the way up, a picture or a problem on the way down.

/** Rejects with {status, problem}; `problem` is null where the answer is none, and status 0 where there was no answer. */
export function process(url, fields, image, { overlay, token, signal, onProgress = () => {} }) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  if (overlay) body.append("overlay", overlay, overlay.name);
  body.append("image", image, image.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.responseType = "blob";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.upload.addEventListener("load", () => onProgress(1));
    request.addEventListener("error", () => reject({ status: 0, problem: null }));
    request.addEventListener("abort", () => reject(new DOMException("a newer change came", "AbortError")));
    request.addEventListener("load", async () => {
      const picture = request.response;
      if (request.status === 200 && !picture.type.startsWith("text/")) {
        const header = (name) => request.getResponseHeader(name);
        resolve({ picture, timings: timings(header("Server-Timing")), notes: names(header("Image-Warnings")), quality: header("Image-Quality") });
      } else reject({ status: request.status, problem: await problem(picture) });
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

/** The photo at an address, as a file; rejects as `process` does. */
export async function fetched(url, address) {
  const answer = await fetch(`${url}?${new URLSearchParams({ url: address })}`).catch(() => null);
  if (!answer) throw { status: 0, problem: null };
  const blob = await answer.blob().catch(() => null);
  if (!answer.ok || !blob) throw { status: answer.status, problem: blob && (await problem(blob)) };
  const name = address.split(/[?#]/)[0].split("/").pop();
  return new File([blob], name || "photo", { type: blob.type });
}

async function problem(blob) {
  try {
    return JSON.parse(await blob.text());
  } catch {
    return null;
  }
}

/** `frames_dropped, alpha_flattened` as a list. */
function names(header) {
  return (header ?? "").split(",").map((name) => name.trim()).filter(Boolean);
}

/** `decode;dur=1.5, resize;dur=20;desc="reduced_decode moved"` as [name, milliseconds, rules]. */
export function timings(header) {
  return (header ?? "").split(",").flatMap((entry) => {
    const [name, ...parameters] = entry.split(";").map((part) => part.trim());
    const duration = parameters.find((part) => part.startsWith("dur="));
    const rules = parameters.find((part) => part.startsWith("desc="))?.slice(6, -1).split(" ") ?? [];
    return duration ? [[name, Number(duration.slice(4)), rules]] : [];
  });
}
