// ipx as its own command starts it, in a cluster of two: photos come from a folder.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const PROCESSES = 2;
const { createIPX, createIPXNodeServer, ipxFSStorage } = createRequire(process.env.BENCH_MODULES)("ipx");

if (cluster.isPrimary) {
  for (let count = 0; count < PROCESSES; count += 1) cluster.fork();
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill();
    process.exit(0);
  });
} else {
  const ipx = createIPX({ storage: ipxFSStorage({ dir: process.env.BENCH_PHOTOS }) });
  createServer(createIPXNodeServer(ipx)).listen(Number(process.env.PORT), "127.0.0.1");
}
