// sharp behind Node's http: a cluster of two, each request's body a photo, the calls of sharp's object in the query.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const PROCESSES = 2;
const sharp = createRequire(process.env.BENCH_MODULES)("sharp");
sharp.concurrency(1);

const QUALITY = 80;

async function answer(request, response) {
  const { searchParams } = new URL(request.url, "http://localhost");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let image = sharp(Buffer.concat(chunks));
  for (const [name, ...values] of JSON.parse(searchParams.get("calls"))) image = image[name](...values);
  const target = searchParams.get("target");
  image = image.toFormat(target, target === "png" ? {} : { quality: QUALITY }); // PNG's quality is that of a palette
  const result = await image.toBuffer();
  response.writeHead(200, { "Content-Type": `image/${target}`, "Content-Length": result.length });
  response.end(result);
}

if (cluster.isPrimary) {
  for (let count = 0; count < PROCESSES; count += 1) cluster.fork();
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill();
    process.exit(0);
  });
} else {
  createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  }).listen(Number(process.env.PORT), "127.0.0.1");
}
