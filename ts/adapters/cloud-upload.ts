/**
 * `<cloud-upload>`: a drop zone for files and folders, their list, progress and controls, for pages without a framework.
 *
 * ```html
 * <cloud-upload prefix="users/42/" lang="en"></cloud-upload>
 * <script type="module">
 *   import "trebucket/cloud-upload";
 *
 *   const element = document.querySelector("cloud-upload");
 *   element.uploader = uploader;
 *   element.addEventListener("file-done", ({ detail }) => console.log(detail.result.url));
 * </script>
 * ```
 *
 * Events, which bubble: `file-done` (`{ item, result }`), `file-failed` (`{ item, error }`), `file-unreadable`
 * (`{ path, error }`), `all-done` (`{ totals }`). Taking the element off the page aborts what is not over.
 *
 * Parts: `zone button list row name progress status action summary total trouble`. Custom properties:
 * `--cloud-upload-accent`, `-on-accent`, `-background`, `-color`, `-muted`, `-border`, `-danger`, `-radius`, `-font`,
 * `-list-height`.
 */

import { dropped, type Unreadable, walk } from "./cloud-upload/folders.ts";
import { button, make } from "./cloud-upload/make.ts";
import { Rows } from "./cloud-upload/rows.ts";
import { STYLE } from "./cloud-upload/style.ts";
import { type Words, wordsFor } from "./cloud-upload/words.ts";
import type { FileOptions, Target } from "./named.ts";
import { type Picture, type Placed, Queue, type UploadItem } from "./queue.ts";

export type { Unreadable } from "./cloud-upload/folders.ts";
export type { FileOptions, Target } from "./named.ts";
export type { Picture, Placed, Totals, UploadItem } from "./queue.ts";

/** On a server there is no element to extend, and nobody makes one. */
const Base = typeof HTMLElement === "undefined" ? (class {} as typeof HTMLElement) : HTMLElement;

/** The element. */
export class CloudUpload extends Base {
  static readonly observedAttributes = ["lang", "prefix"];
  private readonly queue = new Queue();
  private view: View | undefined;
  private given: FileOptions = {};
  private heard: Picture = this.queue.read();
  private readonly unread: Unreadable[] = [];

  /** Where files go; nothing can be dropped before it is set. */
  get uploader(): Target | undefined {
    return this.queue.target;
  }
  set uploader(uploader: Target | undefined) {
    this.queue.target = uploader;
    this.draw();
  }

  /** Comes before each file's path in its key: the attribute of that name. Every element has such a property. */
  override get prefix(): string {
    return this.getAttribute("prefix") ?? "";
  }
  override set prefix(prefix: string) {
    this.setAttribute("prefix", prefix);
  }

  /** How the next files are written; `prefix` and `key` of it go before the attribute. */
  get options(): FileOptions {
    return this.given;
  }
  set options(options: FileOptions) {
    this.given = options;
  }

  /** The list and its sums as they stand. */
  get picture(): Picture {
    return this.queue.read();
  }

  /** Begins to upload these files, as if they had been dropped. */
  add(files: Iterable<File | Placed>): void {
    if (!this.queue.target) throw new TypeError("Set the element's `uploader` first.");
    this.queue.options = { prefix: this.prefix, ...this.given };
    this.queue.add(files);
  }

  connectedCallback(): void {
    if (!this.view) {
      // A framework may have set properties before the element was known; they would hide those of the class.
      for (const name of ["uploader", "options"] as const) this.adopt(name);
      this.view = new View(this.attachShadow({ mode: "open" }), this.take, () => this.clear());
      this.queue.subscribe(() => this.changed());
    }
    this.draw();
  }

  /** An element that is only moved is connected again at once. */
  disconnectedCallback(): void {
    queueMicrotask(() => this.isConnected || this.queue.abort());
  }

  attributeChangedCallback(): void {
    this.draw();
  }

  private clear(): void {
    this.unread.length = 0;
    this.queue.clear();
  }

  private adopt(name: "uploader" | "options"): void {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    Object.assign(this, { [name]: value });
  }

