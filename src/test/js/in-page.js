/* What dev.payonce.browser calls in the pages under test: the SDK with one merchant's api key, and plain data of what came of it. */
globalThis.sdk = {
  events: [],
  clicks: [],

  async start(apiKey, options) {
    const { Payonce } = await import('/sdk/payonce.js');
    this.payonce = new Payonce({
      headers: { Authorization: `Bearer ${apiKey}` },
      backoffBaseMs: 50,
      onEvent: ({ type }) => this.events.push(type),
      ...options,
    });
  },

  /** Makes the intent, and sends nothing. */
  intent({ action, ...payload }) {
    return this.payonce.intent('ada', action, payload);
  },

  /** What a button of a shop does; `outcomes` tells how it ended. */
  click(wish) {
    this.clicks.push(this.intent(wish).then((intent) => intent.send()));
  },

  async outcomes() {
    const ended = await Promise.allSettled(this.clicks.splice(0));
    return ended.map(({ value, reason }) =>
      value ? { ...value, code: 'done' } : { ...reason, name: reason.name, message: reason.message });
  },

  /** Stores until nothing more fits, not even one character. */
  fillStorage() {
    for (let length = 2 ** 22, n = 0; length >= 1; n++) {
      try {
        localStorage.setItem(`filler-${n}`, 'x'.repeat(length));
      } catch {
        length = Math.floor(length / 2);
      }
    }
  },
};
