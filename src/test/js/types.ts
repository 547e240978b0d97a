// Compiled by NpmPackageTest, and never run: what the types of the npm package let through, and what not.
import { Payonce, type Answer, type Payment } from 'payonce';

const payonce = new Payonce({ allowMemory: true });

export async function payment(order: string): Promise<Answer<Payment>> {
  const intent = await payonce.intent('ada', 'payment.create', { order, amount: 2400, currency: 'EUR', paymentMethod: 'pm_ok' });
  return intent.send();
}

export async function refund(payment: string): Promise<number> {
  const intent = await payonce.intent('ada', 'refund.create', { payment, kind: 'FULL', reason: 'broken' });
  const { body } = await intent.send();
  // @ts-expect-error: a refund has a paymentId, and no payment
  body.payment;
  return body.amount;
}

export async function mistakes(order: string): Promise<void> {
  // @ts-expect-error: amounts are numbers
  await payonce.intent('ada', 'payment.create', { order, amount: '2400', currency: 'EUR', paymentMethod: 'pm_ok' });
  // @ts-expect-error: a field is missing
  await payonce.intent('ada', 'payment.create', { order, amount: 2400, currency: 'EUR' });
  // @ts-expect-error: there is no such field
  await payonce.intent('ada', 'receipt.send', { order, email: 'ada@example.org', copy: true });
  // @ts-expect-error: there is no such operation
  await payonce.intent('ada', 'payment.crate', { order });
}

export async function own(): Promise<void> {
  const gifts = new Payonce<{ 'gift.create': { to: string } }>({ actions: { 'gift.create': { path: '/gifts' } } });
  await gifts.intent('ada', 'gift.create', { to: 'bob' });
  // @ts-expect-error: a gift is for somebody
  await gifts.intent('ada', 'gift.create', {});
  await gifts.intent('ada', 'order.cancel', { order: 'an-id' });
}