  private readonly take = (found: readonly (FileSystemEntry | File)[]): void => {
    if (!this.queue.target) return;
    const pass = (unreadable: Unreadable) => {
      this.unread.push(unreadable);
      this.tell("file-unreadable", unreadable);
      this.draw();
    };
    void walk(found, (files) => this.isConnected && this.add(files), pass);
  };

  private changed(): void {
    const before = new Map(this.heard.items.map((item) => [item.id, item]));
    this.heard = this.queue.read();
    const { items, totals } = this.heard;
    let ended = false;
    for (const item of items) {
      if (item === before.get(item.id) || item.state === before.get(item.id)?.state) continue;
      ended = this.announce(item) || ended;
    }
    if (ended && totals.running === 0) this.tell("all-done", { totals });
    this.draw();
  }

  private announce(item: UploadItem): boolean {
    const { state, result, error } = item;
    if (state === "done") this.tell("file-done", { item, result });
    if (state === "failed") this.tell("file-failed", { item, error });
    return state === "done" || state === "failed";
  }

  private tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private draw(): void {
    const language = (this.closest("[lang]") as HTMLElement | null)?.lang || navigator.language;
    this.view?.show(this.queue.read(), this.unread, wordsFor(language), this.queue.target !== undefined);
  }
}

/** The shadow tree but for the list. */
class View {
  private readonly invite = make("p", "invite");
  private readonly files = button("first button", () => this.fileInput.click());
  private readonly folder = button("button", () => this.folderInput.click());
  private readonly fileInput = make("input", "", { type: "file", multiple: true, hidden: true });
  private readonly folderInput = make("input", "", { type: "file", webkitdirectory: true, hidden: true });
  private readonly zone = make("div", "zone", {}, [this.invite, this.files, this.folder]);
  private readonly summary = make("p", "summary");
  private readonly total = make("progress", "total", { max: 1 });
  private readonly clear: HTMLButtonElement;
  private readonly head: HTMLElement;
  private readonly trouble = make("p", "trouble");
  private readonly rows = new Rows(wordsFor("en"));

  constructor(
    root: ShadowRoot,
    private readonly take: (found: readonly (FileSystemEntry | File)[]) => void,
    clear: () => void,
  ) {
    this.clear = button("button", clear);
    this.head = make("div", "head", {}, [this.summary, this.total, this.clear]);
    this.summary.setAttribute("role", "status");
    this.trouble.setAttribute("role", "status");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(this.zone, this.fileInput, this.folderInput, this.trouble, this.head, this.rows.scroll);
    this.listen();
  }

  show({ items, totals }: Picture, unread: readonly Unreadable[], words: Words, ready: boolean): void {
    write(this.invite, ready ? words.invite : words.waits);
    write(this.files, words.files);
    write(this.folder, words.folder);
    write(this.clear, words.clear);
    write(this.summary, items.length ? words.summary(totals.done, totals.files, totals.failed) : "");
    write(this.trouble, unread[0] ? words.unreadable(unread.length, unread[0].path) : "");
    this.files.disabled = !ready;
    this.folder.disabled = !ready;
    this.head.hidden = items.length === 0;
    this.total.value = totals.fraction;
    this.total.setAttribute("aria-label", words.total);
    this.rows.show(items, words);
  }

  private listen(): void {
    for (const input of [this.fileInput, this.folderInput]) {
      input.addEventListener("change", () => {
        this.take([...(input.files ?? [])]);
        input.value = "";
      });
    }
    const over = (inside: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.zone.classList.toggle("over", inside);
    };
    this.zone.addEventListener("dragover", over(true));
    this.zone.addEventListener("dragleave", over(false));
    this.zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer) this.take(dropped(event.dataTransfer));
    });
  }
}

/** A status that is written again is read aloud again. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

declare global {
  interface HTMLElementTagNameMap {
    "cloud-upload": CloudUpload;
  }
}

// Another copy of the package, or a module loaded anew, may have been here before.
if (typeof customElements !== "undefined" && !customElements.get("cloud-upload")) {
  customElements.define("cloud-upload", CloudUpload);
}
