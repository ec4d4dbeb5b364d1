/** How the element looks: the page's own colours, light or dark, and custom properties over them. */

/** Every row is as high, for rows out of sight to need no element. px. */
export const ROW = 84;

export const STYLE = `
:host {
  --accent: var(--cloud-upload-accent, #0b62d6);
  --on-accent: var(--cloud-upload-on-accent, #fff);
  --border: var(--cloud-upload-border, color-mix(in srgb, currentColor 25%, transparent));
  --muted: var(--cloud-upload-muted, color-mix(in srgb, currentColor 72%, transparent));
  --danger: var(--cloud-upload-danger, light-dark(#b3261e, #ff9d94));
  --radius: var(--cloud-upload-radius, 10px);
  color: var(--cloud-upload-color, inherit);
  background: var(--cloud-upload-background, transparent);
  display: block;
  font: var(--cloud-upload-font, 15px/1.4 system-ui, sans-serif);
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
.zone {
  align-items: center;
  border: 2px dashed var(--border);
  border-radius: var(--radius);
  display: flex;
  flex-wrap: wrap;
  gap: 10px;
  justify-content: center;
  padding: 28px 16px;
  text-align: center;
}
.zone.over { border-color: var(--accent); background: color-mix(in srgb, var(--accent) 10%, transparent); }
.invite { flex-basis: 100%; margin: 0 0 4px; }
button {
  background: transparent;
  border: 1px solid var(--border);
  border-radius: calc(var(--radius) * 0.6);
  color: inherit;
  cursor: pointer;
  font: inherit;
  min-height: 32px;
  padding: 2px 12px;
}
button:hover:enabled { border-color: currentColor; }
button:disabled { color: var(--muted); cursor: default; }
button.first { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.first:disabled { background: transparent; border-color: var(--border); color: var(--muted); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.head { align-items: center; display: flex; flex-wrap: wrap; gap: 10px; padding: 12px 2px 8px; }
.head p { flex: 1 1 auto; margin: 0; }
.trouble { color: var(--danger); margin: 8px 2px 0; overflow-wrap: anywhere; }
progress { appearance: none; background: var(--border); border: 0; border-radius: 2px; height: 4px; overflow: hidden; width: 100%; }
progress::-webkit-progress-bar { background: transparent; }
progress::-webkit-progress-value { background: var(--bar, var(--accent)); }
progress::-moz-progress-bar { background: var(--bar, var(--accent)); }
.head progress { flex: 0 1 9rem; }
.scroll { border: 1px solid var(--border); border-radius: var(--radius); max-height: var(--cloud-upload-list-height, 340px); overflow: auto; }
ul { list-style: none; margin: 0; padding: 0; position: relative; }
li {
  border-bottom: 1px solid var(--border);
  column-gap: 8px;
  display: grid;
  grid-template: "name actions" auto "bar actions" 12px "status actions" auto / minmax(0, 1fr) auto;
  align-content: center;
  height: ${ROW}px;
  left: 0;
  padding: 0 12px;
  position: absolute;
  right: 0;
}
.name { grid-area: name; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
li progress { align-self: center; grid-area: bar; }
.status {
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
  color: var(--muted);
  display: -webkit-box;
  font-size: 0.85em;
  grid-area: status;
  line-height: 1.25;
  overflow: hidden;
}
li[data-state="failed"] .status { color: var(--danger); }
li[data-state="failed"] progress { --bar: var(--danger); }
.actions { align-items: center; display: flex; flex-wrap: wrap; gap: 6px; grid-area: actions; justify-content: end; max-width: 11rem; }
@media (max-width: 480px) { .actions button { padding: 2px 8px; font-size: 0.9em; } }
`;
