// The visitor types an address and presses the button; then what the page shows is told.
document.getElementById('lf-email').value = 'new@example.com';
await document.getElementById('loyalty-form').listeners.submit({ preventDefault() {} });
const shown = document.getElementById('loyalty-result');
console.log(JSON.stringify({ html: shown.innerHTML, display: shown.style.display }));
