/** The simulator's payment methods, in a sentence each. */
export const METHODS = [
  ['pm_ok', 'It works', 'The charge and later refunds are executed at once.'],
  ['pm_slow', 'Slow', 'Executed after three seconds: time enough to click again or to reload.'],
  ['pm_declined', 'Declined', 'Refused for good: 402, and the order can be paid with another method under a new key.'],
  ['pm_insufficient_funds', 'Insufficient funds', 'Refused for good, like a declined card, with another failure code.'],
  ['pm_timeout_charged', 'Timeout, charged', 'The card is charged, but the gateway’s answer never comes. The server says 202, asks what happened, and books it.'],
  ['pm_timeout_uncharged', 'Timeout, not charged', 'The gateway never acts and never answers. Recovery finds out, bars the charge from happening late, and says so: not executed.'],
  ['pm_unavailable', 'Unavailable', 'The gateway says 503 every time, and provably does nothing: the same key may run again.'],
  ['pm_flaky', 'Flaky', '503 at the first attempt, then it works: the retry with the same key carries the payment through.'],
  ['pm_garbled', 'Garbled', 'The charge is executed, but the answer is broken JSON: unknown to the server until it has asked.'],
  ['pm_refund_refused', 'Refund refused', 'The charge works; a refund of it is refused for good.'],
  ['pm_refund_timeout_executed', 'Refund timeout, executed', 'The charge works; a refund is executed, but its answer never comes.'],
  ['pm_refund_timeout_unexecuted', 'Refund timeout, not executed', 'The charge works; a refund is neither executed nor answered.'],
];
