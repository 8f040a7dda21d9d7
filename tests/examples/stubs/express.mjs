// As much of Express as the documentation's webhook needs.
const hooks = {};
const app = { post(path, hook) { hooks[path] = hook; } };
