/** As little as a list of that length can be: rows of plain text, of which those in sight exist, moved by hand. */
export const bareTable = (rows: number) => `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; font: 14px/20px sans-serif; }
  #viewport { position: absolute; inset: 180px 0 0 220px; overflow: auto; }
  table { position: absolute; top: 0; width: 100%; border-spacing: 0; table-layout: fixed; }
  td { height: 32px; padding: 0 10px; overflow: hidden; border-bottom: 1px solid #ccc; white-space: nowrap; text-overflow: ellipsis; }
</style><div id="viewport"><div style="height:${rows * 33}px"></div><table><tbody></tbody></table></div><script>
  const viewport = document.getElementById('viewport');
  const table = viewport.querySelector('table');
  const rows = new Map();
  const cells = (index) => ['Completed', '+1 555 100 ' + (index % 10000), 'Appointment reminder', '12 Feb, 09:' + (index % 60), '02:' + (index % 60), index + ' ms', '12', '–', 'Resolved'];
  function make(index) {
    const row = document.createElement('tr');
    for (const text of cells(index)) row.appendChild(document.createElement('td')).textContent = text;
    return row;
  }
  function show() {
    const first = Math.max(0, Math.floor(viewport.scrollTop / 33) - 12);
    const last = Math.min(${rows} - 1, first + Math.ceil(viewport.clientHeight / 33) + 24);
    for (const [index, row] of rows) if (index < first || index > last) { row.remove(); rows.delete(index); }
    for (let index = last; index >= first; index--) {
      if (rows.has(index)) continue;
      const row = make(index);
      rows.set(index, row);
      table.tBodies[0].insertBefore(row, rows.get(index + 1) ?? null);
    }
    table.style.transform = 'translateY(' + first * 33 + 'px)';
  }
  viewport.addEventListener('scroll', show);
  show();
</script>`;
