/** What a page can do with nothing but XMLHttpRequest: no signature, no progress, no checksum. */
export const title = "raw XHR";

export async function large({ cloud, file, partSize, parallel }) {
  const url = `${cloud}/bench/large`;
  const begun = await send("POST", `${url}?uploads`);
  const [, id] = /<UploadId>(.*)<\/UploadId>/.exec(begun.responseText);
  const list = [];
  await each(Math.ceil(file.size / partSize), parallel, async (part) => {
    const slice = file.slice(part * partSize, (part + 1) * partSize);
    const sent = await send("PUT", `${url}?partNumber=${part + 1}&uploadId=${id}`, slice);
    const tag = sent.getResponseHeader("etag");
    list[part] = `<Part><PartNumber>${part + 1}</PartNumber><ETag>${tag}</ETag></Part>`;
  });
  const text = `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`;
  await send("POST", `${url}?uploadId=${id}`, new Blob([text]));
}

/** Each file with one PUT. */
export async function many({ cloud, files, parallel }) {
  await each(files.length, parallel, (at) => send("PUT", `${cloud}/bench/small-${at}`, files[at]));
}

/** Runs so many at a time. */
export async function each(count, parallel, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}

export function send(method, url, body, headers = { authorization: "none" }) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.onload = () => resolve(xhr);
    xhr.onerror = () => reject(new Error(`${method} ${url} failed`));
    xhr.send(body);
  });
}
