<?php
// As much of WordPress and WooCommerce as the documentation's examples need.
$actions = [];

function add_action($name, $action) {
  global $actions;
  $actions[$name] = $action;
}

function wp_remote_post($url, $request) {
  $headers = [];
  foreach ($request['headers'] as $name => $value) $headers[] = "$name: $value";
  return post_by_stream($url, $headers, $request['body']);
}

function wc_get_order($order_id) {
  return new class {
    public function get_billing_email() { return 'jane@example.com'; }
  };
}

function get_user_by($field, $customer_id) {
  return (object) ['user_email' => 'new@example.com', 'display_name' => 'New'];
}
