/** Uploads one file and leaves what became of it on the body, where the test reads it. The same for every way of building. */

/** Bytes that the test can make again: three parts and a bit. */
const SIZE = 5 * 1024 * 1024 + 3;

/** @param {typeof import("trebucket").Uploader} Uploader */
export async function fly(Uploader, name = "outcome") {
  document.body.dataset[name] = JSON.stringify(await flown(Uploader, name));
}

async function flown(Uploader, name) {
  try {
    const desk = new URLSearchParams(location.search).get("desk");
    const { prefix, ...bucket } = await (await fetch(`${desk}/place/oss`)).json();
    const uploader = new Uploader({ ...bucket, credentials: `${desk}/sts/oss`, checkpoints: "none", locale: "en" });
    const bytes = Uint8Array.from({ length: SIZE }, (_, place) => (place * 31) % 251);
    const key = `${prefix}${name} ${Date.now()} 文件.bin`;
    const { size, verified, parts } = await uploader.upload(new File([bytes], "f.bin"), { key }).done();
    uploader.close();
    return { key, size, verified, parts };
  } catch (error) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
}
