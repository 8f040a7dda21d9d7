// A shop's order is paid.
const sent = [];
const order = { email: 'jane@example.com', name: '#1001' };
await hooks['/webhooks/shopify/order-paid']({ body: order }, { sendStatus(status) { sent.push(status); } });
console.log(JSON.stringify(sent));
