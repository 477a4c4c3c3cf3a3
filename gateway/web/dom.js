// Small builders for the page. Text always goes in as text, never as markup.

// element('p', {class: 'help'}, 'text', otherElement)
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

let tables = 0;

// A table with caption and scoped headers in a region of its own, so that a narrow screen scrolls the table
// and not the page. The first cell of each row is its header. `numeric` names the columns with numbers.
export function table({ caption, columns, rows, numeric = [] }) {
  tables += 1;
  const id = `table-${tables}`;
  const cell = (value, index) => {
    const attributes = numeric.includes(index) ? { class: 'number' } : {};
    return index === 0 ? element('th', { scope: 'row', ...attributes }, value) : element('td', attributes, value);
  };
  return element('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-labelledby': id },
    element('table', {},
      element('caption', { id }, caption),
      element('thead', {}, element('tr', {}, columns.map((column, index) =>
        element('th', { scope: 'col', class: numeric.includes(index) ? 'number' : undefined }, column)))),
      element('tbody', {}, rows.map((row) => element('tr', {}, row.map(cell))))));
}

// Horizontal bars beside a table that holds the same numbers; hidden from screen readers for that reason
// they get the sentence in `label`. `bars`: {name, value, text}; a null value is drawn as an empty outline.
export function barChart(label, bars) {
  const width = 640;
  const step = 34;
  const left = 200;
  const most = Math.max(1, ...bars.map((bar) => bar.value ?? 0));
  const room = width - left - 60;
  return svg('svg', { class: 'chart', role: 'img', 'aria-label': label, viewBox: `0 0 ${width} ${bars.length * step + 6}` },
    bars.flatMap((bar, index) => {
      const y = index * step + 4;
      const length = bar.value === null ? 24 : Math.round(((bar.value ?? 0) / most) * room);
      return [
        svg('text', { x: left - 10, y: y + 18, 'text-anchor': 'end' }, bar.name),
        svg('rect', { x: left, y, width: Math.max(length, 1), height: step - 10, class: bar.value === null ? 'hidden-bar' : 'bar-fill' }),
        svg('text', { x: left + length + 8, y: y + 18 }, bar.text),
      ];
    }));
}
