// Before anything else runs: whatever the page says or throws is kept, to be searched for secrets.

window.heard = [];
for (const level of ["debug", "log", "info", "warn", "error"]) {
  const say = console[level].bind(console);
  console[level] = (...words) => {
    window.heard.push(words.map(String).join(" "));
    say(...words);
  };
}
addEventListener("error", (event) => window.heard.push(`uncaught: ${event.message}`));
addEventListener("unhandledrejection", (event) => window.heard.push(`unhandled: ${event.reason}`));
addEventListener("securitypolicyviolation", (event) => window.heard.push(`policy: ${event.violatedDirective}`));
document.addEventListener("visibilitychange", () => {
  window.hid ||= document.hidden;
});

// A browser whose storage is broken, where the test ordered one.
const broken = {
  throws: () => {
    throw new DOMException("storage is off", "SecurityError");
  },
  fails: () => {
    const request = { error: new DOMException("storage is broken", "UnknownError") };
    setTimeout(() => request.onerror?.({ target: request, preventDefault() {}, stopPropagation() {} }));
    return Object.assign(request, { addEventListener: (type, hear) => type === "error" && setTimeout(hear) });
  },
  hangs: () => ({ addEventListener() {} }),
}[sessionStorage.getItem("indexedDB")];
if (sessionStorage.getItem("indexedDB") === "is full") {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...words) {
    const request = put.apply(this, words);
    request.addEventListener("success", () => this.transaction.abort());
    return request;
  };
}
if (broken) {
  IDBFactory.prototype.open = broken;
  IDBFactory.prototype.databases = async () => [];
}
