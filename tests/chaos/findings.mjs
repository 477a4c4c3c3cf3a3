// What is wrong, with the ids that lead to it.

import { describe } from './history.mjs';

const SHOWN_PER_KIND = 20;

export class Findings {
  constructor() {
    this.all = []; // {kind, text}
  }

  add(kind, text) {
    this.all.push({ kind, text });
  }

  // An acknowledged write without its effect, or with less.
  lost(entry, text) {
    this.add('lost', entry ? `${text}; ${describe(entry)}` : text);
  }

  // An effect that came twice, or that nobody was told of.
  doubled(entry, text) {
    this.add('doubled', entry ? `${text}; ${describe(entry)}` : text);
  }

  count(kind) {
    return this.all.filter((one) => one.kind === kind).length;
  }

  get none() {
    return this.all.length === 0;
  }

  print(say) {
    for (const kind of new Set(this.all.map((one) => one.kind))) {
      const texts = this.all.filter((one) => one.kind === kind).map((one) => one.text);
      say(`${kind}: ${texts.length}`);
      for (const text of texts.slice(0, SHOWN_PER_KIND)) say(`  ${text}`);
      if (texts.length > SHOWN_PER_KIND) say(`  and ${texts.length - SHOWN_PER_KIND} more`);
    }
  }
}
