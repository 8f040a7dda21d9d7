<?php
// As much of WooCommerce as the documentation's examples need: an order, and a customer who has just been created.
function wc_get_order($order_id) {
  return new class {
    public function get_billing_email() { return 'jane@example.com'; }
  };
}

function get_user_by($field, $customer_id) {
  return (object) ['user_email' => 'new@example.com', 'display_name' => 'New'];
}
