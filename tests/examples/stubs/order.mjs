// Shopify tells the webhook that an order is paid, and then that one without an e-mail is.
const server = app.listen(0, '127.0.0.1', async () => {
  const sent = [];
  for (const order of [{ email: 'jane@example.com', name: '#1001' }, { email: '', name: '#1002' }]) {
    const answer = await fetch(`http://127.0.0.1:${server.address().port}/webhooks/shopify/order-paid`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
    });
    sent.push(answer.status);
  }
  console.log(JSON.stringify(sent));
  server.close();
  server.closeAllConnections();
});
