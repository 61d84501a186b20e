// Uploads a file with tus-js-client: node upload.cjs ENDPOINT FILE OPTIONS, the options of tus.Upload as JSON.
// Writes what became of it as JSON: {url, file, retries, error}. With "stream": true the length is told at the end.
"use strict";

const fs = require("node:fs");
const { PassThrough } = require("node:stream");
const tus = require("./tus-js-client.cjs");

const [endpoint, path, text] = process.argv.slice(2);
const { stream, ...options } = JSON.parse(text || "{}");
let retries = 0;

function end(result) {
    process.stdout.write(JSON.stringify({ url: upload.url, retries, ...result }));
}

// Of a file the client would take the length from the disk, unasked.
const source = stream ? fs.createReadStream(path).pipe(new PassThrough()) : fs.createReadStream(path);
const upload = new tus.Upload(source, {
    endpoint,
    retryDelays: new Array(400).fill(50),
    ...(stream ? { uploadLengthDeferred: true } : {}),
    ...options,
    onShouldRetry(error) {
        retries += 1;
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        return status < 400 || status >= 500 || status === 409 || status === 423;
    },
    onSuccess: ({ lastResponse }) => end({ file: lastResponse.getHeader("Imgsvc-File") }),
    onError: (error) => end({ error: String(error) }),
});
upload.start();
